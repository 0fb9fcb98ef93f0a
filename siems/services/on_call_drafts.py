"""A draft of an on-call schedule, as somebody writes it, and everything that can be wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from siems.domain.errors import Violation
from siems.domain.on_call import Layer, Rotation, RotationUnit
from siems.domain.text import NAME, Checks
from siems.models import OnCallSchedule, User
from siems.repositories.on_call import layers_as_stored
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.weekly_hours import WindowDraft, check_zone, checked_hours, checked_time

MOST_LAYERS, MOST_PARTICIPANTS = 10, 50
LONGEST: Mapping[RotationUnit, int] = {RotationUnit.HOURS: 168, RotationUnit.DAYS: 60, RotationUnit.WEEKS: 52}
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class RotationDraft:
    """How long turns last, and when the first one begins, by the clocks of the schedule's time zone."""

    unit: RotationUnit
    length: int
    starts_on: date
    handoff_time: str
    """As "HH:MM"."""


@dataclass(frozen=True)
class LayerDraft:
    """People who take turns, perhaps at certain hours only."""

    name: str
    participant_ids: Sequence[UUID]
    rotation: RotationDraft
    hours: Sequence[WindowDraft] | None = None


@dataclass(frozen=True)
class ScheduleDraft:
    """What a schedule shall be. None leaves something as it is; a new schedule needs everything."""

    name: str | None = None
    time_zone: str | None = None
    layers: Sequence[LayerDraft] | None = None
    """All of them, the uppermost first: they replace those that there are."""

    async def checked(self, work: UnitOfWork, present: OnCallSchedule | None = None) -> dict[str, Any]:
        """The columns of a schedule for what the draft gives.

        Everybody whom it names must be active, but for those who are on a rotation of the present schedule: so
        whoever was deactivated since may stay, with all turns where they were, while something else is changed.
        Raises ValidationFailed with everything that is wrong.
        """
        examination = _Examination(work, self, present)
        columns = await examination.run()
        examination.checks.done()
        return columns


class _Examination:
    """One look at one draft: collects the columns, and in `checks` what is wrong."""

    def __init__(self, work: UnitOfWork, draft: ScheduleDraft, present: OnCallSchedule | None) -> None:
        self.checks = Checks()
        self._work = work
        self._draft = draft
        self._present = present

    async def run(self) -> dict[str, Any]:
        return {**await self._name(), **self._time_zone(), **await self._layers()}

    def _blame(self, message: str, *path: object) -> None:
        self.checks.violations.append(Violation(tuple(str(part) for part in path), message))

    async def _name(self) -> dict[str, Any]:
        if self._draft.name is None and self._present is not None:
            return {}
        before = len(self.checks.violations)
        name = self.checks.text("name", self._draft.name, NAME)
        schedules, itself = self._work.on_call_schedules, None if self._present is None else self._present.id
        if len(self.checks.violations) == before and await schedules.is_taken(name, itself):
            self._blame(schedules.taken(name), "name")
        return {"name": name}

    def _time_zone(self) -> dict[str, Any]:
        zone = self._draft.time_zone
        if zone is None and self._present is not None:
            return {}
        check_zone(self.checks, zone, "timeZone")
        return {"time_zone": zone}

    async def _layers(self) -> dict[str, Any]:
        layers = self._draft.layers
        if layers is None and self._present is not None:
            return {}
        layers = layers or ()
        if not 1 <= len(layers) <= MOST_LAYERS:
            self._blame(f"A schedule has 1 to {MOST_LAYERS} layers; this one has {len(layers)}.", "layers")
        named = {id for layer in layers for id in layer.participant_ids}
        people = await self._work.users.by_ids(list(named))
        checked = [self._layer(layer, people, "layers", place) for place, layer in enumerate(layers)]
        return {"layers": layers_as_stored([layer for layer in checked if layer is not None])}

    def _layer(self, draft: LayerDraft, people: Mapping[UUID, User], *path: object) -> Layer | None:
        before = len(self.checks.violations)
        checks = Checks()
        name = checks.text("name", draft.name, NAME)
        for violation in checks.violations:
            self._blame(violation.message, *path, *violation.field)
        self._participants(draft.participant_ids, people, *path, "participantIds")
        starts_at = self._rotation(draft.rotation, *path, "rotation")
        hours = None if draft.hours is None else checked_hours(self.checks, draft.hours, *path, "hours")
        if starts_at is None or len(self.checks.violations) > before:
            return None
        rotation = Rotation(draft.rotation.unit, draft.rotation.length, starts_at, tuple(draft.participant_ids))
        return Layer(name, rotation, hours)

    def _participants(self, ids: Sequence[UUID], people: Mapping[UUID, User], *path: object) -> None:
        if not 1 <= len(ids) <= MOST_PARTICIPANTS:
            self._blame(f"A layer has 1 to {MOST_PARTICIPANTS} participants; this one has {len(ids)}.", *path)
        layers = [] if self._present is None else self._present.layers
        may_stay = {UUID(id) for layer in layers for id in layer["participants"]}
        for place, id in enumerate(ids):
            if problem := problem_with_person(people.get(id), id in may_stay):
                self._blame(problem, *path, place)

    def _rotation(self, draft: RotationDraft, *path: object) -> datetime | None:
        """The first handoff, if it is one."""
        most, unit = LONGEST[draft.unit], draft.unit.value.lower()
        if not 1 <= draft.length <= most:
            self._blame(f"This must be 1 to {most} {unit}; it is {draft.length:,}.", *path, "length")
        if draft.starts_on.year not in YEARS:
            self._blame(f"This must be in the years {YEARS[0]} to {YEARS[-1]}.", *path, "startsOn")
        at = checked_time(self.checks, draft.handoff_time, *path, "handoffTime")
        return None if at is None else datetime.combine(draft.starts_on, at)


def problem_with_person(user: User | None, may_be_gone: bool = False) -> str | None:
    """What keeps somebody from being put on call, if anything does."""
    if user is None:
        return "There is no user with this id."
    return None if may_be_gone or user.deactivated_at is None else f"{user.name} is deactivated."
