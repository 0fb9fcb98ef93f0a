"""What a person is told: reading it, and marking it as read."""

from collections.abc import Sequence
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import NotFound
from siems.domain.users import Power
from siems.models import Notification
from siems.repositories.keyset import Page, PageRequest
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_lists import visibility_of


class NotificationService:
    """Everybody has their own. Those about incidents that one does not see any more are not there."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def page(self, caller: Caller, request: PageRequest, unread: bool | None = None) -> Page[Notification]:
        """The caller's notifications, newest first; those that are unread, or those that are not, if asked so."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            seen = work.incidents.seen(visibility_of(caller))
            return await work.notifications.page(request, caller.user.id, seen, unread)

    async def unread(self, caller: Caller) -> int:
        """How many of the caller's notifications are unread."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.notifications.unread(caller.user.id, work.incidents.seen(visibility_of(caller)))

    async def find(self, caller: Caller, id: UUID) -> Notification | None:
        """The notification, or None if there is none of the caller's."""
        async with self._units.of(caller.user.organization_id) as work:
            seen = work.incidents.seen(visibility_of(caller))
            return (await work.notifications.of_person(caller.user.id, seen, [id])).get(id)

    async def owed_by(self, caller: Caller, incident_id: UUID, sequence: int) -> Notification | None:
        """What this entry of the incident's log owes the caller, or None if that is nothing."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.notifications.owed_by(incident_id, sequence, caller.user.id)

    async def mark_read(self, caller: Caller, ids: Sequence[UUID] | None = None) -> int:
        """Marks these as read, or all; how many were unread. Raises NotFound, having marked none, for one that is
        not there."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            seen = work.incidents.seen(visibility_of(caller))
            if ids is not None:
                known = await work.notifications.of_person(caller.user.id, seen, list(ids))
                if set(ids) - set(known):
                    raise NotFound(work.notifications.noun, "ids")
            return await work.notifications.read(caller.user.id, seen, None if ids is None else list(ids), work.now)
