"""Lists that cannot be: each refusal says which argument is wrong."""

import base64
from typing import Any

import pytest
from factories import World
from graphql_client import GraphQLClient, global_id, user_id

Json = dict[str, Any]
NO_CURSOR = "This is not a cursor of this list in this order. Use one from its edges or its pageInfo."
NO_LOG_CURSOR = "This is not a cursor of an incident's log. Use one from its edges."
NO_ZONE = "This needs a time zone, as in 2026-01-31T12:00:00Z."
NO_DATE = "This is outside the range of dates."
NO_ID = "This is not an id that SIEMS gave out."
FOREIGN_COLUMN = '["password_hash", "x", "00000000-0000-0000-0000-000000000000"]'
FILTERED = "query($filter: IncidentFilter) { incidents(filter: $filter) { totalCount } }"


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def invalid(body: Json, name: str, message: str, field: str) -> bool:
    """True if the answer is exactly this refusal."""
    [error] = body["errors"]
    said = (body["data"], error["message"], error["path"], error["extensions"])
    assert said == ({name: None}, message, [name], {"code": "VALIDATION", "field": [field]})
    return True


@pytest.mark.parametrize("name", ["incidents", "users"])
@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        ("first: 0", "first", "`first` must be between 1 and 100; it is 0."),
        ("first: -1", "first", "`first` must be between 1 and 100; it is -1."),
        ("first: 101", "first", "`first` must be between 1 and 100; it is 101."),
        ("last: 0", "last", "`last` must be between 1 and 100; it is 0."),
        ("last: 101", "last", "`last` must be between 1 and 100; it is 101."),
        ("first: 1, last: 1", "last", "Give `first` or `last`, not both."),
        ('after: ""', "after", NO_CURSOR),
        ('after: "x"', "after", NO_CURSOR),
        ('before: "\\u0000"', "before", NO_CURSOR),
        (f'after: "{cursor("[]")}"', "after", NO_CURSOR),
        (f'after: "{cursor("[" * 10_000)}"', "after", NO_CURSOR),
        (f'after: "{cursor(FOREIGN_COLUMN)}"', "after", NO_CURSOR),
    ],
)
async def test_a_page_that_cannot_be_is_refused(
    world: World, graphql: GraphQLClient, name: str, arguments: str, field: str, message: str
) -> None:
    body = await graphql.ask(f"{{ {name}({arguments}) {{ edges {{ cursor }} }} }}", as_=await world.engineer())
    assert invalid(body, name, message, field)


@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        ("first: 0", "first", "`first` must be between 1 and 100; it is 0."),
        ("first: 101", "first", "`first` must be between 1 and 100; it is 101."),
        ('after: "x"', "after", NO_LOG_CURSOR),
        ('after: "-1"', "after", NO_LOG_CURSOR),
        ('after: "²"', "after", NO_LOG_CURSOR),
        ('after: "99999999999"', "after", NO_LOG_CURSOR),
        ('last: 5, before: "x"', "before", NO_LOG_CURSOR),
        ("last: 101", "last", "`last` must be between 1 and 100; it is 101."),
        ("first: 1, last: 1", "last", "Give `first` or `last`, not both."),
    ],
)
async def test_a_page_of_a_log_that_cannot_be_is_refused(
    world: World, graphql: GraphQLClient, arguments: str, field: str, message: str
) -> None:
    engineer = await world.engineer()
    id = global_id(await world.incident(engineer))
    body = await graphql.ask(
        f'{{ incidentLog(incidentId: "{id}", {arguments}) {{ edges {{ cursor }} }} }}', as_=engineer
    )
    assert invalid(body, "incidentLog", message, field)


async def test_a_cursor_of_another_order_is_refused(world: World, graphql: GraphQLClient) -> None:
    engineer = await world.engineer()
    await world.incident(engineer)
    body = await graphql.ask("{ incidents { edges { cursor } } users { edges { cursor } } }", as_=engineer)
    [by_creation], [by_name] = (body["data"][name]["edges"] for name in ("incidents", "users"))
    query = "query($after: String) { incidents(orderBy: {field: NUMBER}, after: $after) { totalCount } }"
    for edge in (by_creation, by_name):
        body = await graphql.ask(query, {"after": edge["cursor"]}, engineer)
        assert invalid(body, "incidents", NO_CURSOR, "after")


@pytest.mark.parametrize("field", ["createdAfter", "createdBefore"])
@pytest.mark.parametrize(
    ("moment", "message"),
    [
        ("2026-01-01T00:00:00", NO_ZONE),
        ("2026-01-01", NO_ZONE),
        ("0001-01-01T00:00:00+14:00", NO_DATE),
        ("9999-12-31T23:59:59-14:00", NO_DATE),
    ],
)
async def test_a_moment_without_a_zone_or_out_of_range_is_refused(
    world: World, graphql: GraphQLClient, field: str, moment: str, message: str
) -> None:
    body = await graphql.ask(FILTERED, {"filter": {field: moment}}, await world.engineer())
    assert invalid(body, "incidents", message, field)


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+99:00", 7])
async def test_what_is_no_moment_is_a_bad_request(world: World, graphql: GraphQLClient, moment: Any) -> None:
    body = await graphql.ask(FILTERED, {"filter": {"createdAfter": moment}}, await world.engineer())
    [error] = body.pop("errors")
    assert (body, error["extensions"]) == ({}, {"code": "BAD_REQUEST"})
    start = "Variable '$filter' has invalid value at .createdAfter: Value cannot represent a DateTime: "
    assert error["message"].startswith(f'{start}"{moment}". ')


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
async def test_the_ends_of_time_are_moments(world: World, graphql: GraphQLClient, moment: str) -> None:
    filter = {"createdAfter": moment, "createdBefore": moment}
    body = await graphql.ask(FILTERED, {"filter": filter}, await world.engineer())
    assert body == {"data": {"incidents": {"totalCount": 0}}}


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("assigneeId", "User"),
        ("reporterId", "User"),
        ("teamId", "Team"),
        ("serviceId", "Service"),
        ("categoryId", "Category"),
    ],
)
async def test_a_filter_by_what_is_no_id_of_its_kind_is_refused(
    world: World, graphql: GraphQLClient, field: str, kind: str
) -> None:
    engineer = await world.engineer()
    another = global_id(await world.incident(engineer))
    message = f"This must be the id of a {kind}; it is the id of an Incident."
    for id, problem in ((another, message), ("x", NO_ID), ("\ud800", NO_ID)):
        body = await graphql.ask(FILTERED, {"filter": {field: id}}, engineer)
        assert invalid(body, "incidents", problem, field)


async def test_mine_and_anothers_exclude_one_another(world: World, graphql: GraphQLClient) -> None:
    filter = {"mine": True, "assigneeId": user_id(await world.engineer())}
    body = await graphql.ask(FILTERED, {"filter": filter}, await world.engineer())
    assert invalid(body, "incidents", "`mine` and another person's `assigneeId` exclude one another.", "mine")


@pytest.mark.parametrize("name", ["incident", "node"])
@pytest.mark.parametrize("id", ["", "x", "\ud800", "SW5jaWRlbnQ6eA=="])
async def test_what_is_no_id_is_refused(world: World, graphql: GraphQLClient, name: str, id: str) -> None:
    body = await graphql.ask(f"query($id: ID!) {{ {name}(id: $id) {{ id }} }}", {"id": id}, await world.engineer())
    assert invalid(body, name, NO_ID, "id")
