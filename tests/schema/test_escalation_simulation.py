"""simulateEscalationRule, as clients ask it."""

from typing import Any

import pytest
from event_logs import imported, incident
from factories import World
from graphql_client import GraphQLClient

from schema.ids import encode

SIMULATE = """
query($input: SimulateEscalationRuleInput!, $since: DateTime!, $until: DateTime, $first: Int) {
  simulateEscalationRule(input: $input, since: $since, until: $until) {
    since until incidentCount escalatedCount firingCount truncated failedCount cutCount
    weeks { startsOn incidents firings } days { on incidents firings } steps { step incidents firings }
    comparison { byRules byHand both onlySimulated onlyReal }
    firings(first: $first) { incidentId at step repeat round incident { title } }
  }
}"""
RULE = {
    "strategy": "UNASSIGNED",
    "afterMinutes": 10,
    "steps": [
        {"targets": [{"kind": "ALL_MANAGERS"}]},
        {"delayMinutes": 60, "targets": [{"kind": "TEAM_MANAGER"}], "actions": ["NOTIFY", "RAISE_SEVERITY"]},
    ],
}
WHOM = {"targets": [{"kind": "USER"}]}
DAYS = {"since": "2021-05-03T02:00:00+02:00", "until": "2021-05-17T00:00:00Z"}


async def answer(graphql: GraphQLClient, world: World, **more: Any) -> dict[str, Any]:
    return await graphql.ask(SIMULATE, {"input": RULE, **DAYS, **more}, as_=await world.manager())


async def test_what_a_rule_would_have_done(world: World, graphql: GraphQLClient) -> None:
    await imported(world)
    vpn, mail = await incident(world, "INC9000001"), await incident(world, "INC9000002")
    body = await answer(graphql, world, first=2)
    assert body == {
        "data": {
            "simulateEscalationRule": {
                "since": "2021-05-03T00:00:00+00:00",
                "until": "2021-05-17T00:00:00+00:00",
                "incidentCount": 8,
                "escalatedCount": 5,
                "firingCount": 6,
                "truncated": False,
                "failedCount": 0,
                "cutCount": 0,
                "weeks": [
                    {"startsOn": "2021-05-03", "incidents": 5, "firings": 6},
                    {"startsOn": "2021-05-10", "incidents": 0, "firings": 0},
                ],
                "days": [
                    {"on": "2021-05-03", "incidents": 2, "firings": 2},
                    {"on": "2021-05-04", "incidents": 2, "firings": 3},
                    {"on": "2021-05-05", "incidents": 1, "firings": 1},
                ],
                "steps": [
                    {"step": 1, "incidents": 5, "firings": 5},
                    {"step": 2, "incidents": 1, "firings": 1},
                ],
                "comparison": {"byRules": 0, "byHand": 0, "both": 0, "onlySimulated": 5, "onlyReal": 0},
                "firings": [
                    {
                        "incidentId": encode("Incident", found["id"]),
                        "at": at,
                        "step": 1,
                        "repeat": 0,
                        "round": 1,
                        "incident": {"title": found["title"]},
                    }
                    for found, at in ((vpn, "2021-05-03T08:10:00+00:00"), (mail, "2021-05-03T09:10:00+00:00"))
                ],
            }
        }
    }


async def test_the_firings_come_in_the_order_of_time(world: World, graphql: GraphQLClient) -> None:
    await imported(world)
    body = await answer(graphql, world)
    found = [(each["at"][5:16], each["step"]) for each in body["data"]["simulateEscalationRule"]["firings"]]
    assert found == [
        ("05-03T08:10", 1), ("05-03T09:10", 1), ("05-04T07:10", 1), ("05-04T08:10", 2), ("05-04T11:10", 1),
        ("05-05T06:10", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"since": "2021-05-03T00:00:00"}, ["since"]),
        ({"since": "2020-05-03T00:00:00Z"}, ["since"]),
        ({"since": "2999-05-03T00:00:00Z", "until": None}, ["since"]),
        ({"until": "2021-05-02T00:00:00Z"}, ["until"]),
        ({"until": "2021-05-17T00:00:00"}, ["until"]),
        ({"first": 101}, ["first"]),
        ({"input": {**RULE, "strategy": "GONE"}}, ["input", "strategy"]),
        ({"input": {**RULE, "afterMinutes": -1}}, ["input", "afterMinutes"]),
        ({"input": {**RULE, "steps": []}}, ["input", "steps"]),
        ({"input": {**RULE, "teamIds": ["?"]}}, ["input", "teamIds", "0"]),
        ({"input": {**RULE, "steps": [WHOM]}}, ["input", "steps", "0", "targets", "0", "userId"]),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_and_nothing_is_written(
    world: World, graphql: GraphQLClient, wrong: dict[str, Any], field: list[str]
) -> None:
    manager = await world.manager()
    await graphql.ask("{ __typename }", as_=manager)  # logs in
    before = await world.fingerprint()
    body = await graphql.ask(SIMULATE, {"input": RULE, **DAYS, **wrong}, as_=manager)
    [error] = body["errors"]
    assert body["data"] == {"simulateEscalationRule": None}
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("VALIDATION", field)
    assert await world.fingerprint() == before


async def test_a_simulation_writes_nothing(world: World, graphql: GraphQLClient) -> None:
    await imported(world)
    manager = await world.manager()
    await graphql.ask("{ __typename }", as_=manager)
    before = await world.fingerprint()
    body = await graphql.ask(SIMULATE, {"input": RULE, **DAYS}, as_=manager)
    assert body["data"]["simulateEscalationRule"]["firingCount"] == 6
    assert await world.fingerprint() == before


async def test_another_organizations_incidents_and_teams_never_appear(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    await imported(other_world)
    body = await answer(graphql, world)
    assert body["data"]["simulateEscalationRule"]["incidentCount"] == 0
    team = encode("Team", (await other_world.team("Theirs")).id)
    body = await answer(graphql, world, input={**RULE, "teamIds": [team]})
    assert body["errors"][0]["extensions"] == {"code": "VALIDATION", "field": ["input", "teamIds", "0"]}


async def test_a_hundred_firings_are_shown_at_most_and_all_are_counted(world: World, graphql: GraphQLClient) -> None:
    await imported(world)
    steps = [{"targets": [{"kind": "ALL_MANAGERS"}]}] * 10
    often = {"strategy": "UNASSIGNED", "steps": steps, "repeat": {"times": 20, "everyMinutes": 1}}
    found = (await answer(graphql, world, input={**RULE, **often}, first=100))["data"]["simulateEscalationRule"]
    # 10 steps at once, minute after minute, 21 times at most: two until they are assigned or resolved, two to the
    # end, and one until it is worked on.
    assert len(found["firings"]) == 100
    assert found["firingCount"] == 10 * (10 + 2 + 21 + 21 + 20)
