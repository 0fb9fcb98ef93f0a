"""Who is on call: rotations where the clocks change, overrides, layers with hours, absences, gaps.

The last tests compare with an evaluator that was written on its own: it asks about one instant, and walks from handoff
to handoff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
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

ADA, BOB, CY, DI = PEOPLE = [UUID(int=number) for number in range(1, 5)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS, DAYS, WEEKS = RotationUnit
BERLIN, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")


def utc(text: str) -> datetime:
    """2026-03-28T08:00 as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str) -> Span:
    return Span(utc(start), utc(end))


def rotation(unit: RotationUnit, length: int, starts_at: str, *people: UUID) -> Rotation:
    return Rotation(unit, length, datetime.fromisoformat(starts_at), people or (ADA, BOB))


def layer(unit: RotationUnit, length: int, starts_at: str, *people: UUID, hours: WeeklyHours | None = None) -> Layer:
    return Layer("Layer", rotation(unit, length, starts_at, *people), hours)


def always(person: UUID, hours: WeeklyHours | None = None) -> Layer:
    return layer(WEEKS, 52, "2020-01-01T00:00", person, hours=hours)


def weekly(weekdays: Sequence[int], starts_at: str, ends_at: str) -> WeeklyHours:
    return WeeklyHours((Window(frozenset(weekdays), time.fromisoformat(starts_at), time.fromisoformat(ends_at)),))


def told(found: Timeline) -> list[tuple[str, str, UUID | None]]:
    """Shifts and gaps in order: from, to, who."""
    parts = [*found.shifts, *found.gaps]
    return [
        (f"{part.span.start:%d %H:%M}", f"{part.span.end:%d %H:%M}", part.user_id if isinstance(part, Shift) else None)
        for part in sorted(parts, key=lambda part: part.span)
    ]


@pytest.mark.parametrize(
    ("zone", "turns", "within", "starts"),
    [
        pytest.param(
            "Europe/Berlin",
            rotation(DAYS, 1, "2026-03-27T09:00"),
            span("2026-03-27T08:00", "2026-03-31T07:00"),
            "27 08:00, 28 08:00, 29 07:00, 30 07:00",
            id="Berlin: the day of 23 hours",
        ),
        pytest.param(
            "Europe/Berlin",
            rotation(DAYS, 1, "2026-10-23T09:00"),
            span("2026-10-23T07:00", "2026-10-27T08:00"),
            "23 07:00, 24 07:00, 25 08:00, 26 08:00",
            id="Berlin: the day of 25 hours",
        ),
        pytest.param(
            "Europe/Berlin",
            rotation(DAYS, 1, "2026-03-28T02:30"),
            span("2026-03-28T01:30", "2026-03-31T00:30"),
            "28 01:30, 29 01:30, 30 00:30",
            id="Berlin: a handoff at an hour that does not exist is an hour later by the clock",
        ),
        pytest.param(
            "Europe/Berlin",
            rotation(DAYS, 1, "2026-10-24T02:30"),
            span("2026-10-24T00:30", "2026-10-27T01:30"),
            "24 00:30, 25 00:30, 26 01:30",
            id="Berlin: a handoff at an hour that comes twice is in the first",
        ),
        pytest.param(
            "Europe/Berlin",
            rotation(HOURS, 1, "2026-03-29T00:30"),
            span("2026-03-28T23:30", "2026-03-29T03:30"),
            "28 23:30, 29 00:30, 29 01:30, 29 02:30",
            id="Berlin: the turn of the hour that does not exist is none",
        ),
        pytest.param(
            "Europe/Berlin",
            rotation(HOURS, 1, "2026-10-25T01:00"),
            span("2026-10-24T23:00", "2026-10-25T04:00"),
            "24 23:00, 25 00:00, 25 02:00, 25 03:00",
            id="Berlin: the turn of the hour that comes twice lasts two",
        ),
        pytest.param(
            "America/New_York",
            rotation(WEEKS, 1, "2026-03-02T17:00"),
            span("2026-03-02T22:00", "2026-03-23T21:00"),
            "02 22:00, 09 21:00, 16 21:00",
            id="New York: weeks in spring",
        ),
        pytest.param(
            "America/New_York",
            rotation(WEEKS, 2, "2026-10-19T17:00"),
            span("2026-10-19T21:00", "2026-11-16T22:00"),
            "19 21:00, 02 22:00",
            id="New York: two weeks in autumn",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            rotation(DAYS, 1, "2026-04-04T09:00"),
            span("2026-04-03T22:00", "2026-04-06T22:30"),
            "03 22:00, 04 22:30, 05 22:30",
            id="Lord Howe: half an hour back",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            rotation(DAYS, 1, "2026-10-03T02:15"),
            span("2026-10-02T15:45", "2026-10-05T15:15"),
            "02 15:45, 03 15:45, 04 15:15",
            id="Lord Howe: half an hour forward, at the time that does not exist",
        ),
        pytest.param(
            "Asia/Kolkata",
            rotation(DAYS, 1, "2026-03-28T09:00"),
            span("2026-03-28T03:30", "2026-03-31T03:30"),
            "28 03:30, 29 03:30, 30 03:30",
            id="Kolkata: the clocks never change",
        ),
    ],
)
def test_handoffs_keep_their_hour_when_the_clocks_change(zone: str, turns: Rotation, within: Span, starts: str) -> None:
    found = list(turns.turns(ZoneInfo(zone), within))
    assert ", ".join(f"{turn.span.start:%d %H:%M}" for turn in found) == starts
    assert all(turn.span.end == following.span.start for turn, following in pairwise(found))


