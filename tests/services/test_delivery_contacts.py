"""What people and admins ask for themselves goes out: the code of a contact method, and the test of a webhook."""

import json

import pytest
from contacting import add, codes
from delivering import Scripted, engine, owed_to
from factories import World
from log_secrets import Collector

from siems.domain.clock import OffsetClock
from siems.domain.contacts import WRONG_CODES
from siems.domain.delivery import Again
from siems.domain.errors import ValidationFailed
from siems.sealing import Seals
from siems.services.webhooks import WebhookDraft

LOST_KEY = (
    "Not sent: a stored secret cannot be read: it was sealed with another SIEMS_SECRET_KEY; "
    "add the former one to SIEMS_ACCEPTED_SECRET_KEYS."
)


async def test_a_code_goes_out_and_verifies_and_one_that_is_too_old_does_not(world: World, clock: OffsetClock) -> None:
    ada, email = await world.engineer(), Scripted()
    clock.advance(minutes=1)
    method = await add(world, ada)
    sending = engine(world, email=email)
    clock.advance(minutes=10)
    await sending.run()
    await world.app.contact_methods.send_code(ada, method.id)
    clock.advance(seconds=1)
    await sending.run()
    late, good = await owed_to(world, "contact_method_id", method.id)
    assert (late["state"], late["reason"], good["state"]) == ("CANCELLED", "The code is not good any more.", "SENT")
    [(_, message)] = email.messages
    [_, code] = await codes(world, method.id)
    assert code in message.subject
    assert (await world.app.contact_methods.verify(ada, method.id, code)).verified_at is not None


@pytest.mark.parametrize("ended", ["tried too often", "verified", "replaced"])
async def test_a_code_that_ended_while_its_message_was_on_its_way_is_not_sent_again(
    world: World, clock: OffsetClock, ended: str
) -> None:
    ada, email = await world.engineer(), Scripted(Again("The server says 451: try later."))
    method, sending = await add(world, ada), engine(world, email=email)
    [code] = await codes(world, method.id)
    email.gate.clear()
    await sending.start()
    if ended == "tried too often":
        for _ in range(WRONG_CODES):
            with pytest.raises(ValidationFailed):
                await world.app.contact_methods.verify(ada, method.id, f"{(int(code) + 1) % 10**6:06}")
    elif ended == "verified":
        await world.app.contact_methods.verify(ada, method.id, code)
    else:
        clock.advance(seconds=1)
        await world.app.contact_methods.send_code(ada, method.id)
    email.gate.set()
    await sending.run()
    clock.advance(seconds=5)
    await sending.run()
    first, *others = await owed_to(world, "contact_method_id", method.id)
    assert (first["state"], first["attempts"]) == ("CANCELLED", 1)
    assert first["reason"] == "The code is not good any more."
    assert [row["state"] for row in others] == (["SENT"] if ended == "replaced" else [])
    assert len(email.messages) == 1 + len(others)


@pytest.mark.parametrize("column", ["deliveries.code", "contact_methods.address", "webhooks.url", "webhooks.secret"])
async def test_what_no_key_opens_fails_at_once_and_says_which_setting_is_wrong(
    world: World, clock: OffsetClock, collector: Collector, column: str
) -> None:
    admin, email, calls = await world.admin(), Scripted(), Scripted()
    await add(world, admin)
    issued = await world.app.webhooks.create(admin, WebhookDraft("Status page", "https://status.example.com/"))
    await world.app.webhooks.test(admin, issued.row.id)
    table, name = column.split(".")
    lost = Seals(["a secret that the installation has lost, long enough"]).seal("000000")
    async with world.app.units.of(world.organization.id) as work:
        change = f"UPDATE {table} SET {name} = $2 WHERE organization_id = $1 RETURNING id"
        await work.rows(change, world.organization.id, lost)
    clock.advance(seconds=1)
    collector.taken()
    await engine(world, email=email, webhooks=calls).run()
    assert collector.taken() == ""
    by_mail, by_call = await owed_to(world, "user_id", admin.id), await owed_to(world, "webhook_id", issued.row.id)
    failed, sent = (by_call, by_mail) if table == "webhooks" else (by_mail, by_call)
    assert [(row["state"], row["attempts"], row["reason"]) for row in failed] == [("FAILED", 1, LOST_KEY)]
    assert [(row["state"], row["attempts"]) for row in sent] == [("SENT", 1)]
    assert (len(email.messages), len(calls.calls)) == ((1, 0) if table == "webhooks" else (0, 1))


async def test_the_test_of_a_webhook_is_signed_and_tells_of_nothing(world: World, clock: OffsetClock) -> None:
    admin, calls = await world.admin(), Scripted()
    issued = await world.app.webhooks.create(admin, WebhookDraft("Status page", "https://status.example.com/"))
    _, delivery = await world.app.webhooks.test(admin, issued.row.id)
    clock.advance(seconds=1)
    await engine(world, webhooks=calls).run()
    [call] = calls.calls
    at = f"{delivery.created_at:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert json.loads(call.body) == {"type": "siems.test", "timestamp": at, "data": {}}
    assert (call.url, call.secrets) == ("https://status.example.com/", (issued.secret,))
    [row] = await owed_to(world, "webhook_id", issued.row.id)
    assert (row["state"], row["attempts"]) == ("SENT", 1)
