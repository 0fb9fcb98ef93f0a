"""Who is on call when: rotations in layers, overrides above them, and what is left over.

A schedule has one person on call at a time, or nobody. The newest override that covers a moment is asked first, then
the layers from the uppermost down; the first that has somebody who is there says who it is. Somebody who is away
(absent, or deactivated) is not there: what is below them is asked, and where there is nothing below, that is a gap.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, HOURLY, WEEKLY, rrule

from siems.domain.hours import Span, WeeklyHours, local_time, moment

Away = Mapping[UUID, Sequence[Span]]
"""When each person is not there, as far as it is asked."""


class RotationUnit(StrEnum):
    """What the length of a turn is counted in, by the clock on the wall."""

    HOURS = "HOURS"
    DAYS = "DAYS"
    WEEKS = "WEEKS"


_LENGTHS: Mapping[RotationUnit, tuple[Literal[2, 3, 4], timedelta]] = {
    RotationUnit.HOURS: (HOURLY, timedelta(hours=1)),
    RotationUnit.DAYS: (DAILY, timedelta(days=1)),
    RotationUnit.WEEKS: (WEEKLY, timedelta(weeks=1)),
}


@dataclass(frozen=True)
class Turn:
    """A stretch of time that belongs to one person, whether they are there or not."""

    span: Span
    user_id: UUID


@dataclass(frozen=True)
class Rotation:
    """People who take turns of the same length, counted by local time from the first handoff.

    So a handoff stays at its hour when the clocks change, and the turn before it is an hour longer or shorter.
    """

    unit: RotationUnit
    length: int
    starts_at: datetime
    """The first handoff, in local time without a zone: before it there are no turns."""
    participants: tuple[UUID, ...]

    @property
    def lasts(self) -> timedelta:
        """How long a turn is, by the clock on the wall."""
        return _LENGTHS[self.unit][1] * self.length

    def turns_in(self, within: Span) -> int:
        """About how many turns there are in a stretch of time."""
        return int((within.end - within.start) / self.lasts) + 1

    def turns(self, zone: ZoneInfo, within: Span) -> Iterator[Turn]:
        """The turns that touch `within`, whole and in order."""
        for (number, start), (_, end) in pairwise(self._handoffs(zone, within)):
            span = Span(start, end)
            if span.within(within):
                yield Turn(span, self.participants[number % len(self.participants)])

    def _handoffs(self, zone: ZoneInfo, within: Span) -> Iterator[tuple[int, datetime]]:
        """Handoffs by number, from the last one before `within` to the first one after it."""
        frequency, length = _LENGTHS[self.unit][0], self.lasts
        # Two turns and two days more on both sides than arithmetic on clocks says, since clocks change.
        margin = 2 * length + timedelta(days=2)
        first = max(0, (local_time(within.start, zone) - margin - self.starts_at) // length)
        recurring = rrule(
            frequency,
            interval=self.length,
            dtstart=self.starts_at + first * length,
            until=local_time(within.end, zone) + margin,
        )
        latest = datetime.min.replace(tzinfo=UTC)
        for number, local in enumerate(recurring, first):
            # A local time in a gap becomes one after it: no handoff comes before the one that it follows.
            latest = max(latest, moment(local, zone))
            yield number, latest


@dataclass(frozen=True)
class Layer:
    """A rotation, perhaps at certain hours only."""

    name: str
    rotation: Rotation
    hours: WeeklyHours | None = None
    """None: at all hours."""

    def turns(self, zone: ZoneInfo, within: Span) -> Iterator[Turn]:
        """The parts of turns that the layer covers, in order. With hours, they are cut off at the ends of `within`."""
        if not self.rotation.participants:
            return
        turns = list(self.rotation.turns(zone, within))
        if self.hours is None or not turns:
            yield from turns
            return
        covered = self.hours.spans(zone, within)
        for turn in turns:
            first = max(0, bisect_right(covered, turn.span.start, key=lambda span: span.start) - 1)
            for span in covered[first:]:
                if span.start >= turn.span.end:
                    break
                if part := span.within(turn.span):
                    yield Turn(part, turn.user_id)


@dataclass(frozen=True)
class Override:
    """One person instead of what the layers say."""

    id: UUID
    user_id: UUID
    span: Span


@dataclass(frozen=True)
class Schedule:
    """Layers, the uppermost first, in one time zone; and overrides, the newest first."""

    zone: ZoneInfo
    layers: tuple[Layer, ...]
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class Shift:
    """That one person is on call, through a layer or an override."""

    span: Span
    user_id: UUID
    layer: int | None = None
    """Which layer, 0 being the uppermost; None for an override."""
    override_id: UUID | None = None


@dataclass(frozen=True)
class Gap:
    """That nobody is on call."""

    span: Span
    away: tuple[UUID, ...] = ()
    """Who would be, were they there."""


@dataclass(frozen=True)
class Timeline:
    """Who is on call in a stretch of time. Shifts and gaps cover all of it, and none overlaps another."""

    shifts: tuple[Shift, ...]
    gaps: tuple[Gap, ...]


def timeline(schedule: Schedule, within: Span, away: Away) -> Timeline:
    """Who is on call `within`, and when nobody is. Shifts and gaps are cut off at its ends."""
    sources = [
        *(([Turn(override.span, override.user_id)], None, override.id) for override in schedule.overrides),
        *((list(layer.turns(schedule.zone, within)), place, None) for place, layer in enumerate(schedule.layers)),
    ]
    shifts: list[tuple[Turn, Shift]] = []
    gaps: list[Gap] = []
    reading = [_Reading(turns, layer, override_id) for turns, layer, override_id in sources]
    for start, end in pairwise(_cuts(within, reading, away)):
        span, missing = Span(start, end), []
        for source in reading:
            turn = source.at(start)
            if turn is None:
                continue
            if any(start in absence for absence in away.get(turn.user_id, ())):
                missing.append(turn.user_id)
                continue
            _add(shifts, turn, Shift(span, turn.user_id, source.layer, source.override_id))
            break
        else:
            _add_gap(gaps, Gap(span, tuple(dict.fromkeys(missing))))
    return Timeline(tuple(shift for _, shift in shifts), tuple(gaps))


def on_call_at(schedule: Schedule, at: datetime, away: Away) -> UUID | None:
    """Who is on call at a moment, if anybody is."""
    shifts = timeline(schedule, Span(at, at + timedelta(microseconds=1)), away).shifts
    return shifts[0].user_id if shifts else None


class _Reading:
    """Turns of one source, read from front to back."""

    def __init__(self, turns: Sequence[Turn], layer: int | None, override_id: UUID | None) -> None:
        self.turns, self.layer, self.override_id = turns, layer, override_id
        self._next = 0

    def at(self, moment: datetime) -> Turn | None:
        """The turn that covers the moment, which is no earlier than the last one asked for."""
        while self._next < len(self.turns) and self.turns[self._next].span.end <= moment:
            self._next += 1
        turn = self.turns[self._next] if self._next < len(self.turns) else None
        return turn if turn is not None and moment in turn.span else None


def _cuts(within: Span, sources: Iterable[_Reading], away: Away) -> list[datetime]:
    """The moments at which anything may change, with both ends."""
    spans = [turn.span for source in sources for turn in source.turns]
    spans += [span for absences in away.values() for span in absences]
    moments = {within.start, within.end}
    moments.update(at for span in spans for at in (span.start, span.end) if at in within)
    return sorted(moments)


def _add(shifts: list[tuple[Turn, Shift]], turn: Turn, shift: Shift) -> None:
    """Adds a shift, or lengthens the last one if it is of the same turn."""
    if shifts and shifts[-1][0] is turn and shifts[-1][1].span.end == shift.span.start:
        last = shifts.pop()[1]
        shift = Shift(Span(last.span.start, shift.span.end), shift.user_id, shift.layer, shift.override_id)
    shifts.append((turn, shift))


def _add_gap(gaps: list[Gap], gap: Gap) -> None:
    if gaps and gaps[-1].span.end == gap.span.start and gaps[-1].away == gap.away:
        gap = Gap(Span(gaps.pop().span.start, gap.span.end), gap.away)
    gaps.append(gap)