def test_whoever_has_the_hour_that_does_not_exist_is_passed_over() -> None:
    hourly = Schedule(BERLIN, (layer(HOURS, 1, "2026-03-29T00:30", ADA, BOB, CY, DI),))
    within = span("2026-03-28T23:30", "2026-03-29T03:30")
    assert [shift.user_id for shift in timeline(hourly, within, {}).shifts] == [ADA, BOB, DI, ADA]


def test_nobody_has_a_turn_before_the_first_handoff() -> None:
    schedule = Schedule(BERLIN, (layer(DAYS, 1, "2026-06-02T09:00"),))
    found = timeline(schedule, span("2026-06-01T00:00", "2026-06-04T00:00"), {})
    assert told(found) == [
        ("01 00:00", "02 07:00", None),
        ("02 07:00", "03 07:00", ADA),
        ("03 07:00", "04 00:00", BOB),
    ]


def test_the_same_person_may_come_twice_and_has_a_shift_for_each_turn() -> None:
    schedule = Schedule(ZoneInfo("UTC"), (layer(DAYS, 1, "2026-06-01T00:00", ADA, ADA, BOB),))
    found = timeline(schedule, span("2026-06-01T00:00", "2026-06-05T00:00"), {})
    assert [shift.user_id for shift in found.shifts] == [ADA, ADA, BOB, ADA]


def test_the_newest_override_wins_and_then_the_older_one_comes_back() -> None:
    older = Override(UUID(int=10), BOB, span("2026-06-01T06:00", "2026-06-01T18:00"))
    newer = Override(UUID(int=11), CY, span("2026-06-01T09:00", "2026-06-01T12:00"))
    schedule = Schedule(ZoneInfo("UTC"), (always(ADA),), (newer, older))
    found = timeline(schedule, span("2026-06-01T00:00", "2026-06-02T00:00"), {})
    assert told(found) == [
        ("01 00:00", "01 06:00", ADA),
        ("01 06:00", "01 09:00", BOB),
        ("01 09:00", "01 12:00", CY),
        ("01 12:00", "01 18:00", BOB),
        ("01 18:00", "02 00:00", ADA),
    ]
    assert [(shift.layer, shift.override_id) for shift in found.shifts] == [
        (0, None),
        (None, older.id),
        (None, newer.id),
        (None, older.id),
        (0, None),
    ]


def test_whoever_stands_in_and_is_away_leaves_it_to_what_is_below() -> None:
    stand_in = Override(UUID(int=10), CY, span("2026-06-01T06:00", "2026-06-01T18:00"))
    away = {CY: [span("2026-06-01T10:00", "2026-06-01T12:00")]}
    found = timeline(
        Schedule(ZoneInfo("UTC"), (always(ADA),), (stand_in,)), span("2026-06-01T06:00", "2026-06-01T18:00"), away
    )
    assert told(found) == [("01 06:00", "01 10:00", CY), ("01 10:00", "01 12:00", ADA), ("01 12:00", "01 18:00", CY)]


