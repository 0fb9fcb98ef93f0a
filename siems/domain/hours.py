"""Local times as moments: weekly hours in a time zone, and what happens to them where the clocks change.

All local times are read as RFC 5545 (section 3.3.5) reads them: one that exists twice is the first of the two, and one
that does not exist is as far after the last moment before the gap as the clocks said that it would be (02:30 on the
night when 02:00 becomes 03:00 is 03:30).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, order=True)
class Span:
    """The moments from `start` until just before `end`, in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def within(self, other: "Span") -> "Span | None":
        """The part of it that lies in `other`, if any does."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


@dataclass(frozen=True)
class Window:
    """The same hours on some weekdays (0 is Monday). One that ends no later than it starts ends on the next day."""

    weekdays: frozenset[int]
    starts_at: time
    ends_at: time

    @property
    def lasts(self) -> timedelta:
        """By the clock on the wall."""
        start, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (self.starts_at, self.ends_at))
        return end - start if end > start else end - start + DAY

    def overlaps(self, other: "Window") -> bool:
        """Whether the two have a time of the week in common, by the clock on the wall."""
        return any(
            start < other_start + turn + other.lasts and other_start + turn < start + self.lasts
            for start in self._starts()
            for other_start in other._starts()
            for turn in (-WEEK, timedelta(), WEEK)  # what begins on Sunday may end on Monday
        )

    def _starts(self) -> list[timedelta]:
        at = timedelta(hours=self.starts_at.hour, minutes=self.starts_at.minute)
        return [day * DAY + at for day in sorted(self.weekdays)]


@dataclass(frozen=True)
class WeeklyHours:
    """Hours that come again every week, in a time zone that whoever asks has to name."""

    windows: tuple[Window, ...]

    def spans(self, zone: ZoneInfo, within: Span) -> list[Span]:
        """When they are, in order and apart from one another."""
        return merged(
            part for window in self.windows for span in _spans(window, zone, within) if (part := span.within(within))
        )

    def hold(self, zone: ZoneInfo, at: datetime) -> bool:
        """Whether the moment is in them."""
        return bool(self.spans(zone, Span(at, at + timedelta(microseconds=1))))

    def stored(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [
            {
                "weekdays": sorted(window.weekdays),
                "starts_at": f"{window.starts_at:%H:%M}",
                "ends_at": f"{window.ends_at:%H:%M}",
            }
            for window in self.windows
        ]

    @classmethod
    def read(cls, stored: Iterable[Mapping[str, Any]]) -> "WeeklyHours":
        """What `stored` wrote."""
        return cls(
            tuple(
                Window(
                    frozenset(window["weekdays"]),
                    time.fromisoformat(window["starts_at"]),
                    time.fromisoformat(window["ends_at"]),
                )
                for window in stored
            )
        )


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC of a local time without a zone, as the head of this file says."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def local_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of the zone show at a moment, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def days(first: date, last: date, zone: ZoneInfo) -> Span:
    """Whole days of the zone, the last one included."""
    return Span(moment(datetime.combine(first, time()), zone), moment(datetime.combine(last + DAY, time()), zone))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same moments as as few spans as can be, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _spans(window: Window, zone: ZoneInfo, within: Span) -> Iterable[Span]:
    if not window.weekdays:
        return
    # From two days before: a window may begin on the day before, and local days are up to 14 hours from those of UTC.
    first = datetime.combine(local_time(within.start, zone).date() - 2 * DAY, window.starts_at)
    # And a day more: in the hour that comes twice, the clocks may show less than they did when a window began.
    last = local_time(within.end, zone) + DAY
    for start in rrule(WEEKLY, byweekday=sorted(window.weekdays), dtstart=first, until=last):
        span = Span(moment(start, zone), moment(start + window.lasts, zone))
        if span.start < span.end:  # otherwise it lies in the hour that does not exist
            yield span
