"""Calendar feeds: what an independent library reads in them, and who gets nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from factories import Person, World
from on_call import draft, layer

from siems.domain.clock import OffsetClock
from siems.domain.errors import NotFound, ValidationFailed
from siems.domain.hours import Span
from siems.models import OnCallSchedule
from siems.models.base import new_id
from siems.services.on_call import plans

NASTY = 'Grüße, "Nacht"; \\ und 🚒 ' + "ä" * 40


@dataclass(frozen=True)
class Scene:
    """A schedule in Europe/Berlin with two people who take turns by the week."""

    world: World
    admin: Person
    ada: Person
    bob: Person
    row: OnCallSchedule

    async def read(self, who: Person, row: OnCallSchedule | None = None) -> str:
        issued = await self.world.app.calendar_feeds.create(who, None if row is None else row.id)
        return issued.token


@pytest.fixture
async def scene(world: World) -> Scene:
    admin, ada, bob = await world.admin(), await world.engineer("Ada"), await world.engineer("Bob")
    team = await world.team("Platform")
    row = await world.app.on_call_schedules.create(admin, team.id, draft(layer(ada, bob), name=NASTY))
    return Scene(world, admin, ada, bob, row)


async def events(scene: Scene, token: str) -> list[tuple[datetime, datetime, str, str]]:
    """Start, end, summary and UID of what an independent library finds."""
    text = await scene.world.app.calendar_feeds.calendar(token)
    assert text is not None
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    found: Any = vobject.readOne(text.decode())
    return [
        (each.dtstart.value.astimezone(UTC), each.dtend.value.astimezone(UTC), each.summary.value, each.uid.value)
        for each in found.contents.get("vevent", [])
    ]


async def shifts(scene: Scene) -> list[tuple[datetime, datetime, str]]:
    """What the schedule says of a long time, with the names of those on call."""
    names = {scene.ada.id: "Ada", scene.bob.id: "Bob"}
    async with scene.world.app.units.of(scene.world.organization.id) as work:
        within = Span(work.now - timedelta(days=90), work.now + timedelta(days=300))
        [plan] = await plans(work, [scene.row], within)
    return [(each.span.start, each.span.end, names[each.user_id]) for each in plan.timeline.shifts]


async def test_the_feed_of_a_schedule_has_the_shifts_that_the_schedule_has(scene: Scene) -> None:
    found = await events(scene, await scene.read(scene.ada, scene.row))
    expected = [
        (start, end, f"On call: {NASTY} ({name})")
        for start, end, name in await shifts(scene)
        if end > found[0][0] and start < found[-1][1]
    ]
    assert [each[:3] for each in found] == expected
    assert len(found) in (31, 32)
    # From the last Sunday of March on the handoff is an hour earlier in UTC.
    assert {start.hour for start, *_ in found} == {7, 8}
    assert len({uid for *_, uid in found}) == len(found)


async def test_ones_own_feed_has_ones_own_shifts_and_reading_it_again_gives_the_same_events(scene: Scene) -> None:
    token = await scene.read(scene.bob)
    found = await events(scene, token)
    assert {each[2] for each in found} == {f"On call: {NASTY}"}
    assert [each[:2] for each in found] == [
        (start, end)
        for start, end, name in await shifts(scene)
        if name == "Bob" and end > found[0][0] and start < found[-1][1]
    ]
    assert await events(scene, token) == found


async def test_an_override_and_an_absence_are_in_the_feed(scene: Scene) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    start, end = now + timedelta(days=20), now + timedelta(days=20, hours=3)
    await scene.world.app.on_call_schedules.add_override(scene.admin, scene.row.id, scene.bob.id, start, end)
    away = (now + timedelta(days=60)).date()
    away += timedelta(days=(2 - away.weekday()) % 7)  # a Wednesday: on Mondays a handoff cuts the day in two
    for person in (scene.ada, scene.bob):
        await scene.world.app.availability.add_absence(person, None, away, away)
    found = await events(scene, await scene.read(scene.ada, scene.row))
    assert (start, end, f"On call: {NASTY} (Bob)") in [each[:3] for each in found]
    midnight = datetime.combine(away, datetime.min.time(), UTC)
    assert (midnight, midnight + timedelta(days=1), f"Nobody on call: {NASTY}") in [each[:3] for each in found]


async def test_a_feed_ends_when_it_is_revoked_its_owner_deactivated_or_its_schedule_deleted(scene: Scene) -> None:
    feeds = scene.world.app.calendar_feeds
    revoked, gone, orphan = (
        await feeds.create(scene.ada),
        await feeds.create(scene.bob),
        await scene.read(scene.ada, scene.row),
    )
    await feeds.revoke(scene.ada, revoked.row.id)
    await scene.world.app.people.deactivate(scene.admin, scene.bob.id)
    await scene.world.app.on_call_schedules.delete(scene.admin, scene.row.id)
    for token in (revoked.token, gone.token, orphan, "siems_calendar_never", "", "\x00", "\ud800"):
        assert await feeds.calendar(token) is None


async def test_only_its_owner_and_an_admin_end_a_feed_and_the_log_tells_without_the_secret(scene: Scene) -> None:
    feeds, world = scene.world.app.calendar_feeds, scene.world
    issued = await feeds.create(scene.ada, scene.row.id)
    before = await world.fingerprint()
    for other in (scene.bob, await world.manager()):
        before = await world.fingerprint()
        with pytest.raises(NotFound):
            await feeds.revoke(other, issued.row.id)
        assert await world.fingerprint() == before
    await feeds.revoke(scene.admin, issued.row.id, "left lying about")
    with pytest.raises(ValidationFailed, match="revoked already"):
        await feeds.revoke(scene.ada, issued.row.id)
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT action, actor_name, reason FROM configuration_log "
            "WHERE subject_id = $1 AND action LIKE 'CALENDAR%' ORDER BY sequence",
            scene.ada.id,
        )
    assert [tuple(row.values()) for row in rows] == [
        ("CALENDAR_FEED_ADDED", "Ada", None),
        ("CALENDAR_FEED_REVOKED", scene.admin.user.name, "left lying about"),
    ]
    assert issued.token not in str(await world.fingerprint())


async def test_a_feed_of_nothing_or_of_another_organization_is_not_made(scene: Scene, other_world: World) -> None:
    stranger = await other_world.admin()
    for who, id in ((scene.ada, new_id()), (stranger, scene.row.id)):
        before = await scene.world.fingerprint(), await other_world.fingerprint()
        with pytest.raises(NotFound):
            await scene.world.app.calendar_feeds.create(who, id)
        assert (await scene.world.fingerprint(), await other_world.fingerprint()) == before


async def test_reading_a_feed_is_noted_to_the_minute(scene: Scene, clock: OffsetClock) -> None:
    feeds = scene.world.app.calendar_feeds
    issued = await feeds.create(scene.ada)
    assert (await feeds.all(scene.ada))[0].last_used_at is None
    await feeds.calendar(issued.token)
    first = (await feeds.all(scene.ada))[0].last_used_at
    assert first is not None
    await feeds.calendar(issued.token)
    assert (await feeds.all(scene.ada))[0].last_used_at == first
    clock.advance(minutes=2)
    await feeds.calendar(issued.token)
    last = (await feeds.all(scene.ada))[0].last_used_at
    assert last is not None
    assert last - first >= timedelta(minutes=2)


async def test_one_has_twenty_feeds_at_most(scene: Scene) -> None:
    feeds = scene.world.app.calendar_feeds
    issued = [await feeds.create(scene.ada) for _ in range(20)]
    before = await scene.world.fingerprint()
    with pytest.raises(ValidationFailed, match="20 feeds"):
        await feeds.create(scene.ada)
    assert await scene.world.fingerprint() == before
    await feeds.revoke(scene.ada, issued[0].row.id)
    await feeds.create(scene.ada)
