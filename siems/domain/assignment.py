"""Who should take an incident: a score of 0 to 100 for each candidate, and the reasons that it adds up from.

`docs/assignment.md` explains it for people. All points are whole numbers, rounded half up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any
from uuid import UUID

from siems.domain.incidents import Severity
from siems.domain.workload import LOAD_WEIGHTS


class Factor(StrEnum):
    """What a part of a score is for."""

    SKILLS = "SKILLS"
    ON_CALL = "ON_CALL"
    HOURS = "HOURS"
    LOAD = "LOAD"
    REST = "REST"
    ABSENCE = "ABSENCE"


MOST: Mapping[Factor, int] = MappingProxyType(
    {Factor.SKILLS: 40, Factor.ON_CALL: 20, Factor.HOURS: 15, Factor.LOAD: 20, Factor.REST: 5, Factor.ABSENCE: 0}
)
"""The points that each factor gives at most: 100 in all."""
HOURS_UNSAID = 8
"""For whoever has said no working hours."""
HALF_LOAD = 8
"""The load that halves the points for it: one CRITICAL incident."""
RESTED = timedelta(hours=12)
"""So long after a page it costs no points any more."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Requirements:
    """The level that each skill is needed at, 1 to 5, and what the skills are called."""

    skills: Mapping[UUID, int] = field(default_factory=dict)
    names: Mapping[UUID, str] = field(default_factory=dict)


def levels_of(stored: Mapping[str, int]) -> dict[UUID, int]:
    """Levels by the id of the skill, from the JSON that rows keep them in."""
    return {UUID(id): level for id, level in stored.items()}


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take the incident, as they are at this moment."""

    id: UUID
    name: str
    skills: Mapping[UUID, int] = field(default_factory=dict)
    on_call: bool = False
    """For the incident's team."""
    in_hours: bool | None = None
    """None: they have said no working hours."""
    absent_until: date | None = None
    """The last day of the absence that they are in."""
    unavailable: bool = False
    """They take no new incidents."""
    unavailable_until: datetime | None = None
    open_by_severity: Mapping[Severity, int] = field(default_factory=dict)
    """How many incidents they have in hand: ASSIGNED or IN_PROGRESS."""
    last_paged_at: datetime | None = None
    from_other_teams: bool = False

    @property
    def load(self) -> int:
        return sum(LOAD_WEIGHTS[severity] * count for severity, count in self.open_by_severity.items())


@dataclass(frozen=True)
class Reason:
    """One part of a score: so many points, out of so many, and why."""

    factor: Factor
    points: int
    text: str

    @property
    def most(self) -> int:
        return MOST[self.factor]


@dataclass(frozen=True)
class Suggestion:
    """A candidate, and how well they suit. Whoever is not eligible has the score 0."""

    candidate: Candidate
    eligible: bool
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)

    def logged(self, rank: int | None, of: int, *, automatic: bool) -> dict[str, Any]:
        """What the log keeps of it. Without a rank they were no candidate."""
        return {
            "score": self.score,
            "rank": rank,
            "of": of,
            "automatic": automatic,
            "eligible": self.eligible,
            "from_other_teams": self.candidate.from_other_teams,
            "reasons": [
                {"factor": each.factor.value, "points": each.points, "most": each.most, "text": each.text}
                for each in self.reasons
            ],
        }


def suggestions(candidates: Iterable[Candidate], requirements: Requirements, at: datetime) -> list[Suggestion]:
    """The candidates, best first; those who are not eligible behind all others.

    Equal scores: less load first, then whoever was paged longer ago, then by name.
    """
    return sorted((suggestion(candidate, requirements, at) for candidate in candidates), key=_place)


def suggestion(candidate: Candidate, requirements: Requirements, at: datetime) -> Suggestion:
    """One candidate's score, with its reasons."""
    if away := _away(candidate, at):
        return Suggestion(candidate, False, (Reason(Factor.ABSENCE, 0, away),))
    reasons = (
        _skills(candidate, requirements),
        _on_call(candidate),
        _hours(candidate),
        _load(candidate),
        _rest(candidate, at),
    )
    return Suggestion(candidate, True, reasons)


def _place(suggestion: Suggestion) -> tuple[bool, int, int, datetime, str, str]:
    who = suggestion.candidate
    paged = who.last_paged_at or _LONG_AGO
    return not suggestion.eligible, -suggestion.score, who.load, paged, who.name, str(who.id)


def _away(candidate: Candidate, at: datetime) -> str | None:
    if candidate.absent_until is not None:
        return f"absent until {_day(candidate.absent_until)}"
    until = candidate.unavailable_until
    if not candidate.unavailable or (until is not None and until <= at):
        return None
    said = "" if until is None else f" until {_day(until.astimezone(UTC))}, {until.astimezone(UTC):%H:%M} UTC"
    return f"takes no new incidents{said}"


def _skills(candidate: Candidate, requirements: Requirements) -> Reason:
    needed = sorted(requirements.skills.items(), key=lambda each: (requirements.names[each[0]], str(each[0])))
    if not needed:
        return Reason(Factor.SKILLS, MOST[Factor.SKILLS], "no skill is required")
    parts = [min(Fraction(candidate.skills.get(id, 0), level), Fraction(1)) for id, level in needed]
    said = [
        f"{requirements.names[id]} {candidate.skills[id]} of {level}"
        if id in candidate.skills
        else f"{requirements.names[id]} missing"
        for id, level in needed
    ]
    return Reason(Factor.SKILLS, _rounded(MOST[Factor.SKILLS] * sum(parts, Fraction()) / len(parts)), ", ".join(said))


def _on_call(candidate: Candidate) -> Reason:
    if candidate.on_call:
        return Reason(Factor.ON_CALL, MOST[Factor.ON_CALL], "on call for the team")
    return Reason(Factor.ON_CALL, 0, "not on call")


def _hours(candidate: Candidate) -> Reason:
    most = MOST[Factor.HOURS]
    if candidate.in_hours:
        return Reason(Factor.HOURS, most, "in working hours")
    if candidate.on_call:
        return Reason(Factor.HOURS, most, "on call, whatever the hour")
    if candidate.in_hours is None:
        return Reason(Factor.HOURS, HOURS_UNSAID, "has said no working hours")
    return Reason(Factor.HOURS, 0, "out of working hours")


def _load(candidate: Candidate) -> Reason:
    load = candidate.load
    points = _rounded(Fraction(MOST[Factor.LOAD] * HALF_LOAD, HALF_LOAD + load))
    if not load:
        return Reason(Factor.LOAD, points, "nothing in hand")
    held = sorted(((each, count) for each, count in candidate.open_by_severity.items() if count), reverse=True)
    total = sum(count for _, count in held)
    said = ", ".join(f"{count} {severity.name}" for severity, count in held)
    noun = "incident" if total == 1 else "incidents"
    return Reason(Factor.LOAD, points, f"{total} {noun} in hand: {said} (load {load})")


def _rest(candidate: Candidate, at: datetime) -> Reason:
    most = MOST[Factor.REST]
    if candidate.last_paged_at is None:
        return Reason(Factor.REST, most, "never paged")
    # Whoever waited for a lock has an older clock than whoever paged meanwhile.
    since = max(at - candidate.last_paged_at, timedelta())
    points = _rounded(Fraction(most * (min(since, RESTED) // timedelta(seconds=1)), int(RESTED.total_seconds())))
    return Reason(Factor.REST, points, f"paged {_ago(since)}")


def _ago(since: timedelta) -> str:
    minutes = since // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d ago"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _rounded(points: Fraction) -> int:
    """Half up."""
    return (points + Fraction(1, 2)) // 1
