"""What people and admins ask for themselves goes out: the code of a contact method, and the test of a webhook."""

import json

import pytest
from contacting import add, codes
from delivering import Scripted, engine, owed_to
from factories import World

from siems.domain.clock import OffsetClock
from siems.domain.contacts import WRONG_CODES
from siems.domain.delivery import Again
from siems.domain.errors import ValidationFailed
from siems.services.webhooks import WebhookDraft


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
