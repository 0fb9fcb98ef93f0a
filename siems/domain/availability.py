"""Whether somebody is there to take an incident at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from siems.domain.hours import WeeklyHours, days, merged


@dataclass(frozen=True)
class Presence:
    """Somebody at a moment, if they are in office at all."""

    absent_until: datetime | None = None
    """The end of the absence that they are in."""
    switched_off: bool = False
    """They have said that they take no new incidents."""
    switched_off_until: datetime | None = None
    """When that ends by itself, if it does."""
    in_hours: bool | None = None
    """Whether it is one of their working hours; None if they have said none."""

    @property
    def available(self) -> bool:
        """Whether they can be given something new. Working hours have no say in it."""
        return self.absent_until is None and not self.switched_off


@dataclass(frozen=True)
class Arrangement:
    """What somebody has said of when they work."""

    zone: ZoneInfo
    hours: WeeklyHours | None = None
    absences: Sequence[tuple[date, date]] = ()
    """First and last day of each, in their own time zone."""
    unavailable_since: datetime | None = None
    unavailable_until: datetime | None = None

    def presence(self, at: datetime) -> Presence:
        """What it comes to at a moment. Absences that follow on one another are one."""
        away = merged(days(first, last, self.zone) for first, last in self.absences)
        off = self.unavailable_since is not None and (self.unavailable_until is None or at < self.unavailable_until)
        return Presence(
            absent_until=next((span.end for span in away if at in span), None),
            switched_off=off,
            switched_off_until=self.unavailable_until if off else None,
            in_hours=None if self.hours is None else self.hours.hold(self.zone, at),
        )
