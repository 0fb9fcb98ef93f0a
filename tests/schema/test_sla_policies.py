"""Service levels through GraphQL: how policies and calendars are written, and what an incident says of them."""

from typing import Any

import pytest
from factories import World
from graphql_client import GraphQLClient, global_id, refusal
from service_levels import calendar, policy

from siems.domain.callers import Origin

Json = dict[str, Any]
CALENDAR = "{ id name timeZone hours { weekdays startsAt endsAt } holidays { on name } }"
POLICY_FIELDS = "{ id name severities services { name } respondMinutes resolveMinutes calendar { name } }"
FIELDS = {"SlaPolicy": f"slaPolicy {POLICY_FIELDS}", "BusinessCalendar": f"businessCalendar {CALENDAR}"}
OFFICE = {
    "name": "Office",
    "timeZone": "Europe/Berlin",
    "hours": [{"weekdays": ["MONDAY", "FRIDAY"], "startsAt": "09:00", "endsAt": "17:00"}],
    "holidays": [{"on": "2026-12-25", "name": "Christmas"}, {"on": "2026-05-01", "name": "May Day"}],
}


async def act(graphql: GraphQLClient, as_: Any, verb: str, kind: str, **input: Any) -> Json:
    """The payload of createSlaPolicy and its like."""
    name = f"{verb}{kind}"
    fields = "deletedId" if verb == "delete" else FIELDS[kind]
    document = f"""mutation($input: {name[0].upper()}{name[1:]}Input!) {{
      {name}(input: $input) {{ {fields} errors {{ code message field }} }} }}"""
    body = await graphql.ask(document, {"input": input}, as_)
    assert set(body) == {"data"}, body
    payload: Json = body["data"][name]
    return payload


async def test_an_admin_writes_changes_and_deletes_a_policy_and_its_calendar(
    world: World, graphql: GraphQLClient
) -> None:
    admin, service = await world.admin(), await world.service()
    office = (await act(graphql, admin, "create", "BusinessCalendar", **OFFICE))["businessCalendar"]
    assert office == {**OFFICE, "id": office["id"], "holidays": OFFICE["holidays"][::-1]}
    input = {
        "name": "Gold",
        "severities": ["HIGH"],
        "serviceIds": [global_id(service)],
        "respondMinutes": 60,
        "resolveMinutes": 240,
        "calendarId": office["id"],
    }
    gold = (await act(graphql, admin, "create", "SlaPolicy", **input))["slaPolicy"]
    said = {"name": "Gold", "severities": ["HIGH"], "services": [{"name": "Checkout"}]}
    said |= {"id": gold["id"], "respondMinutes": 60, "resolveMinutes": 240, "calendar": {"name": "Office"}}
    assert gold == said
    query = f"{{ slaPolicies {POLICY_FIELDS} businessCalendars {CALENDAR} }}"
    there = await graphql.ask(query, as_=await world.engineer())
    assert there == {"data": {"slaPolicies": [gold], "businessCalendars": [office]}}
    # What is absent stays, and so does the null of what may not be null.
    changed = await act(graphql, admin, "update", "SlaPolicy", slaPolicyId=gold["id"], name=None, calendarId=None)
    assert changed == {"slaPolicy": {**said, "calendar": None}, "errors": []}
    changed = await act(graphql, admin, "update", "SlaPolicy", slaPolicyId=gold["id"], respondMinutes=None)
    assert changed["slaPolicy"] == {**said, "calendar": None, "respondMinutes": None}
    changed = await act(
        graphql, admin, "update", "BusinessCalendar", businessCalendarId=office["id"], holidays=[], hours=None
    )
    assert changed["businessCalendar"] == {**office, "holidays": []}
    for kind, id in (("SlaPolicy", gold["id"]), ("BusinessCalendar", office["id"])):
        key = kind[0].lower() + kind[1:] + "Id"
        assert await act(graphql, admin, "delete", kind, **{key: id}) == {"deletedId": id, "errors": []}
    assert (await graphql.ask(query, as_=admin))["data"] == {"slaPolicies": [], "businessCalendars": []}


async def test_node_and_the_audit_trail_know_both(world: World, graphql: GraphQLClient) -> None:
    admin, office, gold = await world.admin(), await calendar(world), await policy(world)
    trail = """query($kinds: [SubjectKind!]!) { auditTrail(filter: {kind: $kinds}) { edges { node {
      kind subjectId action subject { __typename id } } } } }"""
    found = await graphql.ask(trail, {"kinds": ["SLA_POLICY", "BUSINESS_CALENDAR"]}, admin)
    assert [edge["node"] for edge in found["data"]["auditTrail"]["edges"]] == [
        {
            "kind": kind,
            "subjectId": global_id(row),
            "action": "CREATED",
            "subject": {"__typename": type(row).__name__, "id": global_id(row)},
        }
        for kind, row in (("SLA_POLICY", gold), ("BUSINESS_CALENDAR", office))
    ]
    for row, name in ((gold, "Gold"), (office, "Office")):
        query = f'{{ node(id: "{global_id(row)}") {{ ... on {type(row).__name__} {{ name }} }} }}'
        assert await graphql.ask(query, as_=await world.engineer()) == {"data": {"node": {"name": name}}}
        assert await graphql.ask(query, as_=await world.key(admin, name)) == {"data": {"node": None}}


