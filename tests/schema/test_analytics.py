"""Analytics over GraphQL: how the figures look, what each role is shown, and what is refused."""

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from analytics import past, reported, utc
from factories import Person, World
from graphql_client import GraphQLClient, global_id, user_id
from paging import tell

from schema.ids import encode
from siems.domain.incidents import Severity

Json = dict[str, Any]
DURATIONS = "{ count leftOut meanSeconds p50Seconds p90Seconds p95Seconds }"
FIGURES = f"""{{ incidents timeToAcknowledge {DURATIONS} timeToStart {DURATIONS} timeToResolve {DURATIONS}
  escalations {{ incidents byRule byHand rate ruleRate handRate }} respondSla {{ met breached attainment }}
  resolveSla {{ met breached attainment }} everResolved reopened reopenRate }}"""
NOTHING = {"count": 0, "meanSeconds": None, "p50Seconds": None, "p90Seconds": None, "p95Seconds": None}
RANGE = {"since": "2024-03-03T23:00:00Z", "until": "2024-03-05T23:00:00Z", "zone": "Europe/Berlin"}
UNPROMISED = {"met": 0, "breached": 0, "attainment": None}


def question(fields: str) -> str:
    return f"""query($since: DateTime!, $until: DateTime, $zone: String!, $filter: AnalyticsFilter) {{
      analytics(since: $since, until: $until, timeZone: $zone, filter: $filter) {{ {fields} }} }}"""


async def ask(graphql: GraphQLClient, person: Person, fields: str, **variables: Any) -> Json:
    """The figures of two days in March, or of what the variables say."""
    body = await graphql.ask(question(fields), {**RANGE, **variables}, person)
    assert set(body) == {"data"}, body
    found: Json = body["data"]["analytics"]
    return found


def figures(count: int, **more: Any) -> Json:
    """What `FIGURES` gives of so many incidents to which nothing has happened."""
    nothing = {**NOTHING, "leftOut": count}
    rate = 0.0 if count else None
    return {
        "incidents": count,
        "timeToAcknowledge": nothing,
        "timeToStart": nothing,
        "timeToResolve": nothing,
        "escalations": {"incidents": 0, "byRule": 0, "byHand": 0, "rate": rate, "ruleRate": rate, "handRate": rate},
        "respondSla": UNPROMISED,
        "resolveSla": UNPROMISED,
        "everResolved": 0,
        "reopened": 0,
        "reopenRate": None,
        **more,
    }


