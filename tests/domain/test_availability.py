"""Whether somebody is there to take an incident."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from siems.domain.availability import Arrangement, Presence
from siems.domain.hours import WeeklyHours, Window

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WeeklyHours((Window(frozenset(range(5)), time(9), time(17)),))
SOMEBODY = Arrangement(BERLIN, OFFICE)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MONDAY_NOON = utc("2026-06-15T10:00")


@pytest.mark.parametrize(
    ("arrangement", "at", "expected", "available"),
    [
        pytest.param(SOMEBODY, MONDAY_NOON, Presence(in_hours=True), True, id="at work"),
        pytest.param(
            SOMEBODY, utc("2026-06-15T15:00"), Presence(in_hours=False), True, id="at home by 17:00 in Berlin"
        ),
        pytest.param(replace(SOMEBODY, hours=None), MONDAY_NOON, Presence(), True, id="who says no hours"),
        pytest.param(
            replace(
                SOMEBODY, absences=[(date(2026, 6, 15), date(2026, 6, 16)), (date(2026, 6, 17), date(2026, 6, 17))]
            ),
            MONDAY_NOON,
            Presence(absent_until=utc("2026-06-17T22:00"), in_hours=True),
            False,
            id="two absences on end are one, and end at midnight in Berlin",
        ),
        pytest.param(
            replace(SOMEBODY, absences=[(date(2026, 6, 15), date(2026, 6, 15))]),
            utc("2026-06-15T22:00"),
            Presence(in_hours=False),
            True,
            id="back at midnight",
        ),
        pytest.param(
            replace(SOMEBODY, unavailable_since=utc("2026-06-01T00:00")),
            MONDAY_NOON,
            Presence(switched_off=True, in_hours=True),
            False,
            id="switched off until further notice",
        ),
        pytest.param(
            replace(SOMEBODY, unavailable_since=utc("2026-06-01T00:00"), unavailable_until=utc("2026-06-15T10:01")),
            MONDAY_NOON,
            Presence(switched_off=True, switched_off_until=utc("2026-06-15T10:01"), in_hours=True),
            False,
            id="switched off for another minute",
        ),
        pytest.param(
            replace(SOMEBODY, unavailable_since=utc("2026-06-01T00:00"), unavailable_until=MONDAY_NOON),
            MONDAY_NOON,
            Presence(in_hours=True),
            True,
            id="switched on again by itself",
        ),
    ],
)
def test_somebody_is_there(arrangement: Arrangement, at: datetime, expected: Presence, available: bool) -> None:
    found = arrangement.presence(at)
    assert (found, found.available) == (expected, available)


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Europe/Berlin", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("Europe/Berlin", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("Asia/Kolkata", "2026-03-28T18:30", "2026-03-29T18:30"),
        ("Pacific/Kiritimati", "2026-03-28T10:00", "2026-03-29T10:00"),
        ("Etc/GMT+12", "2026-03-29T12:00", "2026-03-30T12:00"),
    ],
)
def test_an_absence_is_whole_days_where_they_live(zone: str, start: str, end: str) -> None:
    day = (utc(end) - timedelta(hours=1)).astimezone(ZoneInfo(zone)).date()
    arranged = Arrangement(ZoneInfo(zone), absences=[(day, day)])
    assert arranged.presence(utc(start) - timedelta(seconds=1)).available
    for at in (utc(start), utc(end) - timedelta(seconds=1)):
        assert arranged.presence(at) == Presence(absent_until=utc(end))
        assert not arranged.presence(at).available
    assert arranged.presence(utc(end)).available
