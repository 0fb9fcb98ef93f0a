"""Contact methods: who proves what, how often, and that nobody else learns of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from configuration_logs import entries
from contacting import add, add_verified, address, codes
from delivering import SEALS, owe, owed_to
from factories import Person, World
from log_secrets import Collector

from siems.domain.clock import OffsetClock
from siems.domain.delivery import Channel, Urgency
from siems.domain.errors import Forbidden, NotFound, RateLimited, Unauthenticated, ValidationFailed
from siems.models.base import new_id
from siems.services.notification_settings import StepDraft

NO_CODE = "There is no code that is still good. Send a new one."
ALL = ("ADDED", "RENAMED", "VERIFIED", "REMOVED")
LOGGED = (*(f"CONTACT_METHOD_{what}" for what in ALL), "CONTACT_CODE_SENT")


async def wrong(world: World, ada: Person, id: Any, code: str) -> str:
    """What is said of a code that is refused."""
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.contact_methods.verify(ada, id, code)
    assert [violation.field for violation in refusal.value.violations] == [("code",)]
    return refusal.value.message


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"


async def test_a_code_is_owed_at_once_and_proves_that_somebody_reads_it(world: World, clock: OffsetClock) -> None:
    ada = await world.engineer("Ada")
    method = await add(world, ada)
    assert (method.channel, method.name, method.hint) == (Channel.EMAIL, "Mail", "m…@example.com")
    assert (method.verified_at, method.code_failures) == (None, 0)
    assert SEALS.open(method.address) == address(ada)

    [owed] = await owed_to(world, "contact_method_id", method.id)
    code = SEALS.open(owed["code"])
    assert code.isdigit()
    assert len(code) == 6
    nothing = ("notification_id", "webhook_id", "incident_id", "log_sequence", "step", "message_id", "reason")
    assert {name: owed[name] for name in nothing} == dict.fromkeys(nothing)
    assert (owed["urgency"], owed["state"], owed["attempts"]) == ("CODE", "PENDING", 0)
    assert (owed["user_id"], owed["lease_until"], owed["ended_at"]) == (ada.id, None, None)
    assert owed["created_at"] == owed["due_at"] == owed["next_attempt_at"] == method.created_at
    assert method.code_expires_at == method.created_at + timedelta(minutes=10)

    verified = await world.app.contact_methods.verify(ada, method.id, f" {code[:3]} {code[3:]} ")
    assert (verified.verified_at is not None, verified.code_hash, verified.code_expires_at) == (True, None, None)
    renamed = await world.app.contact_methods.rename(ada, method.id, " Work ")
    assert [row.name for row in await world.app.contact_methods.all(ada)] == [renamed.name] == ["Work"]
    await world.app.contact_methods.delete(ada, method.id)
    assert await world.app.contact_methods.all(ada) == []

    mail, work = (
        {"contact_method": {"id": str(method.id), "name": name}, "channel": "EMAIL"} for name in ("Mail", "Work")
    )
    assert await entries(world, ada.id, *LOGGED) == [
        ("CONTACT_METHOD_ADDED", {}, mail),
        ("CONTACT_METHOD_VERIFIED", {}, mail),
        ("CONTACT_METHOD_RENAMED", mail, work),
        ("CONTACT_METHOD_REMOVED", work, {}),
    ]


async def test_neither_an_address_nor_a_code_is_stored_in_the_clear_or_logged(
    world: World, collector: Collector
) -> None:
    ada = await world.engineer()
    url = f"ntfys://:tk_{ada.id.hex}@ntfy.example.com/topic-{ada.id.hex}"
    methods = [await add(world, ada), await world.app.contact_methods.create(ada, Channel.APP, "Push", url)]
    number = f"+49151{ada.id.int % 10**8:08}"
    methods.append(await world.app.contact_methods.create(ada, Channel.SMS, "Phone", number))
    sent = [code for method in methods for code in await codes(world, method.id)]
    with pytest.raises(ValidationFailed):
        await world.app.contact_methods.verify(ada, methods[0].id, another(sent[0]))
    for method, code in zip(methods, sent, strict=True):
        await world.app.contact_methods.verify(ada, method.id, code)
    # A code has few digits, and a fingerprint many: bytes are in hex, so what is in the clear would be in hex too.
    kept, said = str(await world.fingerprint()), collector.taken()
    for secret in (address(ada), ada.id.hex, number, number[1:], *sent):
        for form in (secret, secret.encode().hex()):
            assert len(form) < 8 or form not in kept
            assert len(form) < 8 or form not in said
    assert [method.hint for method in methods] == ["m…@example.com", "ntfy at ntfy.example.com", f"+49…{number[-3:]}"]


async def test_the_fifth_wrong_code_ends_it_and_a_new_one_begins_again(world: World) -> None:
    ada = await world.engineer()
    method = await add(world, ada)
    [code] = await codes(world, method.id)
    assert await wrong(world, ada, method.id, "12345") == "A code has six digits."
    said = [await wrong(world, ada, method.id, another(code)) for _ in range(5)]
    assert said == [
        *(f"This is not the code. It may be tried {left} more times." for left in (4, 3, 2)),
        "This is not the code. It may be tried 1 more time.",
        "This is not the code, and it has been tried too often. Send a new one.",
    ]
    assert await wrong(world, ada, method.id, code) == NO_CODE
    [owed] = await owed_to(world, "contact_method_id", method.id)
    assert (owed["state"], owed["reason"]) == ("CANCELLED", "The code was tried too often.")
    await world.app.contact_methods.send_code(ada, method.id)
    [_, new] = await codes(world, method.id)
    assert (await world.app.contact_methods.verify(ada, method.id, new)).verified_at is not None
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.contact_methods.send_code(ada, method.id)
    assert refusal.value.message == "This contact method is verified already."


async def test_a_code_is_good_for_ten_minutes_and_until_there_is_a_newer_one(world: World, clock: OffsetClock) -> None:
    ada = await world.engineer()
    method = await add(world, ada)
    clock.advance(minutes=10)
    [late] = await codes(world, method.id)
    assert await wrong(world, ada, method.id, late) == NO_CODE
    await world.app.contact_methods.send_code(ada, method.id)
    states = [(row["state"], row["reason"]) for row in await owed_to(world, "contact_method_id", method.id)]
    assert states == [("CANCELLED", "A newer code took its place."), ("PENDING", None)]
    clock.advance(minutes=9, seconds=50)
    assert (await world.app.contact_methods.verify(ada, method.id, (await codes(world, method.id))[1])).verified_at


async def test_nobody_is_flooded_with_codes(world: World, other_world: World, clock: OffsetClock) -> None:
    ada, bob, eve = await world.engineer(), await world.engineer(), await other_world.engineer()
    contact = world.app.contact_methods
    method = await add(world, ada)
    for _ in range(2):
        await contact.send_code(ada, method.id)
    before = await world.fingerprint()
    with pytest.raises(RateLimited) as denial:
        await contact.send_code(ada, method.id)
    assert 590 < denial.value.seconds <= 600
    assert await world.fingerprint() == before
    clock.advance(minutes=10, seconds=1)
    await contact.send_code(ada, method.id)

    # The same address of somebody else, even of another organization, however it is written.
    await contact.create(bob, Channel.EMAIL, "Not mine", address(ada).upper().replace("EXAMPLE.COM", "example.com"))
    with pytest.raises(RateLimited):
        await contact.create(eve, Channel.EMAIL, "Not mine", address(ada))
    assert await contact.all(eve) == []

    for number in range(9):  # the one that was refused counts too
        await add(other_world, eve, f"Mail-{number}")
    with pytest.raises(RateLimited):
        await add(other_world, eve, "Mail-9")
    assert len(await contact.all(eve)) == 9


async def test_of_two_clicks_at_once_one_adds_and_of_two_codes_at_once_one_is_logged(world: World) -> None:
    ada = await world.engineer()
    twice = await asyncio.gather(add(world, ada), add(world, ada), return_exceptions=True)
    [refusal] = [each for each in twice if isinstance(each, ValidationFailed)]
    assert refusal.message == 'You have this address already: "Mail".'
    [method] = await world.app.contact_methods.all(ada)
    [code] = await codes(world, method.id)
    verify = world.app.contact_methods.verify
    verified = await asyncio.gather(*(verify(ada, method.id, code) for _ in range(5)))
    assert len({each.verified_at for each in verified}) == 1
    assert [action for action, *_ in await entries(world, ada.id, *LOGGED)] == [
        "CONTACT_METHOD_ADDED",
        "CONTACT_METHOD_VERIFIED",
    ]


async def test_wrong_codes_at_once_are_all_counted(world: World) -> None:
    ada = await world.engineer()
    method = await add(world, ada)
    [code] = await codes(world, method.id)
    tries = (world.app.contact_methods.verify(ada, method.id, another(code)) for _ in range(8))
    said = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(str(each) == NO_CODE for each in said) == 3
    assert await wrong(world, ada, method.id, code) == NO_CODE


async def test_what_is_deleted_is_sent_nothing_and_the_steps_close_up(world: World) -> None:
    ada = await world.engineer()
    push, phone = await add_verified(world, ada, "Push"), await add_verified(world, ada, "Phone")
    incident = await world.incident(ada)
    settings = world.app.notification_settings
    steps = [StepDraft(push.id, 0), StepDraft(phone.id, 5), StepDraft(push.id, 7), StepDraft(phone.id, 9)]
    await settings.set_steps(ada, Urgency.PAGE, steps)
    await settings.set_steps(ada, Urgency.INFORMATION, [StepDraft(push.id, 3)])
    for method in (push, phone):
        await owe(world, incident.id, user_id=ada.id, contact_method_id=method.id)

    await world.app.contact_methods.delete(ada, push.id, "lost")
    left = await settings.of(ada)
    assert [(step.contact_method_id, step.position, step.after_seconds) for step in left.steps] == [
        (phone.id, 0, 0),  # as early as the first one was
        (phone.id, 1, 240),
    ]
    of_push, of_phone = [(await owed_to(world, "contact_method_id", method.id))[-1] for method in (push, phone)]
    assert (of_push["state"], of_push["reason"]) == ("CANCELLED", "The contact method was deleted.")
    assert (of_phone["state"], of_phone["reason"]) == ("PENDING", None)
    for act in (
        world.app.contact_methods.delete(ada, push.id),
        world.app.contact_methods.rename(ada, push.id, "Again"),
        world.app.contact_methods.send_code(ada, push.id),
        world.app.contact_methods.verify(ada, push.id, "123456"),
    ):
        with pytest.raises(NotFound):
            await act


async def test_admins_see_and_delete_those_of_others_and_nobody_else_does(world: World, other_world: World) -> None:
    ada, manager, admin = await world.engineer(), await world.manager(), await world.admin()
    stranger = await other_world.admin()
    contact = world.app.contact_methods
    method = await add(world, ada)
    before = await world.fingerprint()
    for who in (manager, stranger, await world.engineer()):
        for act in (
            contact.delete(who, method.id),
            contact.rename(who, method.id, "Mine"),
            contact.send_code(who, method.id),
            contact.verify(who, method.id, (await codes(world, method.id))[0]),
        ):
            with pytest.raises(NotFound):
                await act
        assert await contact.by_ids(who, [method.id]) == {}
    with pytest.raises(Forbidden):
        await contact.all(manager, ada.id)
    with pytest.raises(NotFound):
        await contact.all(stranger, ada.id)
    for act in (contact.rename(admin, method.id, "x"), contact.send_code(admin, method.id)):
        with pytest.raises(NotFound):
            await act
    without = ("users", "configuration_log")  # the one who was added meanwhile
    assert {**await world.fingerprint(), **dict.fromkeys(without)} == {**before, **dict.fromkeys(without)}

    assert [row.id for row in await contact.all(admin, ada.id)] == [method.id]
    await contact.delete(admin, method.id, "has left")
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT actor_id, reason FROM configuration_log WHERE subject_id = $1 AND action = $2", ada.id, LOGGED[3]
        )
    assert (row["actor_id"], row["reason"]) == (admin.id, "has left")


async def test_managers_and_admins_know_who_can_be_reached(world: World, other_world: World) -> None:
    ada, bob, manager = await world.engineer(), await world.engineer(), await world.manager()
    eve = await other_world.engineer()
    await add_verified(world, ada)
    await add(world, bob)
    ids, reachable = [ada.id, bob.id, eve.id], world.app.contact_methods.reachable
    assert await reachable(manager, ids) == {ada.id: True, bob.id: False, eve.id: False}
    assert await reachable(ada, ids) == {ada.id: True}
    assert await reachable(bob, ids) == {bob.id: False}
    [method] = await world.app.contact_methods.all(ada)
    await world.app.contact_methods.delete(ada, method.id)
    assert await reachable(await world.admin(), [ada.id]) == {ada.id: False}


@pytest.mark.parametrize(
    ("channel", "name", "address", "fields"),
    [
        (Channel.EMAIL, " ", "ada@example.com", [("name",)]),
        (Channel.EMAIL, "a\nb", "ada", [("name",), ("address",)]),
        (Channel.EMAIL, "Mail", "a\x00@example.com", [("address",)]),
        (Channel.EMAIL, "Mail", "\ud800@example.com", [("address",)]),
        (Channel.SMS, "Phone", "0151 23456789", [("address",)]),
        (Channel.APP, "Push", "json://10.0.0.1/hook", [("address",)]),
        (Channel.APP, "Push", "", [("address",)]),
    ],
)
async def test_what_is_no_address_is_refused(
    world: World, channel: Channel, name: str, address: str, fields: list[tuple[str]]
) -> None:
    ada = await world.engineer()
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.contact_methods.create(ada, channel, name, address)
    assert [violation.field for violation in refusal.value.violations] == fields
    assert not address or address not in refusal.value.message
    assert await world.fingerprint() == before


async def test_nobody_has_more_than_ten_and_nobody_deactivated_adds_any(world: World) -> None:
    ada = await world.engineer()
    async with world.app.units.of(world.organization.id) as work:
        for number in range(10):
            sealed = SEALS.seal(f"{number}@example.com")
            await work.contact_methods.create(
                user_id=ada.id, channel=Channel.EMAIL, name="Mail", address=sealed, hint="…", id=new_id()
            )
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await add(world, ada)
    message = "You have 10 contact methods, which is all that one may have. Delete some of them."
    assert refusal.value.message == message
    assert await world.fingerprint() == before
    await world.deactivate(ada)
    with pytest.raises(Unauthenticated):
        await add(world, ada)