async def test_a_dashboard_is_shown_all_of_it(world: World, graphql: GraphQLClient, manager: Person) -> None:
    ada = await world.engineer("Ada")
    team, service, category = await world.team("Network"), await world.service("Mail"), await world.category("Outage")
    things = {"team_id": team.id, "service_id": service.id, "category_id": category.id}
    incident = await world.incident_in("IN_PROGRESS", manager, ada, restricted=True, **things)
    await past(
        world,
        incident,
        "2024-03-04 22:30",
        acknowledged_at="2024-03-04 22:31",
        started_at="2024-03-04 22:32",
        resolved_at="2024-03-05 22:30",
        respond_due_at="2024-03-04 23:00",
        resolve_due_at="2024-03-05 10:00",
        rule_escalations=2,
        hand_escalations=1,
        reopen_count=1,
    )
    await reported(world, manager, "2024-03-04 23:30", severity=Severity.LOW.value)
    await tell(world, ada, incident, [utc("2024-03-04 12:00"), utc("2024-03-05 00:00")])

    def taken(seconds: float) -> Json:
        names = ("meanSeconds", "p50Seconds", "p90Seconds", "p95Seconds")
        return {"count": 1, "leftOut": 0, **dict.fromkeys(names, seconds)}

    lived = figures(
        1,
        timeToAcknowledge=taken(60.0),
        timeToStart=taken(120.0),
        timeToResolve=taken(86400.0),
        escalations={"incidents": 1, "byRule": 1, "byHand": 1, "rate": 1.0, "ruleRate": 1.0, "handRate": 1.0},
        respondSla={"met": 1, "breached": 0, "attainment": 1.0},
        resolveSla={"met": 0, "breached": 1, "attainment": 0.0},
        everResolved=1,
        reopened=1,
        reopenRate=1.0,
    )
    found = await ask(
        graphql,
        manager,
        f"""since until timeZone summary {{ incidents }}
        periods(by: DAY) {{ startsAt endsAt backlog figures {FIGURES} }}
        weeks: periods(by: WEEK) {{ startsAt endsAt backlog figures {{ incidents }} }}
        severities: groups(by: SEVERITY) {{ name severity team {{ name }} figures {FIGURES} }}
        categories: groups(by: CATEGORY) {{ name severity category {{ id }} figures {{ incidents }} }}
        services: groups(by: SERVICE) {{ name service {{ id }} figures {{ incidents }} }}
        teams: groups(by: TEAM) {{ name team {{ id }} figures {{ incidents }} }}
        engineers: groups(by: ENGINEER) {{ name engineer {{ __typename id }} figures {{ incidents }} }}
        pages {{ name user {{ id }} pages nightPages }} busiestHours {{ weekday hour incidents }}
        lateness {{ firings p50Seconds p99Seconds maxSeconds }}""",
    )
    one = {"incidents": 1}
    start, midnight, end = (f"2024-03-0{day}T23:00:00+00:00" for day in (3, 4, 5))
    assert found == {
        "since": start,
        "until": end,
        "timeZone": "Europe/Berlin",
        "summary": {"incidents": 2},
        "periods": [
            {"startsAt": start, "endsAt": midnight, "backlog": 1, "figures": lived},
            {"startsAt": midnight, "endsAt": end, "backlog": 1, "figures": figures(1)},
        ],
        "weeks": [{"startsAt": start, "endsAt": end, "backlog": 1, "figures": {"incidents": 2}}],
        "severities": [
            {"name": "HIGH", "severity": "HIGH", "team": None, "figures": lived},
            {"name": "LOW", "severity": "LOW", "team": None, "figures": figures(1)},
        ],
        "categories": [
            {"name": "Outage", "severity": None, "category": {"id": global_id(category)}, "figures": one},
            {"name": None, "severity": None, "category": None, "figures": one},
        ],
        "services": [
            {"name": "Mail", "service": {"id": global_id(service)}, "figures": one},
            {"name": None, "service": None, "figures": one},
        ],
        "teams": [
            {"name": "Network", "team": {"id": global_id(team)}, "figures": one},
            {"name": None, "team": None, "figures": one},
        ],
        "engineers": [
            {"name": "Ada", "engineer": {"__typename": "Engineer", "id": user_id(ada)}, "figures": one},
            {"name": None, "engineer": None, "figures": one},
        ],
        "pages": [{"name": "Ada", "user": {"id": user_id(ada)}, "pages": 2, "nightPages": 1}],
        "busiestHours": [
            {"weekday": "MONDAY", "hour": 23, "incidents": 1},
            {"weekday": "TUESDAY", "hour": 0, "incidents": 1},
        ],
        "lateness": {"firings": 0, "p50Seconds": None, "p99Seconds": None, "maxSeconds": None},
    }


async def test_an_engineer_is_shown_their_own_figures(world: World, graphql: GraphQLClient, manager: Person) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    for person in (ada, bob, bob):
        incident = await world.incident_in("ASSIGNED", manager, person, restricted=True)
        await past(world, incident, "2024-03-04 12:00")
        await tell(world, person, incident, [utc("2024-03-04 12:00")])
    fields = """summary { incidents } periods(by: WEEK) { backlog } groups(by: ENGINEER) { name } pages { name pages }
      busiestHours { incidents } csv(by: ENGINEER)"""
    found = await ask(graphql, ada, fields, filter={"assigneeId": user_id(ada)})
    assert found == await ask(graphql, ada, fields)
    assert [row["engineer"] for row in rows_of(found.pop("csv"))] == ["Ada"]
    assert found == {
        "summary": {"incidents": 1},
        "periods": [{"backlog": 1}],
        "groups": [{"name": "Ada"}],
        "pages": [{"name": "Ada", "pages": 1}],
        "busiestHours": [{"incidents": 1}],
    }
    assert (await ask(graphql, manager, "summary { incidents }"))["summary"] == {"incidents": 3}
    body = await graphql.ask(question(fields), {**RANGE, "filter": {"assigneeId": user_id(bob)}}, ada)
    assert (body["data"], body["errors"][0]["extensions"]) == ({"analytics": None}, {"code": "FORBIDDEN"})


