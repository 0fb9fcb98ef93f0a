"""Sending: attempts, pauses and how each ends, exactly; and what goes out as one message."""

import asyncio
import logging
import re
from datetime import timedelta

import pytest
from contacting import method, webhook, wishes
from cutting import be_cut
from delivering import SEALS, Scripted, deliveries, engine, states
from duty import now
from factories import Person, World

from siems.config import Settings
from siems.domain.clock import OffsetClock
from siems.domain.contacts import CODE_LIFETIME
from siems.domain.delivery import Again, Channel, Refused, Urgency
from siems.domain.errors import Busy
from siems.domain.incidents import Severity
from siems.embedded import Endpoints
from siems.repositories.deliveries import DeliveryRepository, Waiting
from siems.services.delivery.claims import LEASE, Claims, Taken
from siems.services.incidents import Decision

BUSY = Again("The server says 451: try later.")


async def paged(world: World, manager: Person, ada: Person, **more: object) -> Decision:
    decision = Decision((await world.incident(manager, **more)).id)
    await world.app.incidents.assign(manager, decision, ada.id)
    return decision


async def test_a_page_says_what_it_is_about_and_how_to_answer(world: World, manager: Person, ada: Person) -> None:
    await method(world, ada)
    decision = await paged(world, manager, ada)
    email = Scripted()
    await engine(world, email=email).run()
    [(address, message)] = email.messages
    [row] = await deliveries(world)
    assert address == "email of Ada"
    assert (message.id, message.thread, message.urgency) == (row["message_id"], decision.incident_id, Urgency.PAGE)
    assert message.subject == "Page: INC-1 HIGH: Disk full on db-1"
    assert message.body == (
        "INC-1: Disk full on db-1\nHIGH, ASSIGNED\n\n"
        f"Why you are told: {manager.user.name} assigned it to Ada.\n\n"
        "The incident: https://siems.example.com/incidents/INC-1\n\n"
        f"Acknowledge: https://siems.example.com/acknowledge/{message.id}\n"
    )
    assert await states(world) == [("email", "SENT", 1, None)]
    assert row["ended_at"] is not None


async def test_a_lost_message_that_cannot_be_dealt_with_keeps_nobody_else_waiting(
    world: World, manager: Person, ada: Person, ben: Person, clock: OffsetClock, caplog: pytest.LogCaptureFixture
) -> None:
    await method(world, ada)
    await paged(world, manager, ada)
    [row] = await deliveries(world)
    async with world.app.units.of(world.organization.id) as work:
        await work.deliveries.hand_over([row["id"]], row["id"], LEASE)  # by a worker that is gone
    clock.advance(seconds=91)
    await method(world, ben, name="of Ben")
    await paged(world, manager, ben)
    email, failure = Scripted(), "the delivery of message {} could not be ended; it is looked at again later"
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(DeliveryRepository, "again")
        await engine(world, email=email).run()
        await engine(world, email=email).run()
    assert await states(world) == [("email", "SENDING", 1, None), ("of Ben", "SENT", 1, None)]
    errors = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert errors == [failure.format(row["id"])]
    clock.advance(seconds=61)
    await engine(world, email=email).run()
    assert [(name, state) for name, state, *_ in await states(world)] == [("email", "SENT"), ("of Ben", "SENT")]


