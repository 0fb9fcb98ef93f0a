"""The dead letters, whom an incident reached, and sending again."""

from datetime import timedelta
from typing import Any

import pytest
from contacting import method, webhook
from delivering import Scripted, deliveries, engine
from factories import Person, World
from graphql_client import GraphQLClient, global_id

from siems.domain.clock import OffsetClock
from siems.domain.delivery import Again, Channel, Refused
from siems.models import Incident
from siems.services.incidents import Decision

Json = dict[str, Any]
NO = Refused("There is no such mailbox.")
ALL = """query($state: [DeliveryState!], $channel: Channel) {
  deliveries(state: $state, channel: $channel) { edges { node {
  id urgency state attempts channel name hint reason user { name } incident { key } nextAttemptAt } } } }"""
RESEND = """mutation($input: ResendDeliveryInput!) { resendDelivery(input: $input) {
  delivery { state attempts nextAttemptAt } errors { code message field } } }"""


@pytest.fixture
async def ada(world: World) -> Person:
    return await world.engineer("Ada")


@pytest.fixture
async def incident(world: World, manager: Person, ada: Person) -> Incident:
    """Assigned to Ada, whom an e-mail does not reach, and an SMS does."""
    await method(world, ada)
    await method(world, ada, Channel.SMS)
    incident = await world.incident(manager)
    incident = await world.app.incidents.assign(manager, Decision(incident.id), ada.id)
    await engine(world, email=Scripted(NO), sms=Scripted()).run()
    return incident


def nodes(body: Json, name: str) -> list[Json]:
    assert "errors" not in body
    return [edge["node"] for edge in body["data"][name]["edges"]]


async def test_the_dead_letters_say_what_to_whom_how_often_and_why(
    world: World, graphql: GraphQLClient, incident: Incident
) -> None:
    admin = await world.admin()
    [letter] = nodes(await graphql.ask(ALL, {"state": ["FAILED"]}, admin), "deliveries")
    del letter["id"]
    assert letter == {
        "urgency": "PAGE",
        "state": "FAILED",
        "attempts": 1,
        "channel": "EMAIL",
        "name": "email",
        "hint": "e***",
        "reason": NO.reason,
        "user": {"name": "Ada"},
        "incident": {"key": "INC-1"},
        "nextAttemptAt": None,
    }
    assert [row["state"] for row in nodes(await graphql.ask(ALL, {"channel": "SMS"}, admin), "deliveries")] == ["SENT"]
    assert len(nodes(await graphql.ask(ALL, None, admin), "deliveries")) == 2


async def test_what_failed_is_sent_again_as_the_same_message_and_logged(
    world: World, graphql: GraphQLClient, incident: Incident
) -> None:
    admin = await world.admin()
    [letter] = nodes(await graphql.ask(ALL, {"state": ["FAILED"]}, admin), "deliveries")
    body = await graphql.ask(RESEND, {"input": {"deliveryId": letter["id"], "reason": "Mailbox made"}}, admin)
    again = body["data"]["resendDelivery"]
    assert (again["errors"], again["delivery"]["state"], again["delivery"]["attempts"]) == ([], "PENDING", 1)
    before = [row["message_id"] for row in await deliveries(world) if row["method"] == "email"]
    email = Scripted()
    await engine(world, email=email).run()
    assert [message.id for _, message in email.messages] == before
    assert {(row["method"], row["state"], row["attempts"]) for row in await deliveries(world)} == {
        ("email", "SENT", 2),
        ("sms", "SENT", 1),
    }
    trail = await graphql.ask(
        "{ auditTrail(filter: {kind: [DELIVERY]}) { edges { node { action reason before subject { id } } } } }",
        as_=admin,
    )
    assert nodes(trail, "auditTrail") == [
        {
            "action": "RESENT",
            "reason": "Mailbox made",
            "before": {"state": "FAILED", "reason": NO.reason},
            "subject": {"id": letter["id"]},
        }
    ]


CANCELLED = "This delivery was cancelled, and is not to be sent any more: The incident is resolved."


@pytest.mark.parametrize(
    ("state", "code", "message"),
    [
        ("SENT", "CONFLICT", "This delivery has been sent."),
        ("PENDING", "CONFLICT", "This delivery is on its way already."),
        ("SENDING", "CONFLICT", "This delivery is on its way already."),
        ("CANCELLED", "VALIDATION", CANCELLED),
    ],
)
async def test_what_has_not_failed_is_not_sent_again_and_says_why(
    world: World, graphql: GraphQLClient, incident: Incident, state: str, code: str, message: str
) -> None:
    admin = await world.admin()
    [failed] = nodes(await graphql.ask(ALL, {"state": ["FAILED"]}, admin), "deliveries")
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            f"UPDATE deliveries SET state = '{state}', reason = 'The incident is resolved.', ended_at = $2, "
            "next_attempt_at = $3, lease_until = $4 WHERE organization_id = $1 AND state = 'FAILED' RETURNING id",
            work.organization_id,
            work.now if state in ("SENT", "CANCELLED") else None,
            work.now if state == "PENDING" else None,
            work.now + timedelta(hours=1) if state == "SENDING" else None,
        )
    before = await world.fingerprint()
    body = await graphql.ask(RESEND, {"input": {"deliveryId": failed["id"]}}, admin)
    errors = [{"code": code, "message": message, "field": ["input", "deliveryId"]}]
    assert body["data"]["resendDelivery"] == {"delivery": None, "errors": errors}
    assert await world.fingerprint() == before


