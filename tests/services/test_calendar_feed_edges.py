"""What a calendar program needs of a feed beyond its shifts: stable events, and text that every reader understands."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from factories import World
from on_call import draft, layer

from siems.domain.clock import OffsetClock
from siems.domain.on_call import RotationUnit
from siems.models import OnCallSchedule
from siems.services.on_call_schedules import RotationDraft, ScheduleDraft

LONG = RotationDraft(RotationUnit.WEEKS, 52, date(2026, 1, 5), "09:00")
FUTURE = RotationDraft(RotationUnit.WEEKS, 1, date(2090, 1, 2), "09:00")
NASTY = 'a, b; c\\ "d" 🚒 ' + "ä" * 60


async def feed(world: World, schedule: ScheduleDraft) -> str:
    """The token of a schedule's feed."""
    admin = await world.admin()
    row: OnCallSchedule = await world.app.on_call_schedules.create(admin, (await world.team()).id, schedule)
    return (await world.app.calendar_feeds.create(admin, row.id)).token


async def fetched(world: World, token: str) -> Any:
    """The calendar, as an independent library reads it."""
    text = await world.app.calendar_feeds.calendar(token)
    assert text is not None
    return vobject.readOne(text.decode())


def spans(calendar: Any) -> dict[str, tuple[datetime, datetime]]:
    """Start and end of each event, by UID."""
    found = calendar.contents.get("vevent", [])
    spans = {each.uid.value: (each.dtstart.value, each.dtend.value) for each in found}
    assert len(spans) == len(found)
    return spans


@pytest.mark.parametrize("rotation", [LONG, FUTURE], ids=["a turn of a year", "a gap without an end"])
async def test_what_is_longer_than_the_feed_is_the_same_event_a_second_later_and_a_day_later(
    world: World, clock: OffsetClock, rotation: RotationDraft
) -> None:
    ada = await world.engineer("Ada")
    token = await feed(world, draft(layer(ada, rotation=rotation)))
    midday = datetime.now(UTC).replace(hour=12, minute=0, second=0) + timedelta(days=1)
    clock.advance(seconds=(midday - datetime.now(UTC)).total_seconds())
    first = spans(await fetched(world, token))
    clock.advance(seconds=2)
    assert spans(await fetched(world, token)) == first
    clock.advance(hours=24)
    assert spans(await fetched(world, token)).keys() == first.keys()


async def test_a_turn_of_a_year_is_whole(world: World) -> None:
    ada = await world.engineer("Ada")
    token = await feed(world, draft(layer(ada, rotation=LONG)))
    found = spans(await fetched(world, token))
    assert {end - start for start, end in found.values()} <= {timedelta(weeks=52, hours=hours) for hours in (-1, 0, 1)}


async def test_the_name_of_the_calendar_is_read_as_it_is(world: World) -> None:
    calendar = await fetched(world, await feed(world, draft(layer(await world.engineer()), name=NASTY)))
    assert calendar.contents["x-wr-calname"][0].value == f"On call: {NASTY}"


async def test_characters_that_no_calendar_may_contain_become_spaces(world: World) -> None:
    ada = await world.engineer("A\x0bd\x1ba")
    calendar = await fetched(world, await feed(world, draft(layer(ada), name="x\x0cy\x85z\x07")))
    assert {each.summary.value for each in calendar.contents["vevent"]} == {"On call: x y z  (A d a)"}
