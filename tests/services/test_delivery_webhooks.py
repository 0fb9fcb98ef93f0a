"""Webhooks: what they are told, in which order, how many at once, and when a machine is given up."""

import json
from typing import Any

import pytest
from contacting import webhook
from delivering import SEALS, Scripted, deliveries, engine
from factories import Person, World

from siems.domain.clock import OffsetClock
from siems.domain.delivery import Again, Refused
from siems.services.incidents import Decision

DOWN = Again("Connection refused.")


async def commented(world: World, person: Person, times: int) -> Any:
    incident = await world.incident(person)
    for number in range(times):
        await world.app.incidents.comment(person, incident.id, f"Comment {number}")
    return incident


def told(webhooks: Scripted) -> list[tuple[str, int]]:
    bodies = [json.loads(call.body) for call in webhooks.calls]
    return [(body["type"], body["data"]["entry"]["sequence"]) for body in bodies]


async def test_a_call_says_what_happened_and_how_the_incident_is_now(world: World, manager: Person) -> None:
    await webhook(world, manager, "Status page", actions=["REPORTED"])
    incident = await commented(world, manager, 0)
    webhooks = Scripted()
    await engine(world, webhooks=webhooks).run()
    [call] = webhooks.calls
    [row] = await deliveries(world)
    assert (call.id, call.url, call.secrets) == (
        row["message_id"],
        "https://hooks.example.com/Status page",
        ("whsec_c2VjcmV0",),
    )
    body = json.loads(call.body)
    assert (body["type"], body["data"]["incident"]["key"]) == ("incident.reported", incident.key)
    assert body["timestamp"] == body["data"]["entry"]["at"] == body["data"]["incident"]["created_at"]
    assert body["data"]["incident"]["url"] == "https://siems.example.com/incidents/INC-1"
    assert body["data"]["incident"]["reporter"] == {"id": str(manager.id), "name": manager.user.name}
    assert body["data"]["entry"]["after"]["title"] == "Disk full on db-1"
    assert (row["state"], row["attempts"]) == ("SENT", 1)


async def test_while_a_secret_is_rotated_both_sign(world: World, manager: Person, clock: OffsetClock) -> None:
    async with world.app.units.of(world.organization.id) as work:
        until = work.now
    clock.advance(seconds=-10)
    await webhook(world, manager, previous_secret=SEALS.seal("whsec_b2xk"), previous_secret_until=until)
    await commented(world, manager, 0)
    webhooks = Scripted()
    await engine(world, webhooks=webhooks).run()
    clock.advance(seconds=60)
    await commented(world, manager, 0)
    await engine(world, webhooks=webhooks).run()
    assert [call.secrets for call in webhooks.calls] == [("whsec_c2VjcmV0", "whsec_b2xk"), ("whsec_c2VjcmV0",)]


async def test_calls_go_in_order_and_two_at_once_at_most(world: World, manager: Person) -> None:
    await webhook(world, manager)
    await commented(world, manager, 9)
    webhooks = Scripted()
    await engine(world, webhooks=webhooks).run()
    assert webhooks.most_at_once <= 2
    assert [sequence for _, sequence in told(webhooks)] == list(range(1, 11))


async def test_what_is_tried_again_keeps_the_later_ones_waiting_for_a_while(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    await webhook(world, manager)
    incident = await commented(world, manager, 0)
    webhooks = Scripted(DOWN, DOWN, DOWN, DOWN, DOWN)
    sending = engine(world, webhooks=webhooks)
    await sending.run()
    await world.app.incidents.comment(manager, incident.id, "Later")
    for attempts in range(2, 5):
        await sending.run()
        clock.advance(minutes=2)
        await sending.run()
        assert told(webhooks) == [("incident.reported", 1)] * attempts
    clock.advance(minutes=2)
    await sending.run()
    assert told(webhooks)[4:] == [("incident.reported", 1), ("incident.commented", 2)]
    clock.advance(minutes=15)
    await sending.run()
    assert [(row["state"], row["attempts"]) for row in await deliveries(world)] == [("SENT", 6), ("SENT", 1)]


async def test_while_one_is_tried_again_the_later_ones_wait(world: World, manager: Person, clock: OffsetClock) -> None:
    await webhook(world, manager)
    incident = await commented(world, manager, 0)
    webhooks = Scripted(DOWN)
    sending = engine(world, webhooks=webhooks)
    await sending.run()
    await world.app.incidents.comment(manager, incident.id, "Later")
    clock.advance(minutes=2)
    webhooks.gate.clear()
    assert await sending.start() == 1
    assert await sending.start() == 0
    webhooks.gate.set()
    await sending.run()
    assert told(webhooks) == [("incident.reported", 1), ("incident.reported", 1), ("incident.commented", 2)]


async def test_a_machine_that_is_down_for_a_day_is_given_up_with_all_that_waits_as_long(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    await webhook(world, manager)
    incident = await commented(world, manager, 2)
    sending = engine(world, webhooks=Scripted(*[DOWN] * 50))
    await sending.run()
    clock.advance(hours=23)
    await world.app.incidents.comment(manager, incident.id, "Still down?")
    await sending.run()
    clock.advance(hours=2)
    await sending.run()
    found = [(row["log_sequence"], row["state"], row["reason"]) for row in await deliveries(world)]
    assert found[:3] == [(sequence, "FAILED", DOWN.reason) for sequence in (1, 2, 3)]
    assert found[3][1] == "PENDING"


@pytest.mark.parametrize("change", ["enabled = false", "deleted_at = now()"])
async def test_a_webhook_that_is_off_is_called_no_more(world: World, manager: Person, change: str) -> None:
    id = await webhook(world, manager)
    await commented(world, manager, 1)
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(f"UPDATE webhooks SET {change} WHERE id = $1 RETURNING id", id)
    webhooks = Scripted()
    await engine(world, webhooks=webhooks).run()
    off = "switched off" if "enabled" in change else "deleted"
    why = f"The webhook Status page was {off}."
    assert [(row["state"], row["reason"]) for row in await deliveries(world)] == [("CANCELLED", why)] * 2
    assert webhooks.calls == []


async def test_what_became_restricted_is_not_told_any_more(world: World, manager: Person) -> None:
    await webhook(world, manager)
    incident = await commented(world, manager, 0)
    await world.app.incidents.update(manager, Decision(incident.id), {"restricted": True})
    webhooks = Scripted()
    await engine(world, webhooks=webhooks).run()
    assert webhooks.calls == []
    assert {row["state"] for row in await deliveries(world)} == {"CANCELLED"}


async def test_what_is_refused_is_given_up_and_the_next_goes_on(world: World, manager: Person) -> None:
    await webhook(world, manager)
    await commented(world, manager, 1)
    await engine(world, webhooks=Scripted(Refused("410 Gone"))).run()
    assert {(row["state"], row["reason"]) for row in await deliveries(world)} == {
        ("FAILED", "410 Gone"),
        ("SENT", None),
    }


async def test_machines_never_take_all_the_room(world: World, manager: Person) -> None:
    for number in range(12):
        await webhook(world, manager, f"Webhook {number}")
    await commented(world, manager, 2)
    webhooks = Scripted()
    webhooks.gate.clear()
    sending = engine(world, webhooks=webhooks)
    assert await sending.start() == 8
    webhooks.gate.set()
    await sending.run()
    assert len(webhooks.calls) == 36