async def test_an_incident_says_what_is_promised_and_by_which_policy(world: World, graphql: GraphQLClient) -> None:
    admin, gold = await world.admin(), await policy(world)
    key = await world.key(admin)
    incident = await world.incident(await world.app.auth.caller(key, Origin()))
    stored = await world.stored(incident.id)
    query = """{ incidents(filter: {sla: [ON_TRACK]}) { edges { node {
      sla { state respond { dueAt atRiskAt state } resolve { dueAt state } policy { name } } } } } }"""

    def spelt(column: str) -> str:
        return str(stored[column].isoformat())

    sla: Json = {
        "state": "ON_TRACK",
        "respond": {"dueAt": spelt("respond_due_at"), "atRiskAt": spelt("respond_at_risk_at"), "state": "ON_TRACK"},
        "resolve": {"dueAt": spelt("resolve_due_at"), "state": "ON_TRACK"},
    }
    for asker, by in ((admin, {"name": "Gold"}), (key, None)):  # a machine sees no policies
        [edge] = (await graphql.ask(query, as_=asker))["data"]["incidents"]["edges"]
        assert edge["node"]["sla"] == {**sla, "policy": by}
    await world.app.sla_policies.delete(admin, gold.id)  # and nobody has planned anew yet
    [edge] = (await graphql.ask(query, as_=admin))["data"]["incidents"]["edges"]
    assert edge["node"]["sla"] == {**sla, "policy": None}


async def test_a_refusal_blames_the_fields_and_changes_nothing(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    admin, mail, theirs = await world.admin(), await world.service("Mail"), await calendar(other_world)
    await graphql.authorization(admin)
    before = await world.fingerprint()
    ask = {"name": "Gold", "respondMinutes": 60}
    for more, expected in (
        ({"serviceIds": [global_id(theirs)]}, ("This must be the id of a Service; it is the id of a BusinessCalendar.",
         "serviceIds", "0")),
        ({"calendarId": global_id(mail)}, ("This must be the id of a BusinessCalendar; it is the id of a Service.",
         "calendarId")),
        ({"calendarId": global_id(theirs)}, ("There is no business calendar with this id.", "calendarId")),
        ({"resolveMinutes": 59}, ("This must not be longer than the time to resolve, 59 minutes.", "respondMinutes")),
    ):  # fmt: skip
        message, *path = expected
        refused = await act(graphql, admin, "create", "SlaPolicy", **{**ask, **more})
        assert refused == {"slaPolicy": None, "errors": [refusal("VALIDATION", message, *path)]}
    hours = [{"weekdays": ["SUNDAY"], "startsAt": "9:00", "endsAt": "17:00"}]
    refused = await act(graphql, admin, "create", "BusinessCalendar", **{**OFFICE, "hours": hours})
    time = refusal("VALIDATION", 'This must be a time of day, "00:00" to "23:59".', "hours", "0", "startsAt")
    assert refused == {"businessCalendar": None, "errors": [time]}
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    ("holidays", "code", "message"),
    [
        ([{"on": "2026-02-29", "name": "Leap day"}], "BAD_REQUEST", "Value cannot represent a Date"),
        ([{"on": "2026-02-28", "name": "x"}] * 201, "COST_EXCEEDED", "has 201 entries; at most 200 are allowed"),
    ],
)
async def test_a_request_that_makes_no_sense_does_nothing(
    world: World, graphql: GraphQLClient, holidays: list[Json], code: str, message: str
) -> None:
    admin = await world.admin()
    document = "mutation($input: CreateBusinessCalendarInput!) { createBusinessCalendar(input: $input) { __typename } }"
    body = (
        await graphql.send({"query": document, "variables": {"input": {**OFFICE, "holidays": holidays}}}, admin)
    ).json()
    [error] = body["errors"]
    assert (error["extensions"]["code"], message in error["message"]) == (code, True)
    assert await world.app.business_calendars.all(admin) == []


async def test_due_times_can_be_asked_for(world: World, graphql: GraphQLClient) -> None:
    office, engineer = await calendar(world), await world.engineer()
    query = """query($calendar: ID, $from: DateTime) {
      slaDueTimes(minutes: 60, calendarId: $calendar, from: $from) { dueAt atRiskAt } }"""
    friday = {"from": "2026-06-05T16:30:00+02:00"}
    # Half an hour on Friday and half an hour on Monday, 80 % of it 48 minutes.
    answer = await graphql.ask(query, {**friday, "calendar": global_id(office)}, engineer)
    assert answer == {
        "data": {"slaDueTimes": {"dueAt": "2026-06-08T07:30:00+00:00", "atRiskAt": "2026-06-08T07:18:00+00:00"}}
    }
    answer = await graphql.ask(query, friday, engineer)
    assert answer["data"]["slaDueTimes"]["dueAt"] == "2026-06-05T15:30:00+00:00"
    [error] = (await graphql.ask(query, {"from": "2026-06-05T16:30:00"}, engineer))["errors"]
    assert error["extensions"] == {"code": "VALIDATION", "field": ["from"]}