async def test_what_failed_together_is_sent_again_at_once_and_the_second_is_on_its_way(
    world: World, graphql: GraphQLClient, manager: Person, ada: Person
) -> None:
    await method(world, ada)
    for _ in range(2):
        await world.app.incidents.assign(manager, Decision((await world.incident(manager)).id), ada.id)
    await engine(world, email=Scripted(NO)).run()
    admin = await world.admin()
    first, second = nodes(await graphql.ask(ALL, {"state": ["FAILED"]}, admin), "deliveries")
    said = [await graphql.ask(RESEND, {"input": {"deliveryId": each["id"]}}, admin) for each in (first, second)]
    answers = [body["data"]["resendDelivery"] for body in said]
    assert [answer["delivery"] and answer["delivery"]["state"] for answer in answers] == ["PENDING", None]
    assert [[error["code"] for error in answer["errors"]] for answer in answers] == [[], ["CONFLICT"]]
    email = Scripted()
    await engine(world, email=email).run()
    assert len(email.messages) == 1
    assert {row["state"] for row in await deliveries(world)} == {"SENT"}


async def test_a_call_that_was_given_up_behind_another_one_is_made_after_all(
    world: World, graphql: GraphQLClient, manager: Person, clock: OffsetClock
) -> None:
    admin = await world.admin()
    await webhook(world, admin, actions=["REPORTED"])
    await world.incident(manager)
    await engine(world, webhooks=Scripted(Again("The webhook answered 503."))).run()
    await world.incident(manager)
    clock.advance(hours=25)
    await engine(world, webhooks=Scripted(Again("The webhook answered 503."))).run()
    failed = nodes(await graphql.ask(ALL, {"state": ["FAILED"]}, admin), "deliveries")
    never, tried = sorted(failed, key=lambda row: int(row["attempts"]))
    assert (never["attempts"], tried["attempts"]) == (0, 2)
    body = await graphql.ask(RESEND, {"input": {"deliveryId": never["id"]}}, admin)
    assert body["data"]["resendDelivery"]["delivery"]["state"] == "PENDING"
    await engine(world, webhooks=Scripted()).run()
    assert [(row["state"], row["attempts"]) for row in await deliveries(world)] == [("FAILED", 2), ("SENT", 1)]


async def test_whoever_sees_the_incident_sees_whom_it_reached_and_no_address(
    world: World, graphql: GraphQLClient, incident: Incident, ada: Person
) -> None:
    query = """query($id: ID!) { incidentDeliveries(incidentId: $id) { edges { node {
      state channel user { name } name hint reason } } } }"""
    for asker, shown in ((await world.engineer(), False), (ada, True), (await world.admin(), True)):
        found = nodes(await graphql.ask(query, {"id": global_id(incident)}, asker), "incidentDeliveries")
        email = next(row for row in found if row["channel"] == "EMAIL")
        assert (email["state"], email["user"]) == ("FAILED", {"name": "Ada"})
        assert (email["name"], email["hint"], email["reason"]) == (
            ("email", "e***", NO.reason) if shown else (None, None, None)
        )


async def test_a_notification_says_how_it_was_sent(
    world: World, graphql: GraphQLClient, incident: Incident, ada: Person
) -> None:
    query = "{ notifications { edges { node { kind deliveries { channel state reason } } } } }"
    [told] = nodes(await graphql.ask(query, as_=ada), "notifications")
    assert told["kind"] == "ASSIGNED"
    assert sorted(told["deliveries"], key=lambda row: str(row["channel"])) == [
        {"channel": "EMAIL", "state": "FAILED", "reason": NO.reason},
        {"channel": "SMS", "state": "SENT", "reason": None},
    ]


async def test_a_delivery_is_a_node_for_admins_and_for_whose_it_is(
    world: World, graphql: GraphQLClient, incident: Incident, ada: Person, manager: Person
) -> None:
    admin = await world.admin()
    [letter] = nodes(await graphql.ask(ALL, {"state": ["FAILED"]}, admin), "deliveries")
    query = "query($id: ID!) { node(id: $id) { ... on Delivery { state } } }"
    answers = [(await graphql.ask(query, {"id": letter["id"]}, asker))["data"] for asker in (admin, ada, manager)]
    assert answers == [{"node": {"state": "FAILED"}}, {"node": {"state": "FAILED"}}, {"node": None}]


async def test_webhooks_that_were_given_up_are_dead_letters_too(
    world: World, graphql: GraphQLClient, manager: Person, clock: OffsetClock
) -> None:
    admin = await world.admin()
    await webhook(world, admin, actions=["REPORTED"])
    await world.incident(manager)
    await engine(world, webhooks=Scripted(Refused("410 Gone"))).run()
    [letter] = nodes(await graphql.ask(ALL, {"state": ["FAILED"]}, admin), "deliveries")
    assert (letter["name"], letter["hint"], letter["channel"], letter["user"]) == (
        "Status page",
        "https://hooks.example.com/",
        None,
        None,
    )
