"""Who is on call: rotations where the clocks change, overrides, layers with hours, absences, gaps."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from siems.domain.hours import Span, WeeklyHours, Window
from siems.domain.on_call import (
    Gap,
    Layer,
    Override,
    Rotation,
    RotationUnit,
    Schedule,
    Shift,
    Timeline,
    timeline,
)

ADA, BOB, CY, DI = (UUID(int=number) for number in range(1, 5))
DAY = timedelta(days=1)
HOURS, DAYS, WEEKS = RotationUnit
BERLIN = ZoneInfo("Europe/Berlin")


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
