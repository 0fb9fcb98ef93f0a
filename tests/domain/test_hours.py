"""Local times as moments: weekly hours and whole days, also where the clocks change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from siems.domain.hours import Span, WeeklyHours, Window, days, merged, moment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICE = range(5)
SATURDAY, SUNDAY = 5, 6
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")


def utc(text: str) -> datetime:
    """2026-03-28T08:00 as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def window(weekdays: Sequence[int], starts_at: str, ends_at: str) -> Window:
    return Window(frozenset(weekdays), time.fromisoformat(starts_at), time.fromisoformat(ends_at))


def told(spans: Sequence[Span]) -> str:
    """27 08:00-16:00, in UTC."""
    return ", ".join(f"{span.start:%d %H:%M}-{span.end:%H:%M}" for span in spans)


@pytest.mark.parametrize(
    ("zone", "hours", "first", "expected"),
    [
        pytest.param(
            "Europe/Berlin",
            window(OFFICE, "09:00", "17:00"),
            "2026-03-27",
            "27 08:00-16:00, 30 07:00-15:00",
            id="Berlin: the same hours by the wall, an hour earlier in UTC",
        ),
        pytest.param(
            "America/New_York",
            window(OFFICE, "09:00", "17:00"),
            "2026-10-30",
            "30 13:00-21:00, 02 14:00-22:00",
            id="New York: an hour later after the summer",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            window(OFFICE, "09:00", "17:00"),
            "2026-10-01T12:00",
            "01 22:30-06:30, 04 22:00-06:00",
            id="Lord Howe: half an hour",
        ),
        pytest.param(
            "Asia/Kolkata",
            window(OFFICE, "09:00", "17:00"),
            "2026-03-27",
            "27 03:30-11:30, 30 03:30-11:30",
            id="Kolkata: no change ever",
        ),
        pytest.param(
            "Europe/Berlin",
            window([SATURDAY], "22:00", "06:00"),
            "2026-03-28",
            "28 21:00-04:00",
            id="over midnight, in the night of seven hours",
        ),
        pytest.param(
            "Europe/Berlin",
            window([SATURDAY], "22:00", "06:00"),
            "2026-10-24",
            "24 20:00-05:00",
            id="over midnight, in the night of nine hours",
        ),
        pytest.param(
            "Europe/Berlin",
            window([SUNDAY], "02:00", "03:00"),
            "2026-03-28",
            "",
            id="wholly in the hour that does not exist",
        ),
        pytest.param(
            "Europe/Berlin",
            window([SUNDAY], "02:30", "04:00"),
            "2026-03-28",
            "29 01:30-02:00",
            id="from within the hour that does not exist",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            window([SUNDAY], "02:00", "02:30"),
            "2026-10-03",
            "",
            id="wholly in the half hour that does not exist",
        ),
        pytest.param(
            "Europe/Berlin",
            window([SUNDAY], "02:00", "03:00"),
            "2026-10-24",
            "25 00:00-02:00",
            id="all of the hour that exists twice: both times",
        ),
        pytest.param(
            "Europe/Berlin",
            window([SUNDAY], "02:15", "02:45"),
            "2026-10-24",
            "25 00:15-00:45",
            id="within the hour that exists twice: the first time",
        ),
        pytest.param(
            "Asia/Kolkata",
            window([SUNDAY], "00:00", "00:00"),
            "2026-03-28",
            "28 18:30-18:30",
            id="a whole day",
        ),
    ],
)
def test_weekly_hours_are_told_by_the_clock_on_the_wall(zone: str, hours: Window, first: str, expected: str) -> None:
    within = Span(utc(first), utc(first) + 4 * DAY)
    assert told(WeeklyHours((hours,)).spans(ZoneInfo(zone), within)) == expected


def test_hours_that_touch_or_overlap_are_one_span() -> None:
    hours = WeeklyHours(
        (
            window([0], "12:00", "15:00"),
            window([0], "08:00", "12:00"),
            window([0], "14:00", "16:00"),
            window([0], "18:00", "19:00"),
        )
    )
    monday = Span(utc("2026-03-23"), utc("2026-03-24"))
    assert told(hours.spans(ZoneInfo("UTC"), monday)) == "23 08:00-16:00, 23 18:00-19:00"