async def test_a_contact_method_that_is_busy_after_a_message_is_no_fault_of_that_message(
    world: World, manager: Person, ada: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await method(world, ada)
    await paged(world, manager, ada)
    take, taken = Claims.take, list[Waiting]()

    async def busy_once(self: Claims, waiting: Waiting) -> Taken:
        taken.append(waiting)
        if len(taken) == 2:
            raise Busy
        return await take(self, waiting)

    monkeypatch.setattr(Claims, "take", busy_once)
    await engine(world, email=Scripted()).run()
    assert len(taken) == 2
    assert await states(world) == [("email", "SENT", 1, None)]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_what_fails_is_sent_again_after_growing_pauses_as_the_same_message(
    world: World, manager: Person, ada: Person, clock: OffsetClock
) -> None:
    await method(world, ada)
    await paged(world, manager, ada)
    email = Scripted(BUSY, BUSY, Again("Slow down.", timedelta(minutes=2)))
    sending = engine(world, email=email)
    for attempt, seconds in ((1, 3.75), (2, 7.5), (3, 120)):
        before = await now(world)
        await sending.run()
        [row] = await deliveries(world)
        assert (row["state"], row["attempts"]) == ("PENDING", attempt)
        assert before <= row["next_attempt_at"] - timedelta(seconds=seconds) <= await now(world)
        await sending.run()
        assert len(email.messages) == attempt
        clock.advance(seconds=seconds + 5)
    await sending.run()
    assert await states(world) == [("email", "SENT", 4, "Slow down.")]
    assert len({message.id for _, message in email.messages}) == 1
    assert len(set(email.bodies)) == 1


async def test_after_eight_attempts_it_has_failed(
    world: World, manager: Person, ada: Person, clock: OffsetClock
) -> None:
    await method(world, ada)
    await paged(world, manager, ada, severity=Severity.LOW)
    sending = engine(world, email=Scripted(*[BUSY] * 9))
    for attempt in range(1, 8):
        await sending.run()
        assert await states(world) == [("email", "PENDING", attempt, BUSY.reason)]
        clock.advance(minutes=15)
    await sending.run()
    assert await states(world) == [("email", "FAILED", 8, BUSY.reason)]
    clock.advance(days=1)
    await sending.run()
    assert await states(world) == [("email", "FAILED", 8, BUSY.reason)]


async def test_what_is_refused_fails_at_once(world: World, manager: Person, ada: Person) -> None:
    await method(world, ada)
    await paged(world, manager, ada)
    await engine(world, email=Scripted(Refused("There is no such mailbox."))).run()
    assert await states(world) == [("email", "FAILED", 1, "There is no such mailbox.")]


async def test_a_channel_that_is_not_set_up_fails_at_once_and_names_the_setting_that_is_missing(
    world: World, manager: Person, ada: Person
) -> None:
    for channel in Channel:
        await method(world, ada, channel)
    await webhook(world, await world.admin(), actions=["ASSIGNED"])
    await paged(world, manager, ada)
    await engine(world).run()
    told = {
        row["method"] or "webhook": (row["state"], row["attempts"], row["reason"]) for row in await deliveries(world)
    }
    assert told == {
        "email": ("FAILED", 1, "E-mail is not set up: SIEMS_SMTP_URL and SIEMS_MAIL_FROM."),
        "sms": ("FAILED", 1, "SMS is not set up: SIEMS_SMS_URL."),
        "app": ("FAILED", 1, "Apps are switched off in this worker. No setting is missing: they need none."),
        "webhook": ("FAILED", 1, "Webhooks are switched off in this worker. No setting is missing: they need none."),
    }
    settings = {name for _, _, reason in told.values() for name in re.findall(r"SIEMS_[A-Z_]+", reason)}
    assert settings <= {f"SIEMS_{name.upper()}" for name in Settings.model_fields}


async def test_a_channel_that_hangs_or_raises_is_cut_off_and_tried_again(
    world: World, manager: Person, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    class Raising(Scripted):
        async def _answer(self) -> Refused:
            raise ZeroDivisionError

    await method(world, ada)
    await method(world, ada, Channel.SMS)
    await paged(world, manager, ada)
    hanging = Scripted()
    hanging.gate.clear()
    await engine(world, email=hanging, sms=Raising(), longest=timedelta(milliseconds=20)).run()
    assert await states(world) == [
        ("email", "PENDING", 1, "No answer within 0 s; it may have arrived."),
        ("sms", "PENDING", 1, "Sending failed: ZeroDivisionError."),
    ]


async def test_a_worker_that_is_gone_in_mid_send_is_said_so_and_the_message_sent_again(
    world: World, manager: Person, ada: Person, clock: OffsetClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "siems.services.delivery")
    await method(world, ada)
    await paged(world, manager, ada)
    hanging, email = Scripted(), Scripted()
    hanging.gate.clear()
    gone = engine(world, email=hanging)
    await gone.start()
    async with asyncio.timeout(30):
        while not hanging.messages:  # noqa: ASYNC110  (what it waits for comes with time)
            await asyncio.sleep(0.01)
    await gone.stop(timedelta())
    await engine(world, email=email).run()
    assert await states(world) == [("email", "SENDING", 1, None)]
    clock.advance(seconds=91)
    await engine(world, email=email).run()
    assert await states(world) == [("email", "SENT", 2, "The worker ended in mid-send; it may have arrived.")]
    assert hanging.messages == email.messages
    assert f"message {email.messages[0][1].id} was lost in mid-send, and is sent again" in caplog.messages


async def test_whoever_comes_too_late_changes_nothing(
    world: World, manager: Person, ada: Person, clock: OffsetClock
) -> None:
    await method(world, ada)
    await paged(world, manager, ada)
    slow, quick = Scripted(Refused("Never.")), Scripted()
    slow.gate.clear()
    late = engine(world, email=slow)
    await late.start()
    clock.advance(seconds=91)
    await engine(world, email=quick).run()
    slow.gate.set()
    await late.run()
    assert await states(world) == [("email", "SENT", 2, "The worker ended in mid-send; it may have arrived.")]


async def test_a_hundred_notifications_are_a_handful_of_messages_that_name_all(
    world: World, manager: Person, ada: Person, clock: OffsetClock
) -> None:
    await method(world, ada)
    sms = Scripted()
    sending = engine(world, email=sms)
    for _ in range(20):
        for _ in range(5):
            await paged(world, manager, ada)
        await sending.run()
    clock.advance(minutes=1)
    await sending.run()
    assert [message.subject for _, message in sms.messages[-1:]] == [
        "Page: 75 incidents: INC-26, INC-27, INC-28 and 72 more"
    ]
    assert len(sms.messages) == 6
    said = "\n".join(sms.bodies)
    assert [f"INC-{number}" for number in range(1, 101) if f"INC-{number}" not in said] == []
    assert {state for _, state, _, _ in await states(world)} == {"SENT"}


async def test_information_leaves_room_for_the_first_page(
    world: World, manager: Person, ada: Person, clock: OffsetClock
) -> None:
    await method(world, ada)
    email = Scripted()
    sending = engine(world, email=email)
    incident = await world.incident(ada)
    for number in range(6):
        await world.app.incidents.comment(manager, incident.id, f"Comment {number}")
        await sending.run()
    assert len(email.messages) == 3
    await paged(world, manager, ada)
    await sending.run()
    assert [message.subject for _, message in email.messages[3:]] == ["Page: INC-2 HIGH: Disk full on db-1"]
    clock.advance(minutes=3)
    await sending.run()
    assert [message.subject for _, message in email.messages[4:]] == ["3 times INC-1"]
    assert email.bodies[-1].startswith("3 times INC-1:\n\n- INC-1 HIGH: Disk full on db-1. ")


async def test_quiet_hours_hold_information_and_no_page(world: World, manager: Person, ada: Person) -> None:
    await method(world, ada)
    await wishes(world, ada, quiet=(0, 1439, "UTC"))
    decision = await paged(world, manager, ada)
    await world.app.incidents.comment(manager, decision.incident_id, "Hm")
    email = Scripted()
    await engine(world, email=email).run()
    assert [state[:3] for state in await states(world)] == [("email", "SENT", 1), ("email", "PENDING", 0)]


async def test_a_restricted_incident_is_told_to_nobody_who_may_not_see_it_any_more(
    world: World, manager: Person, ada: Person
) -> None:
    await method(world, ada)
    decision = await paged(world, manager, ada)
    await world.app.incidents.update(manager, decision, {"restricted": True})
    await world.app.incidents.unassign(manager, decision)
    email = Scripted()
    await engine(world, email=email).run()
    assert email.messages == []
    assert await states(world) == [("email", "CANCELLED", 0, "Ada may not see the incident any more.")]


@pytest.mark.parametrize("gone", ["person", "method"])
async def test_what_is_for_somebody_or_by_something_that_is_gone_is_cancelled(
    world: World, manager: Person, ada: Person, gone: str
) -> None:
    id = await method(world, ada)
    await paged(world, manager, ada)
    async with world.app.units.of(world.organization.id) as work:
        if gone == "person":
            await work.rows("UPDATE users SET deactivated_at = $2 WHERE id = $1 RETURNING id", ada.id, work.now)
        else:
            await work.rows("UPDATE contact_methods SET deleted_at = $2 WHERE id = $1 RETURNING id", id, work.now)
    await engine(world, email=Scripted()).run()
    why = {"person": "Ada is deactivated.", "method": "The contact method email was deleted."}
    assert await states(world) == [("email", "CANCELLED", 0, why[gone])]


async def test_at_most_twenty_are_sent_at_once(world: World, manager: Person) -> None:
    people = [await world.engineer() for _ in range(25)]
    for person in people:
        await method(world, person)
        await paged(world, manager, person)
    email = Scripted()
    email.gate.clear()
    sending = engine(world, email=email)
    assert await sending.start() == 20
    assert await sending.start() == 0
    email.gate.set()
    await sending.run()
    assert (email.most_at_once, len(email.messages)) == (20, 25)


async def test_a_code_is_sent_to_a_method_that_is_not_verified(world: World, ada: Person) -> None:
    id = await method(world, ada, verified=False)
    async with world.app.units.of(world.organization.id) as work:
        row = await work.contact_methods.get_locked(id, "contactMethodId")
        await work.contact_methods.owe_code(row, "0" * 64, SEALS.seal("123456"), CODE_LIFETIME)
    email = Scripted()
    await engine(world, email=email).run()
    assert [message.subject for _, message in email.messages] == ["Your code for SIEMS: 123456"]
    assert await states(world) == [("email", "SENT", 1, None)]


async def test_a_database_that_goes_away_after_a_message_is_no_fault_of_the_message(
    world: World,
    manager: Person,
    ada: Person,
    endpoints: Endpoints,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await method(world, ada)
    await paged(world, manager, ada)
    taken, calls = Claims.take, 0

    async def take_once(claims: Claims, waiting: Waiting) -> Taken:
        nonlocal calls
        calls += 1
        return await (taken(claims, waiting) if calls == 1 else be_cut(world, endpoints))

    monkeypatch.setattr(Claims, "take", take_once)
    await engine(world, email=Scripted()).run()
    assert calls == 2
    assert await states(world) == [("email", "SENT", 1, None)]
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []
