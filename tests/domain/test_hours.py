"""Local times as moments: weekly hours over changes of the clocks, and whole days."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain.hours import Span, WeeklyHours, Window, days, local_time, merged, moment

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LORD_HOWE, KOLKATA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata")
ZONES = (BERLIN, NEW_YORK, LORD_HOWE, KOLKATA)
EVERY_DAY = frozenset(range(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def span(start: str, end: str) -> Span:
    return Span(utc(start), utc(end))


def hours(starts_at: str, ends_at: str, weekdays: frozenset[int] = EVERY_DAY) -> WeeklyHours:
    return WeeklyHours((Window(weekdays, time.fromisoformat(starts_at), time.fromisoformat(ends_at)),))


@pytest.mark.parametrize(
    ("zone", "said", "means"),
    [
        pytest.param(BERLIN, "2026-03-29T01:59", "2026-03-29T00:59", id="Berlin, just before the gap"),
        pytest.param(BERLIN, "2026-03-29T02:30", "2026-03-29T01:30", id="Berlin, in the hour that does not exist"),
        pytest.param(BERLIN, "2026-03-29T03:00", "2026-03-29T01:00", id="Berlin, just after the gap"),
        pytest.param(BERLIN, "2026-10-25T02:30", "2026-10-25T00:30", id="Berlin, the first of two"),
        pytest.param(NEW_YORK, "2026-03-08T02:30", "2026-03-08T07:30", id="New York, in the gap"),
        pytest.param(NEW_YORK, "2026-11-01T01:30", "2026-11-01T05:30", id="New York, the first of two"),
        pytest.param(LORD_HOWE, "2026-10-04T02:15", "2026-10-03T15:45", id="Lord Howe, in a gap of half an hour"),
        pytest.param(LORD_HOWE, "2026-04-05T01:45", "2026-04-04T14:45", id="Lord Howe, the first of two"),
        pytest.param(KOLKATA, "2026-03-29T02:30", "2026-03-28T21:00", id="Kolkata, where clocks never change"),
    ],
)
def test_a_local_time_is_this_moment(zone: ZoneInfo, said: str, means: str) -> None:
    assert moment(local(said), zone) == utc(means)


@pytest.mark.parametrize(
    ("zone", "window", "within", "expected"),
    [
        pytest.param(
            BERLIN,
            hours("09:00", "17:00", frozenset({4, 0})),
            span("2026-03-27T00:00", "2026-03-31T00:00"),
            [span("2026-03-27T08:00", "2026-03-27T16:00"), span("2026-03-30T07:00", "2026-03-30T15:00")],
            id="Friday in winter, Monday in summer",
        ),
        pytest.param(
            BERLIN,
            hours("22:00", "06:00", frozenset({5})),
            span("2026-03-28T00:00", "2026-03-31T00:00"),
            [span("2026-03-28T21:00", "2026-03-29T04:00")],
            id="a night of seven hours",
        ),
        pytest.param(
            BERLIN,
            hours("22:00", "06:00", frozenset({5})),
            span("2026-10-24T00:00", "2026-10-27T00:00"),
            [span("2026-10-24T20:00", "2026-10-25T05:00")],
            id="a night of nine hours",
        ),
        pytest.param(
            NEW_YORK,
            hours("02:30", "03:00"),
            span("2026-03-08T00:00", "2026-03-09T00:00"),
            [],
            id="a window that no clock showed is none",
        ),
        pytest.param(
            LORD_HOWE,
            hours("01:00", "03:00"),
            span("2026-04-04T12:00", "2026-04-05T00:00"),
            [span("2026-04-04T14:00", "2026-04-04T16:30")],
            id="half an hour more on Lord Howe",
        ),
        pytest.param(
            KOLKATA,
            hours("00:00", "00:00"),
            span("2026-03-28T00:00", "2026-03-30T00:00"),
            [span("2026-03-28T00:00", "2026-03-30T00:00")],
            id="all day, every day, is one span",
        ),
    ],
)
def test_hours_of_the_week_are_these_spans(
    zone: ZoneInfo, window: WeeklyHours, within: Span, expected: list[Span]
) -> None:
    assert window.spans(zone, within) == expected


@pytest.mark.parametrize(
    ("zone", "day", "start", "lasts"),
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
def test_a_day_is_as_long_as_it_is_where_one_lives(zone: str, day: str, start: str, lasts: float) -> None:
    it = date.fromisoformat(day)
    assert days(it, it, ZoneInfo(zone)) == Span(utc(start), utc(start) + timedelta(hours=lasts))


def test_several_days_include_the_last() -> None:
    found = days(date(2026, 3, 28), date(2026, 3, 30), BERLIN)
    assert found == Span(utc("2026-03-27T23:00"), utc("2026-03-30T22:00"))


def test_spans_that_touch_or_overlap_are_one() -> None:
    apart = [span("2026-01-01T00:00", "2026-01-01T01:00"), span("2026-01-01T01:00", "2026-01-01T02:00")]
    inside = [span("2026-01-01T00:30", "2026-01-01T00:40"), span("2026-01-02T00:00", "2026-01-02T01:00")]
    assert merged([*inside, *apart]) == [span("2026-01-01T00:00", "2026-01-01T02:00"), inside[1]]


def test_what_is_stored_is_read_back() -> None:
    said = WeeklyHours(
        (
            Window(frozenset({0, 1}), time(9), time(17, 30)),
            Window(frozenset({6}), time(22), time(6)),
        )
    )
    assert said.stored() == [
        {"weekdays": [0, 1], "starts_at": "09:00", "ends_at": "17:30"},
        {"weekdays": [6], "starts_at": "22:00", "ends_at": "06:00"},
    ]
    assert WeeklyHours.read(said.stored()) == said


def window_of(weekdays: Collection[int], starts_at: str, ends_at: str) -> Window:
    return Window(frozenset(weekdays), time.fromisoformat(starts_at), time.fromisoformat(ends_at))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (window_of({0}, "09:00", "12:00"), window_of({0}, "12:00", "13:00"), False),
        (window_of({0}, "09:00", "12:00"), window_of({0}, "11:59", "13:00"), True),
        (window_of({0}, "09:00", "12:00"), window_of({1}, "09:00", "12:00"), False),
        (window_of({0, 2}, "09:00", "12:00"), window_of({1, 2}, "08:00", "18:00"), True),
        (window_of({0}, "22:00", "06:00"), window_of({1}, "05:00", "09:00"), True),
        (window_of({0}, "22:00", "06:00"), window_of({1}, "06:00", "09:00"), False),
        (window_of({6}, "22:00", "06:00"), window_of({0}, "05:00", "09:00"), True),
        (window_of({6}, "00:00", "00:00"), window_of({0}, "00:00", "00:00"), False),
        (window_of({6}, "12:00", "12:00"), window_of({0}, "00:00", "01:00"), True),
        (window_of(set(), "00:00", "00:00"), window_of({0}, "00:00", "01:00"), False),
    ],
)
def test_windows_overlap_around_the_week(one: Window, other: Window, overlap: bool) -> None:
    assert (one.overlaps(other), other.overlaps(one)) == (overlap, overlap)


WINDOWS = st.builds(
    Window,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)


@given(st.lists(WINDOWS, min_size=1, max_size=4), st.sampled_from(ZONES), st.integers(0, 7 * 24 * 60))
def test_far_from_a_change_of_the_clocks_the_hours_hold_when_the_clock_on_the_wall_says_so(
    windows: list[Window], zone: ZoneInfo, minute: int
) -> None:
    at = utc("2026-06-15T00:00") + timedelta(minutes=minute)
    wall = local_time(at, zone)

    def shows(window: Window) -> bool:
        today, yesterday = wall.weekday() in window.weekdays, (wall.weekday() - 1) % 7 in window.weekdays
        if window.starts_at < window.ends_at:
            return today and window.starts_at <= wall.time() < window.ends_at
        return (today and wall.time() >= window.starts_at) or (yesterday and wall.time() < window.ends_at)

    assert WeeklyHours(tuple(windows)).hold(zone, at) is any(shows(window) for window in windows)
