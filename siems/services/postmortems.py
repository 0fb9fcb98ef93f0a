"""Postmortems: what was learnt from an incident, as Markdown that is kept as it was given and never rendered here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import Conflict, InvalidTransition
from siems.domain.incidents import UNRESOLVED
from siems.domain.log import Action
from siems.domain.text import POSTMORTEM, Checks
from siems.domain.users import Power
from siems.models import Incident, Postmortem
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_changes import IncidentChange
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision, changing


@dataclass(frozen=True)
class Draft:
    """What somebody wrote, on which version of the postmortem (0 or None: when there was none)."""

    incident_id: UUID
    body: str
    expected_version: int | None = None


class PostmortemService:
    """Writes and reads postmortems. Writing conflicts with nobody who works the incident: it gets no new version."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def write(self, caller: Caller, draft: Draft) -> tuple[Incident, Postmortem]:
        """Saves the text as the next version, with an entry of the log that holds what it said before and says now.

        The text that is there already changes nothing, whatever the version. Raises InvalidTransition before the
        incident is resolved, and Conflict if somebody else has written since.
        """
        checks = Checks()
        body = checks.text("body", draft.body, POSTMORTEM)
        checks.done()
        async with changing(self._units, caller, Decision(draft.incident_id), Power.REVIEW) as change:
            _must_be_resolved(change.incident)
            postmortem = await change.work.postmortems.of_incident(change.incident.id)
            if postmortem is not None and postmortem.body == body:
                return change.incident, postmortem
            await _expect_version(change, postmortem, draft.expected_version or 0)
            return change.incident, await _saved(change, postmortem, body, caller.user.id)

    async def of_incidents(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Postmortem]:
        """The postmortems of those of the incidents that the caller sees and that have one, by the incident."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.postmortems.seen_of(ids, work.incidents.seen(visibility_of(caller)))


def _must_be_resolved(incident: Incident) -> None:
    if incident.status in UNRESOLVED:
        raise InvalidTransition(
            f"{incident.key} is {incident.status}: a postmortem is written once it is resolved. Resolve it first, and "
            "until then keep notes as comments."
        )


async def _expect_version(change: IncidentChange, postmortem: Postmortem | None, expected: int) -> None:
    key, there = change.incident.key, 0 if postmortem is None else postmortem.version
    if expected == there:
        return
    if postmortem is None:
        raise Conflict(f"{key} has no postmortem yet, so there is no version {expected} of it. Leave the version out.")
    author = (await change.work.users.get(postmortem.updated_by_id, "incidentId")).name
    seen = f"not {expected}" if expected else "and you had seen none"
    raise Conflict(
        f"The postmortem of {key} has changed since you read it: it is at version {there}, by {author}, {seen}. "
        "Read it again, put what you wrote into it, and send its version."
    )


async def _saved(change: IncidentChange, there: Postmortem | None, body: str, author_id: UUID) -> Postmortem:
    """The next version, written and logged."""
    work, before = change.work, {} if there is None else _told(there)
    row = there or Postmortem(
        organization_id=work.organization_id, incident_id=change.incident.id, version=0, created_at=change.at
    )
    row.version, row.body, row.updated_at, row.updated_by_id = row.version + 1, body, change.at, author_id
    if there is None:
        await work.postmortems.insert(row)
    else:
        await work.postmortems.store(row, "version", "body", "updated_at", "updated_by_id")
    await change.remark(Action.POSTMORTEM_WRITTEN, _told(row), before=before)
    return row


def _told(row: Postmortem) -> dict[str, Any]:
    """What the log says of one version."""
    return {"version": row.version, "body": row.body}
