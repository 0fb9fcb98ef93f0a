"""Service levels: when a time has passed, worked out by hand; which policy counts; and how promises stand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siems.domain.hours import DAY, WeeklyHours, Window, local_time
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.matching import Match
from siems.domain.sla import (
    BusinessCalendar,
    Commitment,
    SlaPolicy,
    SlaState,
    SlaTarget,
    passed,
    policy_for,
    promised,
    running,
    worst,
)

MONDAY_TO_FRIDAY, EVERY_DAY = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6)


def window(starts_at: str, ends_at: str, weekdays: Iterable[int] = MONDAY_TO_FRIDAY) -> Window:
    return Window(frozenset(weekdays), time.fromisoformat(starts_at), time.fromisoformat(ends_at))


def calendar(zone: str, *windows: Window, off: tuple[str, ...] = ()) -> BusinessCalendar:
    return BusinessCalendar(WeeklyHours(windows), ZoneInfo(zone), frozenset(date.fromisoformat(day) for day in off))


def office(zone: str = "Europe/Berlin", off: tuple[str, ...] = ()) -> BusinessCalendar:
    """Eight hours a working day."""
    return calendar(zone, window("09:00", "17:00"), off=off)


def nights(zone: str = "Europe/Berlin", off: tuple[str, ...] = ()) -> BusinessCalendar:
    """Eight hours every night."""
    return calendar(zone, window("22:00", "06:00", EVERY_DAY), off=off)


def always(zone: str = "Europe/Berlin", off: tuple[str, ...] = ()) -> BusinessCalendar:
    """All hours, but for holidays."""
    return calendar(zone, window("00:00", "00:00", EVERY_DAY), off=off)


BERLIN_LUNCH = calendar("Europe/Berlin", window("09:00", "12:00"), window("13:00", "17:00"))
BERLIN_SEAM = calendar("Europe/Berlin", window("12:00", "17:00"), window("09:00", "12:00"))
FRIDAY_NIGHT = calendar("Europe/Berlin", window("22:00", "06:00", [4]))
GAP = calendar("Europe/Berlin", window("02:00", "03:00", EVERY_DAY))
"""The very hour that comes twice in October, and not at all in March."""
EASTER, MAY_DAY = ("2026-04-03", "2026-04-06"), ("2026-05-01",)

# The 1st of June 2026 is a Monday. Times are by the clocks of the calendar's zone, with their distance from UTC.
TABLE = [
    # 10:00 + 2 h
    ("within a day", office(), "2026-06-01T10:00+02:00", 120, "2026-06-01T12:00+02:00"),
    # 16:00 + 1 h is closing time, which still belongs to Monday
    ("until closing", office(), "2026-06-01T16:00+02:00", 60, "2026-06-01T17:00+02:00"),
    # 60 min on Monday, 1 min on Tuesday
    ("a minute after closing", office(), "2026-06-01T16:00+02:00", 61, "2026-06-02T09:01+02:00"),
    # 60 min on Friday, 60 min on Monday
    ("over a weekend", office(), "2026-06-05T16:00+02:00", 120, "2026-06-08T10:00+02:00"),
    # nothing on Monday evening, 30 min on Tuesday
    ("begun in the evening", office(), "2026-06-01T20:00+02:00", 30, "2026-06-02T09:30+02:00"),
    # nothing before 09:00, then 30 min
    ("begun in the morning", office(), "2026-06-01T07:00+02:00", 30, "2026-06-01T09:30+02:00"),
    # nothing on Saturday and Sunday, 480 min on Monday
    ("begun on a Saturday", office(), "2026-06-06T12:00+02:00", 480, "2026-06-08T17:00+02:00"),
    # 480 min are the whole day
    ("begun at opening", office(), "2026-06-01T09:00+02:00", 480, "2026-06-01T17:00+02:00"),
    # nothing on Monday, 1 min on Tuesday
    ("begun at closing", office(), "2026-06-01T17:00+02:00", 1, "2026-06-02T09:01+02:00"),
    # 1 s on Monday, 59 s on Tuesday
    ("begun a second before closing", office(), "2026-06-01T16:59:59+02:00", 1, "2026-06-02T09:00:59+02:00"),
    # five days of 480 min
    ("a week", office(), "2026-06-01T09:00+02:00", 2_400, "2026-06-05T17:00+02:00"),
    # 25 days of 480 min are five weeks
    ("five weeks", office(), "2026-06-01T09:00+02:00", 12_000, "2026-07-03T17:00+02:00"),
    # 60 min on Monday the 28th of February, 60 min on the 29th
    ("into a leap day", office(), "2028-02-28T16:00+01:00", 120, "2028-02-29T10:00+01:00"),
    # 60 min on Thursday, none on Friday, 60 min on Monday
    ("over a holiday", office(off=MAY_DAY), "2026-04-30T16:00+02:00", 120, "2026-05-04T10:00+02:00"),
    # none on Friday, 60 min on Monday
    ("begun on a holiday", office(off=MAY_DAY), "2026-05-01T10:00+02:00", 60, "2026-05-04T10:00+02:00"),
    # 30 min on Thursday; Friday, the weekend and Monday are free; 30 min on Tuesday
    ("over Easter", office(off=EASTER), "2026-04-02T16:30+02:00", 60, "2026-04-07T09:30+02:00"),
    # 60 min on Friday, 60 min on Monday: Saturday is free anyway
    ("a holiday on a Saturday", office(off=("2026-06-06",)), "2026-06-05T16:00+02:00", 120, "2026-06-08T10:00+02:00"),
    # 60 min on Thursday; the 1st of January is a Friday; 60 min on Monday
    ("over New Year", office(off=("2027-01-01",)), "2026-12-31T16:00+01:00", 120, "2027-01-04T10:00+01:00"),
    # 30 min until 12:00, 30 min from 13:00 on
    ("over lunch", BERLIN_LUNCH, "2026-06-01T11:30+02:00", 60, "2026-06-01T13:30+02:00"),
    # 60 min until 12:00, which is closing, and not 13:00
    ("until lunch", BERLIN_LUNCH, "2026-06-01T11:00+02:00", 60, "2026-06-01T12:00+02:00"),
    # 240 min from 13:00 on
    ("begun at lunch", BERLIN_LUNCH, "2026-06-01T12:15+02:00", 240, "2026-06-01T17:00+02:00"),
    # 60 min until 12:00, 60 min after it
    ("where two windows meet", BERLIN_SEAM, "2026-06-01T11:00+02:00", 120, "2026-06-01T13:00+02:00"),
    # 7 h until 06:00, 1 h from 22:00 on
    ("from night to night", nights(), "2026-06-01T23:00+02:00", 480, "2026-06-02T23:00+02:00"),
    # 480 min until 06:00 on Saturday, though only Friday is in the calendar
    ("a night into Saturday", FRIDAY_NIGHT, "2026-06-05T22:00+02:00", 480, "2026-06-06T06:00+02:00"),
    # and the next minute is a week later
    ("a Friday later", FRIDAY_NIGHT, "2026-06-05T22:00+02:00", 481, "2026-06-12T22:01+02:00"),
    # 2 h on Thursday until midnight; Friday is free, its night too until midnight; 1 h from 00:00 on Saturday on
    ("a holiday cuts two nights", nights(off=MAY_DAY), "2026-04-30T22:00+02:00", 180, "2026-05-02T01:00+02:00"),
    # none of Thursday night's hours on Friday; 360 min until 06:00 on Saturday
    ("begun in a cut night", nights(off=MAY_DAY), "2026-05-01T03:00+02:00", 360, "2026-05-02T06:00+02:00"),
    # 8 h a day from 23:00 to 23:00, 28 times
    ("28 nights", nights(), "2026-06-01T23:00+02:00", 28 * 480, "2026-06-29T23:00+02:00"),
    # and 30 min of the same night
    ("28 nights and a bit", nights(), "2026-06-01T23:00+02:00", 28 * 480 + 30, "2026-06-29T23:30+02:00"),
    # 60 min on Friday, 60 min on Monday, when 10:00 is an hour earlier
    ("a weekend in March", office(), "2026-03-27T16:00+01:00", 120, "2026-03-30T10:00+02:00"),
    ("a weekend in October", office(), "2026-10-23T16:00+02:00", 120, "2026-10-26T10:00+01:00"),
    # 2 h until midnight, 2 h until 02:00 = 03:00, 3 h until 06:00: a night of 7 h
    ("the short night", nights(), "2026-03-28T22:00+01:00", 420, "2026-03-29T06:00+02:00"),
    # so the eighth hour is that of the next evening
    ("more than the short night", nights(), "2026-03-28T22:00+01:00", 480, "2026-03-29T23:00+02:00"),
    # 2 h until midnight, 3 h until the second 02:00, 4 h until 06:00: a night of 9 h
    ("the long night", nights(), "2026-10-24T22:00+02:00", 540, "2026-10-25T06:00+01:00"),
    # 2 h + 3 h + 3 h
    ("less than the long night", nights(), "2026-10-24T22:00+02:00", 480, "2026-10-25T05:00+01:00"),
    # 2 h until midnight, 2 h until 02:00 = 03:00, 3 h until 06:00
    ("the short night over there", nights("America/New_York"), "2026-03-07T22:00-05:00", 420, "2026-03-08T06:00-04:00"),
    # 2 h until midnight, 2 h until the second 01:00, 4 h until 05:00
    ("the long night over there", nights("America/New_York"), "2026-10-31T22:00-04:00", 480, "2026-11-01T05:00-05:00"),
    # 30 min on Saturday; on Sunday there is no such hour; 30 min on Monday
    ("an hour that does not exist", GAP, "2026-03-28T02:30+01:00", 60, "2026-03-30T02:30+02:00"),
    # from the first 02:00 to 03:00 are 120 min
    ("an hour that comes twice", GAP, "2026-10-25T00:00+02:00", 120, "2026-10-25T03:00+01:00"),
    # 24 hours later the clocks show one more
    ("a day of 23 hours", always(), "2026-03-28T12:00+01:00", 1_440, "2026-03-29T13:00+02:00"),
    # 60 min until midnight; Sunday, 25 hours, is free; 60 min on Monday
    ("a holiday of 25 hours", always(off=("2026-10-25",)), "2026-10-24T23:00+02:00", 120, "2026-10-26T01:00+01:00"),
    # four weeks of 10,080 min
    ("four weeks", always(), "2026-06-01T00:00+02:00", 40_320, "2026-06-29T00:00+02:00"),
    # 08:00 on Monday there is Sunday 18:00 in UTC; 60 min from 09:00 on
    ("14 hours ahead", office("Pacific/Kiritimati"), "2026-05-31T18:00+00:00", 60, "2026-06-01T10:00+14:00"),
    # 60 min on Monday, Tuesday is free there, 60 min on Wednesday
    ("a holiday 14 hours ahead", office("Pacific/Kiritimati", ("2026-06-02",)), "2026-06-01T16:00+14:00", 120,
     "2026-06-03T10:00+14:00"),
    # 30 min on Friday, which is Saturday in UTC; 30 min on Monday
    ("11 hours behind", office("Pacific/Pago_Pago"), "2026-06-05T16:30-11:00", 60, "2026-06-08T09:30-11:00"),
    # 30 min on Friday, 30 min on Monday
    ("three quarters of an hour", office("Asia/Kathmandu"), "2026-06-05T16:30+05:45", 60, "2026-06-08T09:30+05:45"),
    # Half an hour is left out at 02:00: 2 h until midnight, 2 h until 02:00 = 02:30, 3.5 h until 06:00
    ("half an hour less", nights("Australia/Lord_Howe"), "2026-10-03T22:00+10:30", 450, "2026-10-04T06:00+11:00"),
]  # fmt: skip


@pytest.mark.parametrize(("hours", "since", "minutes", "due"), [pytest.param(*row, id=name) for name, *row in TABLE])
def test_a_time_has_passed_at(hours: BusinessCalendar, since: str, minutes: int, due: str) -> None:
    begun, expected = datetime.fromisoformat(since), datetime.fromisoformat(due)
    found = hours.after(begun.astimezone(UTC), timedelta(minutes=minutes))
    assert found == expected
    assert local_time(found, hours.zone) == expected.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("hours", "since", "minutes", "percent", "moment"),
    [
        # 96 of 120 min: 60 on Friday, 36 on Monday
        (office(), "2026-06-05T16:00+02:00", 120, 80, "2026-06-08T09:36+02:00"),
        # 60 of 75 min: all of them before closing
        (office(), "2026-06-01T16:00+02:00", 75, 80, "2026-06-01T17:00+02:00"),
        # 768 of 960 min: 480 on Thursday, Friday is free, 288 on Monday
        (office(off=MAY_DAY), "2026-04-30T09:00+02:00", 960, 80, "2026-05-04T13:48+02:00"),
        # 432 of 540 min: of 9 h of the long night 7.2
        (nights(), "2026-10-24T22:00+02:00", 540, 80, "2026-10-25T04:12+01:00"),
        # 48 of 60 s
        (office(), "2026-06-01T10:00+02:00", 1, 80, "2026-06-01T10:00:48+02:00"),
        # 240 min are twice 120: 60 on Friday, 180 on Monday
        (office(), "2026-06-05T16:00+02:00", 120, 200, "2026-06-08T12:00+02:00"),
        # without a calendar: 96 min, and 24 h over the change of the clocks
        (None, "2026-06-05T16:00+02:00", 120, 80, "2026-06-05T17:36+02:00"),
        (None, "2026-03-28T12:00+01:00", 1_440, 100, "2026-03-29T13:00+02:00"),
    ],
)  # fmt: skip
def test_so_much_of_a_promise_has_passed_at(
    hours: BusinessCalendar | None, since: str, minutes: int, percent: int, moment: str
) -> None:
    begun = datetime.fromisoformat(since).astimezone(UTC)
    promise = Commitment(SlaTarget.RESOLVE, begun, timedelta(minutes=minutes), hours)
    assert promise.consumed_at(percent) == datetime.fromisoformat(moment)
    assert (promise.due_at, promise.at_risk_at) == (promise.consumed_at(100), promise.consumed_at(80))


def test_a_calendar_that_does_not_come_to_a_time_within_ten_years_says_so() -> None:
    # 3,640 days are 520 weeks: there are 520 Sundays in them, and 520 hours.
    sundays, since = calendar("UTC", window("10:00", "11:00", [6])), datetime(2026, 1, 1, tzinfo=UTC)
    assert sundays.after(since, timedelta(hours=520)) == datetime(2035, 12, 16, 11, tzinfo=UTC)
    assert sundays.after(since, timedelta(hours=521)) is None
    assert passed(sundays, since, timedelta(hours=521)) is None


# Away from the hours in which clocks change, where a window that begins or ends means what RFC 5545 says.
_TIMES = st.builds(time, st.sampled_from([0, *range(4, 24)]), st.sampled_from([0, 15, 30])).filter(
    lambda at: at.hour > 0 or at.minute == 0
)
_WINDOWS = st.builds(Window, st.frozensets(st.integers(0, 6), min_size=1), _TIMES, _TIMES)
_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Kiritimati")
_MARCH, _OCTOBER = date(2026, 3, 5), date(2026, 10, 1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(_WINDOWS, min_size=1, max_size=3),
    st.sampled_from(_ZONES),
    st.sampled_from([_MARCH, _OCTOBER]).flatmap(lambda first: st.integers(0, 33).map(lambda n: first + n * DAY)),
    st.integers(0, 1_439),
    st.sets(st.integers(0, 4), max_size=2),
    st.integers(1, 5_760),
)
def test_counting_minute_by_minute_comes_to_the_same(
    windows: list[Window], zone: str, day: date, minute: int, off: set[int], wanted: int
) -> None:
    """Four days from any minute on, in the months in which clocks change."""
    hours = BusinessCalendar(WeeklyHours(tuple(windows)), ZoneInfo(zone), frozenset(day + n * DAY for n in off))
    since = datetime.combine(day, time(), UTC) + timedelta(minutes=minute)
    counted = 0
    for end in (since + timedelta(minutes=n) for n in range(1, 4 * 1_440)):
        counted += _counts(hours, local_time(end - timedelta(minutes=1), hours.zone))
        if counted == wanted:
            assert hours.after(since, timedelta(minutes=wanted)) == end
            return
    if counted:  # not so many: then as many as there are
        last, more = (hours.after(since, timedelta(minutes=counted, seconds=seconds)) for seconds in (0, 1))
        assert last is not None
        assert more is not None
        assert since < last < since + 4 * DAY
        assert more >= since + 4 * DAY - timedelta(minutes=1)


def _counts(hours: BusinessCalendar, local: datetime) -> bool:
    """Whether the minute that the clocks show counts."""
    if local.date() in hours.holidays:
        return False
    return any(_holds(window, local.time(), local.weekday()) for window in hours.hours.windows)


def _holds(window: Window, at: time, weekday: int) -> bool:
    today, yesterday = weekday in window.weekdays, (weekday - 1) % 7 in window.weekdays
    if window.starts_at < window.ends_at:
        return today and window.starts_at <= at < window.ends_at
    return (today and at >= window.starts_at) or (yesterday and at < window.ends_at)


# Which policy counts

SHOP, MAIL = UUID(int=1), UUID(int=2)


class Told:
    """An incident as far as promises go."""

    category_id = team_id = None

    def __init__(
        self,
        severity: Severity = Severity.HIGH,
        service_id: UUID | None = None,
        status: IncidentStatus = IncidentStatus.OPEN,
        started: bool = False,
        reopen_count: int = 0,
    ) -> None:
        self.severity, self.service_id, self.status = severity, service_id, status
        self.reopen_count = reopen_count
        self.created_at = datetime(2026, 6, 1, 8, tzinfo=UTC)
        self.started_at = self.created_at + timedelta(minutes=5) if started else None


def policy(name: str, *severities: Severity, services: tuple[UUID, ...] = (), **times: timedelta | None) -> SlaPolicy:
    match = Match(severities=frozenset(severities), service_ids=frozenset(services))
    return SlaPolicy(UUID(int=9), name, match, times.get("respond"), times.get("resolve"))


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (Told(Severity.HIGH, SHOP), "both"),
        (Told(Severity.LOW, SHOP), "service"),
        (Told(Severity.CRITICAL, SHOP), "service"),
        (Told(Severity.HIGH, MAIL), "severity"),
        (Told(Severity.CRITICAL, None), "severity"),
        (Told(Severity.LOW, MAIL), "all"),
        (Told(Severity.LOW, None), "all"),
    ],
)
def test_the_most_precise_policy_counts_and_services_before_severities(incident: Told, expected: str) -> None:
    policies = [
        policy("all"),
        policy("severity", Severity.HIGH, Severity.CRITICAL),
        policy("service", services=(SHOP,)),
        policy("both", Severity.HIGH, services=(SHOP,)),
    ]
    for order in (policies, policies[::-1]):
        found = policy_for(order, incident)
        assert found is not None
        assert found.name == expected


def test_of_several_as_precise_the_oldest_counts_and_there_may_be_none() -> None:
    older, newer = policy("older", Severity.HIGH), policy("newer", Severity.HIGH, Severity.CRITICAL)
    assert policy_for([older, newer], Told(Severity.HIGH)) is older
    assert policy_for([newer, older], Told(Severity.HIGH)) is newer
    assert policy_for([older, newer], Told(Severity.LOW)) is None
    assert policy_for([], Told()) is None


# How promises stand


def test_a_policy_promises_what_it_has_a_time_for_from_the_report_on() -> None:
    incident, hour = Told(), timedelta(hours=1)
    respond = Commitment(SlaTarget.RESPOND, incident.created_at, hour, None)
    resolve = Commitment(SlaTarget.RESOLVE, incident.created_at, 4 * hour, None)
    assert promised(policy("both", respond=hour, resolve=4 * hour), incident) == {
        SlaTarget.RESPOND: respond,
        SlaTarget.RESOLVE: resolve,
    }
    assert promised(policy("one", respond=None, resolve=4 * hour), incident) == {SlaTarget.RESOLVE: resolve}
    assert promised(None, incident) == {}
    # What has become of the incident is another matter.
    closed = Told(status=IncidentStatus.CLOSED, started=True)
    assert promised(policy("one", respond=hour, resolve=None), closed) == {SlaTarget.RESPOND: respond}


def test_what_its_source_resolved_before_anybody_began_was_responded_to() -> None:
    reopened = Told(status=IncidentStatus.OPEN, started=False, reopen_count=1)
    assert [target for target in SlaTarget if running(target, reopened)] == [SlaTarget.RESOLVE]


@pytest.mark.parametrize(
    ("status", "started", "still"),
    [
        ("OPEN", False, "RESPOND RESOLVE"),
        ("ASSIGNED", False, "RESPOND RESOLVE"),
        ("ASSIGNED", True, "RESOLVE"),  # reassigned: work has begun once, and that is what was promised
        ("OPEN", True, "RESOLVE"),
        ("IN_PROGRESS", True, "RESOLVE"),
        ("RESOLVED", True, ""),
        ("RESOLVED", False, ""),  # by its source
        ("CLOSED", True, ""),
    ],
)
def test_responding_ends_with_the_first_start_and_everything_when_it_is_resolved(
    status: str, started: bool, still: str
) -> None:
    incident = Told(status=IncidentStatus(status), started=started)
    assert [target.value for target in SlaTarget if running(target, incident)] == still.split()


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("MET MET", "MET"),
        ("MET ON_TRACK", "ON_TRACK"),
        ("AT_RISK ON_TRACK", "AT_RISK"),
        ("MET AT_RISK", "AT_RISK"),
        ("AT_RISK BREACHED", "BREACHED"),
        ("BREACHED MET", "BREACHED"),
        ("- BREACHED", "BREACHED"),
        ("- MET", "MET"),
        ("- -", None),
    ],
)
def test_an_incident_stands_as_the_worse_of_its_promises(states: str, expected: str | None) -> None:
    found = [None if state == "-" else SlaState(state) for state in states.split()]
    assert worst(found) == worst(found[::-1]) == expected