def test_a_layer_with_hours_leaves_the_rest_to_the_layers_below() -> None:
    office = always(ADA, weekly([0, 1, 2, 3, 4], "09:00", "17:00"))
    found = timeline(Schedule(BERLIN, (office, always(BOB))), span("2026-03-27T00:00", "2026-03-30T22:00"), {})
    assert told(found) == [  # a Friday in winter, and a Monday in summer
        ("27 00:00", "27 08:00", BOB),
        ("27 08:00", "27 16:00", ADA),
        ("27 16:00", "30 07:00", BOB),
        ("30 07:00", "30 15:00", ADA),
        ("30 15:00", "30 22:00", BOB),
    ]


def test_hours_that_end_on_the_next_day_belong_to_the_day_on_which_they_start() -> None:
    night = always(ADA, weekly([4], "22:00", "06:00"))
    found = timeline(Schedule(ZoneInfo("UTC"), (night,)), span("2026-06-05T12:00", "2026-06-06T12:00"), {})
    assert told(found) == [
        ("05 12:00", "05 22:00", None),
        ("05 22:00", "06 06:00", ADA),
        ("06 06:00", "06 12:00", None),
    ]


def test_hours_in_the_hour_that_comes_twice_are_found_also_in_the_second() -> None:
    window = weekly([6], "02:30", "04:00")
    assert window.hold(BERLIN, utc("2026-10-25T00:30"))  # the first 02:30
    assert window.hold(BERLIN, utc("2026-10-25T01:10"))  # the second 02:10: it began at the first 02:30
    assert not window.hold(BERLIN, utc("2026-10-25T00:10"))
    assert window.spans(BERLIN, span("2026-10-25T00:00", "2026-10-25T01:10")) == [
        span("2026-10-25T00:30", "2026-10-25T01:10")
    ]


def test_an_absence_cuts_a_shift_and_the_gap_names_who_is_away() -> None:
    away = {ADA: [span("2026-06-01T08:00", "2026-06-01T12:00")], BOB: [span("2026-06-01T09:00", "2026-06-01T10:00")]}
    schedule = Schedule(ZoneInfo("UTC"), (always(ADA), always(BOB, weekly(range(7), "08:00", "11:00"))))
    found = timeline(schedule, span("2026-06-01T00:00", "2026-06-02T00:00"), away)
    assert told(found) == [
        ("01 00:00", "01 08:00", ADA),
        ("01 08:00", "01 09:00", BOB),
        ("01 09:00", "01 10:00", None),
        ("01 10:00", "01 11:00", BOB),
        ("01 11:00", "01 12:00", None),
        ("01 12:00", "02 00:00", ADA),
    ]
    assert [gap.away for gap in found.gaps] == [(ADA, BOB), (ADA,)]


def test_nobody_elses_turns_move_when_somebody_is_deactivated() -> None:
    schedule = Schedule(ZoneInfo("UTC"), (layer(DAYS, 1, "2026-06-01T00:00", ADA, BOB, CY),))
    within = span("2026-06-01T00:00", "2026-06-07T00:00")
    gone = {BOB: [Span(utc("2026-06-03T12:00"), datetime.max.replace(tzinfo=UTC))]}
    before, after = timeline(schedule, within, {}), timeline(schedule, within, gone)
    assert [shift for shift in before.shifts if shift not in after.shifts] == [
        Shift(span("2026-06-05T00:00", "2026-06-06T00:00"), BOB, 0)
    ]
    assert after.gaps == (Gap(span("2026-06-05T00:00", "2026-06-06T00:00"), (BOB,)),)


def test_one_schedule_without_anybody_is_one_gap() -> None:
    within = span("2026-06-01T00:00", "2026-06-07T00:00")
    assert timeline(Schedule(BERLIN, ()), within, {}) == Timeline((), (Gap(within),))


# What follows is another opinion, on one instant at a time.

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
