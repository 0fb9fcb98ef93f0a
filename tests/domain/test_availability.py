"""Whether somebody is there to take an incident at a moment."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from siems.domain.availability import Arrangement, Presence
from siems.domain.hours import WeeklyHours, Window

OFFICE = WeeklyHours((Window(frozenset(range(5)), time(9), time(17)),))
BERLIN, SECOND = ZoneInfo("Europe/Berlin"), timedelta(seconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def presence(at: str, zone: ZoneInfo = BERLIN, **more: Any) -> Presence:
    return Arrangement(zone, **more).presence(utc(at))


def test_somebody_who_has_said_nothing_is_there() -> None:
    found = presence("2026-06-01T03:00")
    assert found == Presence(None, False, None, None)
    assert found.available


@pytest.mark.parametrize(
    ("at", "in_hours"),
    [
        ("2026-06-01T06:59:59", False),
        ("2026-06-01T07:00", True),
        ("2026-06-01T14:59:59", True),
        ("2026-06-01T15:00", False),
        ("2026-06-06T10:00", False),
    ],
)
def test_working_hours_are_said_and_make_nobody_unavailable(at: str, in_hours: bool) -> None:
    found = presence(at, hours=OFFICE)
    assert (found.in_hours, found.available) == (in_hours, True)


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
    assert arranged.presence(utc(start) - SECOND).available
    for at in (utc(start), utc(end) - SECOND):
        assert arranged.presence(at) == Presence(absent_until=utc(end))
        assert not arranged.presence(at).available
    assert arranged.presence(utc(end)).available


def test_absences_that_follow_on_one_another_are_one() -> None:
    absences = [(date(2026, 6, 3), date(2026, 6, 4)), (date(2026, 6, 1), date(2026, 6, 2)), (date(2026, 6, 6),) * 2]
    assert presence("2026-06-01T12:00", absences=absences).absent_until == utc("2026-06-04T22:00")
    assert presence("2026-06-05T12:00", absences=absences).absent_until is None


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, Presence(switched_off=True)),
        ("2026-06-01T12:00:01", Presence(switched_off=True, switched_off_until=utc("2026-06-01T12:00:01"))),
        ("2026-06-01T12:00", Presence()),
        ("2026-05-31T12:00", Presence()),
    ],
    ids=["until somebody says so", "until later", "until this very moment", "until yesterday"],
)
def test_a_switch_holds_until_its_time_is_up(until: str | None, expected: Presence) -> None:
    ends = None if until is None else utc(until)
    found = presence("2026-06-01T12:00", unavailable_since=utc("2026-05-01T00:00"), unavailable_until=ends)
    assert found == expected
    assert found.available == (not expected.switched_off)


def test_both_reasons_are_told() -> None:
    absences, since = [(date(2026, 6, 1), date(2026, 6, 1))], utc("2026-05-01T00:00")
    found = presence("2026-06-01T12:00", hours=OFFICE, absences=absences, unavailable_since=since)
    assert found == Presence(utc("2026-06-01T22:00"), True, None, True)
    assert not found.available