def test_hours_are_cut_to_what_was_asked_for() -> None:
    hours = WeeklyHours((window([0], "22:00", "06:00"),))
    tuesday = Span(utc("2026-03-24T01:00"), utc("2026-03-24T02:00"))
    assert hours.spans(ZoneInfo("UTC"), tuesday) == [tuesday]
    assert WeeklyHours(()).spans(ZoneInfo("UTC"), tuesday) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        ([(3, 4), (1, 2)], [(1, 2), (3, 4)]),
        ([(1, 2), (2, 3)], [(1, 3)]),
        ([(1, 9), (2, 3), (4, 5)], [(1, 9)]),
        ([(2, 4), (1, 3), (6, 7)], [(1, 4), (6, 7)]),
    ],
)
def test_merging_leaves_as_few_spans_as_can_be(given: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    start = utc("2026-01-01")

    def spans(pairs: list[tuple[int, int]]) -> list[Span]:
        return [Span(start + first * HOUR, start + last * HOUR) for first, last in pairs]

    assert merged(spans(given)) == spans(expected)


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("Europe/Berlin", "2026-03-28", "2026-03-27T23:00", 24),
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00", 23),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00", 25),
        ("America/New_York", "2026-03-08", "2026-03-08T05:00", 23),
        ("America/New_York", "2026-11-01", "2026-11-01T04:00", 25),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30", 23.5),
        ("Asia/Kolkata", "2026-03-29", "2026-03-28T18:30", 24),
        # There the clocks go from 00:00 to 01:00.
        ("America/Havana", "2026-03-07", "2026-03-07T05:00", 24),
        ("America/Havana", "2026-03-08", "2026-03-08T05:00", 23),
    ],
)
def test_a_day_is_as_long_as_it_is_where_one_lives(zone: str, day: str, start: str, hours: float) -> None:
    it = date.fromisoformat(day)
    assert days(it, it, ZoneInfo(zone)) == Span(utc(start), utc(start) + hours * HOUR)


def test_several_days_include_the_last() -> None:
    found = days(date(2026, 3, 28), date(2026, 3, 30), ZoneInfo("Europe/Berlin"))
    assert found == Span(utc("2026-03-27T23:00"), utc("2026-03-30T22:00"))


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-29T02:30", "2026-03-29T01:30"),
        ("2026-10-25T02:30", "2026-10-25T00:30"),
        ("2026-06-01T12:00", "2026-06-01T10:00"),
    ],
    ids=["that does not exist", "that exists twice", "like any other"],
)
def test_a_local_time_is_the_moment_that_rfc_5545_says(local: str, expected: str) -> None:
    assert moment(datetime.fromisoformat(local), ZoneInfo("Europe/Berlin")) == utc(expected)


def test_what_is_stored_is_read_back() -> None:
    hours = WeeklyHours((window([4, 0], "09:00", "17:30"), window([6], "22:00", "06:00")))
    stored = [
        {"weekdays": [0, 4], "starts_at": "09:00", "ends_at": "17:30"},
        {"weekdays": [6], "starts_at": "22:00", "ends_at": "06:00"},
    ]
    assert hours.stored() == stored
    assert WeeklyHours.read(stored) == hours


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (window([0], "09:00", "12:00"), window([0], "12:00", "13:00"), False),
        (window([0], "09:00", "12:00"), window([0], "11:59", "13:00"), True),
        (window([0], "09:00", "12:00"), window([1], "09:00", "12:00"), False),
        (window([0, 2], "09:00", "12:00"), window([1, 2], "08:00", "18:00"), True),
        (window([0], "22:00", "06:00"), window([1], "05:00", "09:00"), True),
        (window([0], "22:00", "06:00"), window([1], "06:00", "09:00"), False),
        (window([SUNDAY], "22:00", "06:00"), window([0], "05:00", "09:00"), True),
        (window([SUNDAY], "00:00", "00:00"), window([0], "00:00", "00:00"), False),
        (window([SUNDAY], "12:00", "12:00"), window([0], "00:00", "01:00"), True),
        (window([], "00:00", "00:00"), window([0], "00:00", "01:00"), False),
    ],
)
def test_windows_overlap_around_the_week(one: Window, other: Window, overlap: bool) -> None:
    assert (one.overlaps(other), other.overlaps(one)) == (overlap, overlap)


TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
WINDOWS = st.builds(Window, st.frozensets(st.integers(0, 6), max_size=7), TIMES, TIMES)


def shown(windows: Sequence[Window], local: datetime) -> bool:
    """Whether the clock on the wall shows a time in one of the windows."""
    today, yesterday, now = local.weekday(), (local - DAY).weekday(), local.time()
    return any(
        any(
            [
                today in each.weekdays and each.starts_at <= now < each.ends_at,
                each.ends_at <= each.starts_at and today in each.weekdays and each.starts_at <= now,
                each.ends_at <= each.starts_at and yesterday in each.weekdays and now < each.ends_at,
            ]
        )
        for each in windows
    )


@given(
    zone=st.sampled_from([ZoneInfo(name) for name in ZONES]),
    windows=st.lists(WINDOWS, max_size=4),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
)
def test_hours_hold_when_the_clock_on_the_wall_says_so(zone: ZoneInfo, windows: list[Window], start: datetime) -> None:
    minutes = [start + timedelta(minutes=37 * step) for step in range(20)]
    offsets = {(at + around).astimezone(zone).utcoffset() for at in minutes for around in (-3 * HOUR, 3 * HOUR)}
    assume(len(offsets) == 1)  # the tests above are about the nights when the clocks change
    hours = WeeklyHours(tuple(windows))
    for at in minutes:
        assert hours.hold(zone, at) == shown(windows, at.astimezone(zone).replace(tzinfo=None))
