"""Who takes part in an incident: bringing people in, and taking them out."""

from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.log import Action
from siems.domain.users import Power
from siems.domain.visibility import may_see
from siems.models import Incident, User
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision, changing


class ParticipantService:
    """Adds and removes people, in any state of the incident. It conflicts with nobody: there is no new version."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def add(self, caller: Caller, decision: Decision, user_id: UUID) -> Incident:
        """Brings somebody into the incident, who then sees it even if it is restricted."""
        async with changing(self._units, caller, decision, Power.ADD_PARTICIPANT) as change:
            user = await change.work.users.get(user_id, "userId")
            audience = await change.work.incidents.audience(change.incident)
            if user.deactivated_at is not None:
                raise ValidationFailed.of("userId", f"{user.name} is deactivated and cannot be added.")
            if user.id in audience.participants:
                raise ValidationFailed.of("userId", f"{user.name} takes part in {change.incident.key} already.")
            await change.work.participants.add(change.incident.id, user.id)
            await change.remark(Action.PARTICIPANT_ADDED, _named(user))
        return change.incident

    async def remove(self, caller: Caller, decision: Decision, user_id: UUID) -> Incident | None:
        """Takes somebody out who was added. None if the caller thereby lost sight of the incident."""
        power = Power.LEAVE if user_id == caller.user.id else Power.REMOVE_PARTICIPANT
        async with changing(self._units, caller, decision, power) as change:
            user = await change.work.users.get(user_id, "userId")
            audience = await change.work.incidents.audience(change.incident)
            if user.id not in audience.added:
                raise ValidationFailed.of("userId", _not_added(user, change.incident))
            await change.work.participants.remove(change.incident.id, user.id)
            await change.remark(Action.PARTICIPANT_REMOVED, _named(user))
            left = audience.after(Action.PARTICIPANT_REMOVED, _named(user))
        return change.incident if may_see(visibility_of(caller), left) else None


def _not_added(user: User, incident: Incident) -> str:
    for id, part in ((incident.assignee_id, "assignee"), (incident.reporter_id, "reporter")):
        if id == user.id:
            return f"{user.name} is the {part} of {incident.key}: only people who were added can be removed."
    return f"{user.name} does not take part in {incident.key}."


def _named(user: User) -> dict[str, dict[str, str]]:
    return {"participant": {"id": str(user.id), "name": user.name}}
