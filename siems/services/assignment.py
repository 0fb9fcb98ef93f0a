"""Who should take an incident, and giving it to whoever should."""

from uuid import UUID

from siems.domain.assignment import Suggestion
from siems.domain.callers import Caller
from siems.domain.errors import NotFound, ValidationFailed
from siems.domain.incidents import UNRESOLVED
from siems.domain.lifecycle import Move, state_of
from siems.domain.users import Power
from siems.models import Incident
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.assignment_ranking import ranked
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision, changing


class AssignmentService:
    """Ranks people for incidents.

    What is guaranteed: automatic assignments of an organization happen one after another, and each sees the load that
    those before it have made. So two of them never give their incidents to one person because both found them equally
    idle. An assignment by hand is a person's decision and waits for none of this: whoever wants to be sure of what
    they saw sends `expectedVersion`.
    """

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def suggest(self, caller: Caller, incident_id: UUID, first: int = 10) -> list[Suggestion]:
        """The `first` candidates, best first; nobody for what is resolved."""
        caller.user.must(Power.ASSIGN)
        async with self._units.of(caller.user.organization_id) as work:
            incident = await work.incidents.visible(incident_id, visibility_of(caller))
            if incident is None:
                raise NotFound("incident", "incidentId")
            if incident.status not in UNRESOLVED:
                return []
            return list((await ranked(work, incident)).places[:first])

    async def auto_assign(self, caller: Caller, decision: Decision) -> Incident:
        """Gives the incident to the first who is eligible; not to whoever has it already.

        Of one that somebody has, the version must be given, so that a double click gives it to one person.

        Raises ValidationFailed, saying why, if that is nobody.
        """
        async with changing(self._units, caller, decision, Power.ASSIGN, automatic=True) as change:
            incident = change.incident
            state_of(incident.status).after(Move.ASSIGN)
            if incident.assignee_id is not None and decision.expected_version is None:
                raise ValidationFailed.of(
                    "expectedVersion",
                    f"{incident.key} is assigned already. Send its version to say that somebody else shall have it.",
                )
            ranking = await ranked(change.work, change.incident)
            if (best := ranking.best) is None:
                raise ValidationFailed.of("incidentId", f"Nobody can take this: {ranking.why_nobody}.")
            await change.assign(best.candidate.id, ranking.logged(best.candidate.id, automatic=True))
        return change.incident
