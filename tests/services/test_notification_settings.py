"""What people say of how they are told: steps, severities, quiet hours."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from configuration_logs import entries
from contacting import add, add_verified
from factories import World

from siems.domain.contacts import LowestSeverity, QuietHours
from siems.domain.delivery import Urgency
from siems.domain.errors import NotFound, ValidationFailed
from siems.models.escalation import NotificationKind
from siems.services.notification_settings import ALWAYS_SENT, SAME_HOURS, StepDraft

NIGHT = QuietHours("22:00", "07:00", "Europe/Berlin")
CHANGED = "NOTIFICATION_SETTINGS_CHANGED"
ASSIGNED, ESCALATED = NotificationKind.ASSIGNED, NotificationKind.ESCALATED


async def test_steps_take_the_place_of_those_before_and_none_is_the_default(world: World) -> None:
    ada, settings = await world.engineer(), world.app.notification_settings
    push, phone = await add_verified(world, ada, "Push"), await add_verified(world, ada, "Phone")
    assert (await settings.of(ada)).steps == []
    await settings.set_steps(ada, Urgency.INFORMATION, [StepDraft(push.id, 0)])
    for steps in ([StepDraft(phone.id, 0)], [StepDraft(push.id, 0), StepDraft(phone.id, 5), StepDraft(push.id, 5)]):
        await settings.set_steps(ada, Urgency.PAGE, steps)
    found = [
        (row.urgency, row.position, row.contact_method_id, row.after_seconds) for row in (await settings.of(ada)).steps
    ]
    assert found == [
        (Urgency.PAGE, 0, push.id, 0),
        (Urgency.PAGE, 1, phone.id, 300),
        (Urgency.PAGE, 2, push.id, 300),
        (Urgency.INFORMATION, 0, push.id, 0),
    ]
    await settings.set_steps(ada, Urgency.INFORMATION, [])
    await settings.set_steps(ada, Urgency.INFORMATION, [])
    step = {"contact_method": {"id": str(push.id), "name": "Push"}, "after_seconds": 0}
    assert [each for each in await entries(world, ada.id, CHANGED) if "information_steps" in each[2]] == [
        (CHANGED, {"information_steps": []}, {"information_steps": [step]}),
        (CHANGED, {"information_steps": [step]}, {"information_steps": []}),
    ]


@pytest.mark.parametrize(
    ("urgency", "steps", "field", "message"),
    [
        ("PAGE", [("push", 5), ("push", 4)], ("steps", "1", "afterMinutes"), "This must not be before the step above."),
        ("PAGE", [("push", -1)], ("steps", "0", "afterMinutes"), "This must be 0 to 1,440."),
        ("PAGE", [("push", 1441)], ("steps", "0", "afterMinutes"), "This must be 0 to 1,440."),
        ("PAGE", [("push", 1), ("push", 1)], ("steps", "1", "afterMinutes"), "This step is there already."),
        ("PAGE", [("push", at) for at in range(11)], ("steps",), "These are 11; at most 10 are allowed."),
        ("CODE", [], ("urgency",), "Codes have no steps: each goes to what it verifies."),
        (
            "INFORMATION",
            [("push", 0), ("new", 0)],
            ("steps", "1", "contactMethodId"),
            '"New" is not verified yet: nothing but codes is sent to it.',
        ),
    ],
)
async def test_steps_that_cannot_be_are_refused(
    world: World, urgency: str, steps: list[tuple[str, int]], field: tuple[str, ...], message: str
) -> None:
    ada = await world.engineer()
    methods = {"push": await add_verified(world, ada, "Push"), "new": await add(world, ada, "New")}
    before = await world.fingerprint()
    drafts = [StepDraft(methods[name].id, at) for name, at in steps]
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.notification_settings.set_steps(ada, Urgency(urgency), drafts)
    assert [(each.field, each.message) for each in refusal.value.violations] == [(field, message)]
    assert await world.fingerprint() == before


async def test_steps_use_ones_own_contact_methods(world: World, other_world: World) -> None:
    ada, admin, eve = await world.engineer(), await world.admin(), await other_world.engineer()
    gone = await add_verified(world, ada, "Old")
    await world.app.contact_methods.delete(ada, gone.id)
    others = [gone, await add_verified(world, admin), await add_verified(other_world, eve)]
    for method in [*others, type("Nobody's", (), {"id": UUID(int=7)})]:
        before = await world.fingerprint()
        with pytest.raises(NotFound):
            await world.app.notification_settings.set_steps(ada, Urgency.PAGE, [StepDraft(method.id, 0)])
        assert await world.fingerprint() == before


async def test_severities_and_quiet_hours_are_kept_and_logged(world: World) -> None:
    ada, settings = await world.engineer(), world.app.notification_settings
    all_sent = dict.fromkeys(NotificationKind, LowestSeverity.LOW)
    first = await settings.of(ada)
    assert (first.lowest_severities, first.quiet_hours) == (all_sent, None)
    await settings.set(ada, [(ASSIGNED, LowestSeverity.NEVER), (ESCALATED, LowestSeverity.LOW)], NIGHT)
    found = await settings.set(ada)  # says nothing
    assert (found.lowest_severities, found.quiet_hours) == ({**all_sent, ASSIGNED: LowestSeverity.NEVER}, NIGHT)
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows("SELECT * FROM notification_settings WHERE user_id = $1", ada.id)
    assert (row["lowest_severities"], row["quiet_from"], row["quiet_until"]) == ('{"ASSIGNED": "NEVER"}', 1320, 420)
    await settings.set(ada, [(ASSIGNED, LowestSeverity.LOW)])
    await settings.set(ada, quiet=None)
    assert await settings.of(ada) == first
    night = {"from": "22:00", "until": "07:00", "time_zone": "Europe/Berlin"}
    assert await entries(world, ada.id, CHANGED) == [
        (
            CHANGED,
            {"lowest_severities": {}, "quiet_hours": None},
            {"lowest_severities": {"ASSIGNED": "NEVER"}, "quiet_hours": night},
        ),
        (CHANGED, {"lowest_severities": {"ASSIGNED": "NEVER"}}, {"lowest_severities": {}}),
        (CHANGED, {"quiet_hours": night}, {"quiet_hours": None}),
    ]


@pytest.mark.parametrize(
    ("lowest", "quiet", "field", "message"),
    [
        ([(ESCALATED, LowestSeverity.NEVER)], None, ("lowestSeverities", "0", "severity"), ALWAYS_SENT),
        ([(ESCALATED, LowestSeverity.CRITICAL)], None, ("lowestSeverities", "0", "severity"), ALWAYS_SENT),
        (
            2 * [(ASSIGNED, LowestSeverity.HIGH)],
            None,
            ("lowestSeverities", "1", "kind"),
            "ASSIGNED is named already.",
        ),
        ([], QuietHours("24:00", "07:00", "UTC"), ("quietHours", "from"), None),
        ([], QuietHours("22:00", "7:00", "UTC"), ("quietHours", "until"), None),
        ([], QuietHours("22:00", "22:00", "UTC"), ("quietHours", "until"), SAME_HOURS),
        ([], QuietHours("22:00", "07:00", "Mars/Olympus"), ("quietHours", "timeZone"), None),
        ([], QuietHours("22:00", "07:00", "+02:00"), ("quietHours", "timeZone"), None),
    ],
)
async def test_settings_that_cannot_be_are_refused(
    world: World, lowest: Any, quiet: QuietHours | None, field: tuple[str, ...], message: str | None
) -> None:
    ada = await world.engineer()
    await world.app.notification_settings.set(ada, quiet=NIGHT)
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.notification_settings.set(ada, lowest, quiet)
    [violation] = refusal.value.violations
    assert violation.field == field
    assert message in (None, violation.message)
    assert await world.fingerprint() == before


async def test_of_first_settings_at_once_all_are_kept(world: World) -> None:
    ada, settings = await world.engineer(), world.app.notification_settings
    await asyncio.gather(
        settings.set(ada, quiet=NIGHT), settings.set(ada, [(ASSIGNED, LowestSeverity.HIGH)]), settings.set(ada)
    )
    found = await settings.of(ada)
    assert (found.quiet_hours, found.lowest_severities[ASSIGNED]) == (NIGHT, LowestSeverity.HIGH)
