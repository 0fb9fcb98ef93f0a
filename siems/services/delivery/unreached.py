"""When pages reach nobody: the next step at once, and when none is left, up the escalation by SIEMS itself."""

import logging
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from siems.domain.delivery import DeliveryState, Urgency
from siems.domain.delivery_standing import over
from siems.domain.log import Actor, ActorKind
from siems.domain.users import Role
from siems.models import Incident, User
from siems.repositories.deliveries import Owed
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.escalation_firing import by_itself, record
from siems.services.escalation_targets import Addressed
from siems.services.incident_changes import IncidentChange

DELIVERY = Actor(ActorKind.SYSTEM, "delivery")
NOBODY_REACHED = "Nobody could be reached"
_NOBODY_AT_ALL = "NOBODY COULD BE REACHED about incident %s: neither who was paged, nor a manager or an admin"

log = logging.getLogger(__name__)


async def end_unreached(work: UnitOfWork, rows: Sequence[Owed], state: DeliveryState, reason: str) -> None:
    """Ends deliveries that reached nobody, with all that follows from it, in one transaction.

    The caller has seen to it that people stay in office; the incidents are locked here, in the order of their ids.
    """
    pages = [row for row in rows if row.urgency is Urgency.PAGE]
    incidents = await work.incidents.locked_by_ids({row.place[0] for row in pages})
    await work.deliveries.end([row.id for row in rows], state, reason)
    await work.deliveries.bring_forward([row.notification_id for row in pages if row.notification_id is not None])
    for page in {row.place: row for row in pages}.values():
        if over(page.standing) is None and await work.deliveries.nobody_left(page.place):
            await _go_up(work, incidents[page.place[0]], page)


async def _go_up(work: UnitOfWork, incident: Incident, page: Owed) -> None:
    """Escalates to all managers, and if that was just tried, to the admins: so twice in a round at most."""
    raised = await work.escalations.raised_by_itself(incident)
    if raised and (len(raised) > 1 or page.escalation_id != raised[0].id):
        if any(each.id == page.escalation_id for each in raised):
            _give_up(work, incident)
        return
    told = await work.notifications.told_of(*page.place)
    if raised:
        told |= set((await work.notifications.told([each.id for each in raised], None))[raised[0].id])
    people = await _next(work, told, admins_only=bool(raised))
    if not people:
        _give_up(work, incident)
        return
    change = IncidentChange(work, DELIVERY, incident, NOBODY_REACHED)
    details = {"round": incident.escalation_round, "unreached": True}
    await record(change, by_itself(change), Addressed(tuple(people)), details)


async def _next(work: UnitOfWork, told: set[UUID], *, admins_only: bool) -> list[User]:
    """All managers who were not tried yet; with the admins, if no manager has anything to be reached by."""
    managers = [] if admins_only else await work.users.active_with(Role.MANAGER)
    people = [person for person in managers if person.id not in told]
    if not people or not await work.deliveries.reachable([person.id for person in people]):
        admins = await work.users.active_with(Role.ADMIN)
        people += [person for person in admins if person.id not in told]
    return people


def _give_up(work: UnitOfWork, incident: Incident) -> None:
    work.afterwards.append(partial(log.error, _NOBODY_AT_ALL, incident.id))
