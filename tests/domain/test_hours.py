"""Local times as moments: weekly hours over changes of the clocks, and whole days."""

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
    ("day", "lasts"),
    [
        pytest.param(date(2026, 3, 29), 23, id="the day that is short"),
        pytest.param(date(2026, 10, 25), 25, id="the day that is long"),
        pytest.param(date(2026, 6, 1), 24, id="any other"),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight_where_one_lives(day: date, lasts: int) -> None:
    found = days(day, day, BERLIN)
    assert found.end - found.start == timedelta(hours=lasts)
    assert local_time(found.start, BERLIN) == datetime.combine(day, time())


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
