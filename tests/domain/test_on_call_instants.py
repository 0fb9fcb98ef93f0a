"""Who is on call, by another opinion: an evaluator that was written on its own, which asks about one instant and walks
from handoff to handoff."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from siems.domain.hours import Span, WeeklyHours, Window, moment
from siems.domain.on_call import (
    Gap,
    Layer,
    Override,
    Rotation,
    RotationUnit,
    Schedule,
    Shift,
    Timeline,
    on_call_at,
    timeline,
)

PEOPLE = [UUID(int=number) for number in range(1, 5)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS, DAYS, WEEKS = RotationUnit
ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "America/St_Johns",
    "Pacific/Chatham", "Africa/Casablanca", "Pacific/Kiritimati", "America/Santiago", "Asia/Kathmandu",
    "Europe/London", "Pacific/Pago_Pago",
]  # fmt: skip
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LENGTHS = {HOURS: HOUR, DAYS: DAY, WEEKS: 7 * DAY}


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at which the clocks show this; in a gap, so long after its beginning as they say."""
    for fold in (0, 1):
        candidate = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if candidate.astimezone(zone).replace(tzinfo=None) == local:
            return candidate
    offset = (local - DAY).replace(tzinfo=zone).utcoffset()  # no clock changes twice in a day
    assert offset is not None
    return (local - offset).replace(tzinfo=UTC)


def turn_of(turns: Rotation, zone: ZoneInfo, at: datetime) -> UUID | None:
    """Walks from the first handoff to the last one that has been."""
    local, number = turns.starts_at, 0
    if at < instant(local, zone):
        return None
    step = turns.length * LENGTHS[turns.unit]
    while instant(local + step, zone) <= at:
        local, number = local + step, number + 1
    return turns.participants[number % len(turns.participants)]


def is_open(hours: WeeklyHours, zone: ZoneInfo, at: datetime) -> bool:
    """Tries each window on each day around."""
    today = at.astimezone(zone).date()
    for back in range(-2, 3):
        day = today + back * DAY
        for window in hours.windows:
            if day.weekday() in window.weekdays:
                last = day + DAY if window.ends_at <= window.starts_at else day
                start = instant(datetime.combine(day, window.starts_at), zone)
                end = instant(datetime.combine(last, window.ends_at), zone)
                if start <= at < end:
                    return True
    return False


@dataclass(frozen=True)
class Opinion:
    person: UUID | None
    away: tuple[UUID, ...]


def opinion(schedule: Schedule, away: dict[UUID, list[Span]], at: datetime) -> Opinion:
    """Who is on call at an instant, or who would be."""
    asked = [override.user_id for override in schedule.overrides if override.span.start <= at < override.span.end]
    for each in schedule.layers:
        if each.hours is None or is_open(each.hours, schedule.zone, at):
            asked += [turn_of(each.rotation, schedule.zone, at)]
    missing: list[UUID] = []
    for person in asked:
        if person is not None and not any(one.start <= at < one.end for one in away.get(person, [])):
            return Opinion(person, ())
        if person is not None and person not in missing:
            missing.append(person)
    return Opinion(None, tuple(missing))


minutes = st.integers(0, 59).flatmap(lambda minute: st.sampled_from([0, 15, 30, 45, minute]))
clock_times = st.builds(time, st.integers(0, 23), minutes)
# Near the nights on which clocks change somewhere, as well as anywhere.
interesting = st.sampled_from(
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 9, 6), date(2026, 10, 4), date(2026, 10, 25)]
)
dates = interesting | st.dates(date(2026, 1, 1), date(2026, 12, 31))
near = st.builds(lambda day, by: day + by * DAY, dates, st.integers(-3, 3))
instants = st.builds(lambda day, at: datetime.combine(day, at, tzinfo=UTC), near, clock_times)


def spans(longest: int) -> st.SearchStrategy[Span]:
    return st.builds(lambda start, minutes: Span(start, start + timedelta(minutes=minutes)), instants,
                     st.integers(1, longest * 24 * 60))  # fmt: skip


rotations = st.builds(
    Rotation,
    st.just(HOURS),
    st.integers(1, 168),
    st.builds(lambda day, at: datetime.combine(day - 20 * DAY, at), near, clock_times),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5).map(tuple),
) | st.builds(
    Rotation,
    st.sampled_from([DAYS, WEEKS]),
    st.integers(1, 9),
    st.builds(lambda day, at: datetime.combine(day - 20 * DAY, at), near, clock_times),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5).map(tuple),
)
windows = st.builds(Window, st.frozensets(st.integers(0, 6), min_size=1), clock_times, clock_times)
hours = st.none() | st.lists(windows, min_size=1, max_size=3).map(lambda found: WeeklyHours(tuple(found)))
schedules = st.builds(
    Schedule,
    st.sampled_from(ZONES).map(ZoneInfo),
    st.lists(st.builds(Layer, st.just("Layer"), rotations, hours), max_size=3).map(tuple),
    st.lists(st.builds(Override, st.uuids(), st.sampled_from(PEOPLE), spans(10)), max_size=3).map(tuple),
)
absences = st.dictionaries(st.sampled_from(PEOPLE), st.lists(spans(10), max_size=2), max_size=3)


@settings(max_examples=150, deadline=None)
@given(schedules, absences, spans(20), st.data())
def test_the_timeline_says_of_every_instant_what_the_other_opinion_says(
    schedule: Schedule, away: dict[UUID, list[Span]], within: Span, data: st.DataObject
) -> None:
    found = timeline(schedule, within, away)
    parts = sorted([*found.shifts, *found.gaps], key=lambda part: part.span)
    edges = [within.start, *(part.span.end for part in parts)]
    assert [part.span for part in parts] == [Span(start, end) for start, end in pairwise(edges)]
    assert edges[-1] == within.end
    cuts = st.sampled_from(edges) | st.sampled_from([moment(layer.rotation.starts_at, schedule.zone)
                                                     for layer in schedule.layers] or edges)  # fmt: skip
    any_time = st.integers(0, int((within.end - within.start).total_seconds()) - 1)
    asked = [
        *(data.draw(cuts) + timedelta(microseconds=data.draw(st.sampled_from([-1, 0, 1]))) for _ in range(3)),
        *(within.start + timedelta(seconds=data.draw(any_time)) for _ in range(3)),
    ]
    for at in asked:
        if at not in within:
            continue
        [part] = [part for part in parts if at in part.span]
        says = Opinion(part.user_id, ()) if isinstance(part, Shift) else Opinion(None, part.away)
        assert says == opinion(schedule, away, at)
        assert on_call_at(schedule, at, away) == says.person


@settings(max_examples=100, deadline=None)
@given(schedules, absences, spans(20), st.data())
def test_a_part_of_a_time_is_what_is_cut_out_of_the_whole(
    schedule: Schedule, away: dict[UUID, list[Span]], within: Span, data: st.DataObject
) -> None:
    whole_minutes = int((within.end - within.start).total_seconds() // 60)
    start, end = sorted(data.draw(st.tuples(*2 * [st.integers(0, whole_minutes)])))
    part = Span(within.start + timedelta(minutes=start), within.start + timedelta(minutes=end + 1))
    part = part.within(within) or within
    whole = timeline(schedule, within, away)
    shifts = tuple(
        Shift(cut, shift.user_id, shift.layer, shift.override_id)
        for shift in whole.shifts
        if (cut := shift.span.within(part))
    )
    gaps = tuple(Gap(cut, gap.away) for gap in whole.gaps if (cut := gap.span.within(part)))
    assert timeline(schedule, part, away) == Timeline(shifts, gaps)
