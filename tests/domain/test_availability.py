"""Whether somebody is there to take an incident."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
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