@pytest.mark.parametrize(
    ("variables", "code", "field"),
    [
        ({"since": "2024-03-03T23:00:00"}, "VALIDATION", "since"),
        ({"until": "2024-03-05T23:00:00"}, "VALIDATION", "until"),
        ({"until": "2024-03-03T23:00:00Z"}, "VALIDATION", "until"),
        ({"since": "2021-03-02T00:00:00Z"}, "VALIDATION", "since"),
        ({"since": "0001-01-01T00:00:00Z"}, "VALIDATION", "since"),
        ({"zone": "Berlin"}, "VALIDATION", "timeZone"),
        ({"zone": "Europe/Berlin\u0000"}, "VALIDATION", "timeZone"),
        ({"zone": "../etc/passwd"}, "VALIDATION", "timeZone"),
        ({"filter": {"teamId": "x"}}, "VALIDATION", "teamId"),
        ({"filter": {"serviceId": encode("Team", uuid4())}}, "VALIDATION", "serviceId"),
        ({"filter": {"teamId": encode("Team", uuid4())}}, "NOT_FOUND", "teamId"),
        ({"filter": {"assigneeId": encode("User", uuid4())}}, "NOT_FOUND", "assigneeId"),
    ],
)  # fmt: skip
async def test_a_question_that_makes_no_sense_is_refused(
    graphql: GraphQLClient, manager: Person, variables: Json, code: str, field: str
) -> None:
    body = await graphql.ask(question("summary { incidents }"), {**RANGE, **variables}, manager)
    [error] = body["errors"]
    said = (body["data"], error["path"], error["extensions"])
    assert said == ({"analytics": None}, ["analytics"], {"code": code, "field": [field]})


async def test_too_many_periods_leave_the_other_fields_their_answers(graphql: GraphQLClient, manager: Person) -> None:
    variables = {**RANGE, "since": "2023-01-29T23:00:00Z"}
    fields = "summary { incidents } periods(by: DAY) { backlog } csv(by: DAY) weeks: periods(by: WEEK) { backlog }"
    body = await graphql.ask(question(fields), variables, manager)
    found = body["data"]["analytics"]
    assert (found["summary"], found["periods"], found["csv"]) == ({"incidents": 0}, None, None)
    assert found["weeks"] == 58 * [{"backlog": 0}]
    assert [(error["path"], error["extensions"]) for error in body["errors"]] == [
        (["analytics", name], {"code": "VALIDATION", "field": ["by"]}) for name in ("periods", "csv")
    ]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


async def test_csv_holds_what_the_groups_and_periods_do(world: World, graphql: GraphQLClient, manager: Person) -> None:
    names = ["=1+1", "+49 30", "-x", "@SUM(A1)", 'a "quoted", name', "Zürich"]
    for name in names:
        service = await world.service(name)
        await reported(world, manager, "2024-03-04 10:00", service_id=service.id, acknowledged_at="2024-03-04 10:00:01")
    await reported(world, manager, "2024-03-04 10:00")
    found = await ask(
        graphql,
        manager,
        "csv(by: SERVICE) groups(by: SERVICE) { name } days: csv(by: DAY) severities: csv(by: SEVERITY)",
    )
    rows = rows_of(found["csv"])
    assert [group["name"] for group in found["groups"]] == [row["service"].lstrip("'") or None for row in rows]
    assert sorted(row["service"] for row in rows) == sorted(
        ["'=1+1", "'+49 30", "'-x", "'@SUM(A1)", 'a "quoted", name', "Zürich", ""]
    )
    means = {row["service"]: row["time_to_acknowledge_mean_seconds"] for row in rows}
    assert (means[""], means["'-x"]) == ("", "1.0")
    assert [(row["starts_at"], row["incidents"], row["backlog"]) for row in rows_of(found["days"])] == [
        ("2024-03-04T00:00:00+01:00", "7", "7"),
        ("2024-03-05T00:00:00+01:00", "0", "7"),
    ]
    assert [(row["severity"], row["incidents"]) for row in rows_of(found["severities"])] == [("HIGH", "7")]
