"""What a range of time is divided into, and what the figures' own arithmetic comes to."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from siems.domain.analytics import MOST_PERIODS, Attainment, PeriodUnit, Scope, periods, share
from siems.domain.errors import ValidationFailed

DAY, WEEK = PeriodUnit.DAY, PeriodUnit.WEEK
BERLIN, UTC_ZONE = "Europe/Berlin", "UTC"


def scope(since: str, until: str, zone: str = UTC_ZONE) -> Scope:
    start, end = (datetime.fromisoformat(text).astimezone(UTC) for text in (since, until))
    return Scope(since=start, until=end, now=end, zone=ZoneInfo(zone))


def divided(unit: PeriodUnit, since: str, until: str, zone: str = UTC_ZONE) -> list[str]:
    """The bounds of the periods by the clocks of the zone; that none has a gap before it is checked on the way."""
    found = periods(unit, scope(since, until, zone))
    for one, following in pairwise(found):
        assert one.end == following.start
    bounds = [found[0].start, *(span.end for span in found)]
    return [bound.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M%z") for bound in bounds]


@pytest.mark.parametrize(
    ("unit", "since", "until", "zone", "bounds"),
    [
        pytest.param(
            DAY, "2026-03-02T10:00Z", "2026-03-04T00:00Z", UTC_ZONE,
            ["Mon 02 10:00+0000", "Tue 03 00:00+0000", "Wed 04 00:00+0000"],
            id="the first one is cut, the last one whole",
        ),
        pytest.param(
            DAY, "2026-03-02T10:00Z", "2026-03-02T11:00Z", UTC_ZONE,
            ["Mon 02 10:00+0000", "Mon 02 11:00+0000"],
            id="a part of one day",
        ),
        pytest.param(
            DAY, "2026-03-28T12:00+01:00", "2026-03-30T12:00+02:00", BERLIN,
            ["Sat 28 12:00+0100", "Sun 29 00:00+0100", "Mon 30 00:00+0200", "Mon 30 12:00+0200"],
            id="the day on which the clocks go forward",
        ),
        pytest.param(
            WEEK, "2026-10-21T00:00+02:00", "2026-11-03T00:00+01:00", BERLIN,
            ["Wed 21 00:00+0200", "Mon 26 00:00+0100", "Mon 02 00:00+0100", "Tue 03 00:00+0100"],
            id="weeks begin on Monday, also the one after the clocks went back",
        ),
        pytest.param(
            DAY, "2018-11-03T12:00-03:00", "2018-11-05T00:00-02:00", "America/Sao_Paulo",
            ["Sat 03 12:00-0300", "Sun 04 01:00-0200", "Mon 05 00:00-0200"],
            id="a day without a midnight begins when it begins",
        ),
        pytest.param(
            DAY, "2026-10-31T12:00-04:00", "2026-11-02T00:00-05:00", "America/Havana",
            ["Sat 31 12:00-0400", "Sun 01 00:00-0400", "Mon 02 00:00-0500"],
            id="a day with two midnights begins at the first",
        ),
        pytest.param(
            DAY, "2011-12-29T12:00-10:00", "2012-01-01T00:00+14:00", "Pacific/Apia",
            ["Thu 29 12:00-1000", "Sat 31 00:00+1400", "Sun 01 00:00+1400"],
            id="a day that the zone skipped is none",
        ),
        pytest.param(
            DAY, "2026-11-01T00:30-05:00", "2026-11-01T12:00-05:00", "America/Havana",
            ["Sun 01 00:30-0500", "Sun 01 12:00-0500"],
            id="it may begin in the hour that comes again",
        ),
    ],
)  # fmt: skip
def test_a_range_is_divided_by_the_clocks_of_its_zone(
    unit: PeriodUnit, since: str, until: str, zone: str, bounds: list[str]
) -> None:
    assert divided(unit, since, until, zone) == bounds


def test_the_days_on_which_the_clocks_change_have_23_and_25_hours() -> None:
    for day, hours in ((("2026-03-29", "2026-03-30")), 23), ((("2026-10-25", "2026-10-26")), 25):
        start, end = (datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(BERLIN)).isoformat() for each in day)
        [span] = periods(DAY, scope(start, end, BERLIN))
        assert span.end - span.start == timedelta(hours=hours)


def test_there_are_only_so_many_periods() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    most = start + MOST_PERIODS * timedelta(days=1)
    assert len(periods(DAY, scope(start.isoformat(), most.isoformat()))) == MOST_PERIODS
    with pytest.raises(ValidationFailed) as refusal:
        periods(DAY, scope(start.isoformat(), (most + timedelta(seconds=1)).isoformat()))
    [violation] = refusal.value.violations
    assert (violation.field, violation.message) == (
        ("by",),
        "This would be more than 400 periods; ask for less time.",
    )


def test_of_nothing_there_is_no_share() -> None:
    assert (share(0, 0), share(0, 4), share(3, 4)) == (None, 0.0, 0.75)
    assert (Attainment(0, 0).rate, Attainment(3, 1).rate) == (None, 0.75)
