"""Webhooks: what is kept of them, what their secrets are good for, and that nobody reads them again."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from configuration_logs import entries
from delivering import SEALS, owe, owed_to
from factories import World
from log_secrets import Collector
from standardwebhooks.webhooks import Webhook as Standard

from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, NotFound, RateLimited, ValidationFailed
from siems.models.base import new_id
from siems.services.webhooks import WebhookDraft

URL = "https://status.example.com/hooks/T0KEN?key=s3cr3t"
DRAFT = WebhookDraft("Status page", URL, ["RESOLVED", "REPORTED", "REPORTED"])
AFTER = {
    "name": "Status page",
    "hint": "https://status.example.com/hooks/…",
    "actions": ["REPORTED", "RESOLVED"],
    "restricted": False,
    "enabled": True,
}


async def test_the_secret_is_shown_once_and_neither_it_nor_the_url_is_stored_in_the_clear(
    world: World, collector: Collector
) -> None:
    admin = await world.admin()
    issued = await world.app.webhooks.create(admin, DRAFT)
    assert issued.secret == SEALS.open(issued.row.secret)
    assert issued.secret.startswith("whsec_")
    Standard(issued.secret)  # which takes nothing but base64 behind the prefix
    assert SEALS.open(issued.row.url) == URL
    kept = {name: getattr(issued.row, name) for name in AFTER}
    assert (kept, issued.row.created_by_id, issued.row.previous_secret) == (AFTER, admin.id, None)
    rotated = await world.app.webhooks.rotate(admin, issued.row.id)
    stored, said = str(await world.fingerprint()), collector.taken()
    for secret in (issued.secret, rotated.secret, "T0KEN", "s3cr3t"):
        for form in (secret, secret.encode().hex()):
            assert form not in stored
            assert form not in said


async def test_what_changes_is_logged_without_secrets(world: World) -> None:
    admin, webhooks = await world.admin(), world.app.webhooks
    id = (await webhooks.create(admin, DRAFT)).row.id
    await webhooks.update(admin, id, WebhookDraft())
    await webhooks.update(admin, id, DRAFT)  # which is what it is
    await webhooks.update(admin, id, WebhookDraft(url=f"{URL}2", name="Status"))
    await webhooks.test(admin, id)
    await webhooks.update(admin, id, WebhookDraft(actions=[], enabled=False))
    row = await webhooks.delete(admin, id, "unused")
    assert SEALS.open(row.url) == f"{URL}2"
    hint = AFTER["hint"]
    names = ("CREATED", "UPDATED", "TESTED", "DELETED", "SECRET_ROTATED")
    assert await entries(world, id, *names) == [
        ("CREATED", {}, AFTER),
        ("UPDATED", {"hint": hint, "name": "Status page"}, {"hint": hint, "name": "Status"}),
        ("TESTED", {}, {}),
        (
            "UPDATED",
            {"actions": ["REPORTED", "RESOLVED"], "enabled": True},
            {"actions": [], "enabled": False},
        ),
        ("DELETED", {"name": "Status"}, {}),
    ]
    assert (await webhooks.all(admin), await webhooks.by_ids(admin, [id])) == ([], {})
    assert (await webhooks.create(admin, replace(DRAFT, name="Status"))).row.name == "Status"  # which is free again


async def test_the_former_secret_signs_for_a_day_and_a_second_click_does_not_end_it(
    world: World, clock: OffsetClock
) -> None:
    admin, webhooks = await world.admin(), world.app.webhooks
    first = await webhooks.create(admin, DRAFT)
    clicks = (webhooks.rotate(admin, first.row.id) for _ in range(2))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    [second] = [each for each in answers if not isinstance(each, BaseException)]
    [refusal] = [each for each in answers if isinstance(each, ValidationFailed)]
    until = second.row.previous_secret_until
    assert until is not None
    ends = f"The former secret signs until {until:%Y-%m-%d %H:%M} UTC."
    assert refusal.message == f"{ends} To end it at once, rotate immediately."
    assert [SEALS.open(kept) for kept in (second.row.secret, second.row.previous_secret or b"")] == [
        second.secret,
        first.secret,
    ]
    [_, (_, _, after)] = await entries(world, first.row.id, "CREATED", "SECRET_ROTATED")
    assert after == {"former_secret_until": f"{until:%Y-%m-%dT%H:%M:%S.%fZ}"}
    clock.advance(hours=24)
    async with world.app.units.of(world.organization.id) as work:
        assert timedelta() <= work.now - until < timedelta(minutes=5)
    third = await webhooks.rotate(admin, first.row.id)
    assert SEALS.open(third.row.previous_secret or b"") == second.secret
    fourth = await webhooks.rotate(admin, first.row.id, immediately=True)
    assert SEALS.open(fourth.row.secret) == fourth.secret
    assert (fourth.row.previous_secret, fourth.row.previous_secret_until) == (None, None)


async def test_a_test_is_a_delivery_about_nothing(world: World, clock: OffsetClock) -> None:
    admin, webhooks = await world.admin(), world.app.webhooks
    id = (await webhooks.create(admin, DRAFT)).row.id
    _, delivery = await webhooks.test(admin, id)
    [owed] = await owed_to(world, "webhook_id", id)
    nothing = ("incident_id", "log_sequence", "notification_id", "user_id", "contact_method_id", "code", "message_id")
    assert {name: owed[name] for name in nothing} == dict.fromkeys(nothing)
    assert (owed["id"], owed["state"], owed["attempts"]) == (delivery.id, "PENDING", 0)
    assert owed["created_at"] == owed["due_at"] == owed["next_attempt_at"]
    for _ in range(9):
        await webhooks.test(admin, id)
    before = await world.fingerprint()
    with pytest.raises(RateLimited):
        await webhooks.test(admin, id)
    off = (await webhooks.create(admin, replace(DRAFT, name="Off", enabled=False))).row.id
    with pytest.raises(ValidationFailed):
        await webhooks.test(admin, off)
    assert await owed_to(world, "webhook_id", off) == []
    assert (await world.fingerprint())["deliveries"] == before["deliveries"]


async def test_what_it_was_yet_to_be_told_is_cancelled(world: World) -> None:
    admin, webhooks = await world.admin(), world.app.webhooks
    public, secret = await world.incident(admin), await world.incident(admin, restricted=True)
    ids = [(await webhooks.create(admin, replace(DRAFT, name=name, restricted=True))).row.id for name in "AB"]
    for id in ids:
        for incident in (public, secret):
            await owe(world, incident.id, webhook_id=id)

    async def reasons(id: Any) -> dict[Any, Any]:
        return {row["incident_id"]: row["reason"] for row in await owed_to(world, "webhook_id", id)}

    await webhooks.update(admin, ids[0], WebhookDraft(name="A again"))
    assert await reasons(ids[0]) == {public.id: None, secret.id: None}
    await webhooks.update(admin, ids[0], WebhookDraft(restricted=False))
    not_any_more = "The webhook is not told of restricted incidents."
    assert await reasons(ids[0]) == {public.id: None, secret.id: not_any_more}
    await webhooks.update(admin, ids[0], WebhookDraft(enabled=False))
    assert await reasons(ids[0]) == {public.id: "The webhook was disabled.", secret.id: not_any_more}
    await webhooks.delete(admin, ids[1])
    assert await reasons(ids[1]) == dict.fromkeys((public.id, secret.id), "The webhook was deleted.")


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        ({"name": " ", "url": "http://example.com/"}, ["name", "url"]),
        ({"url": ""}, ["url"]),
        ({"url": None}, ["url"]),
        ({"url": "https://user:password@example.com/"}, ["url"]),
        ({"actions": ["REPORTED", "EXPLODED"]}, ["actions"]),
        ({"name": "Taken"}, ["name"]),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(world: World, draft: dict[str, Any], fields: list[str]) -> None:
    admin = await world.admin()
    await world.app.webhooks.create(admin, replace(DRAFT, name="Taken"))
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.webhooks.create(admin, replace(DRAFT, **draft))
    assert [violation.field for violation in refusal.value.violations] == [(field,) for field in fields]
    assert "password" not in refusal.value.message.replace("the password", "")
    assert await world.fingerprint() == before


async def test_there_are_fifty_at_most_also_of_those_added_at_once(world: World) -> None:
    admin = await world.admin()
    async with world.app.units.of(world.organization.id) as work:
        sealed = {"url": SEALS.seal(URL), "secret": SEALS.seal("whsec_"), "hint": "…", "created_by_id": admin.id}
        for number in range(49):
            more = {"actions": [], "restricted": False, "enabled": True, **sealed}
            await work.webhooks.create(name=f"Number {number}", **more)
    added = (world.app.webhooks.create(admin, replace(DRAFT, name=f"Late {number}")) for number in range(3))
    answers = await asyncio.gather(*added, return_exceptions=True)
    full = "There are 50 webhooks, which is all that there may be. Delete some of them."
    assert sorted(str(each) == full for each in answers) == [False, True, True]
    assert len(await world.app.webhooks.all(admin)) == 50


async def test_only_an_admin_of_the_organization_has_anything_to_do_with_them(world: World, other_world: World) -> None:
    webhooks = world.app.webhooks
    id = (await webhooks.create(await world.admin(), DRAFT)).row.id
    manager, stranger = await world.manager(), await other_world.admin()
    before = await world.fingerprint()
    for who, error in ((manager, Forbidden), (stranger, NotFound)):
        for act in (
            webhooks.update(who, id, WebhookDraft(enabled=False)),
            webhooks.rotate(who, id),
            webhooks.test(who, id),
            webhooks.delete(who, id),
        ):
            with pytest.raises(error):
                await act
        assert await webhooks.by_ids(who, [id]) == {}
    with pytest.raises(Forbidden):
        await webhooks.create(manager, DRAFT)
    with pytest.raises(Forbidden):
        await webhooks.all(manager)
    with pytest.raises(NotFound):
        await webhooks.delete(stranger, new_id())
    assert await webhooks.all(stranger) == []
    assert await world.fingerprint() == before
