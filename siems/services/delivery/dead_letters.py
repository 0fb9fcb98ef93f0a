"""What people see of deliveries: what failed and may be sent again, and who was reached of an incident, and when."""

from collections.abc import Sequence
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.delivery import Channel, DeliveryState
from siems.domain.errors import NotFound, OnItsWay, ValidationFailed
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.users import Power
from siems.models import ContactMethod, Delivery, Webhook
from siems.repositories.keyset import Page, PageRequest
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services import configuration
from siems.services.incident_lists import visibility_of


class DeliveryLists:
    """Admins see all deliveries; whoever sees an incident, whom it reached; everybody, their own."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def page(
        self,
        caller: Caller,
        request: PageRequest,
        states: Sequence[DeliveryState] | None = None,
        channel: Channel | None = None,
    ) -> Page[Delivery]:
        """The organization's deliveries, newest first; those in these states, by this channel."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.deliveries.page(request, states, channel)

    async def about(self, caller: Caller, request: PageRequest, incident_id: UUID) -> Page[Delivery]:
        """The deliveries that tell people of an incident. Raises NotFound for one that the caller does not see."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            if await work.incidents.visible(incident_id, visibility_of(caller)) is None:
                raise NotFound("incident", "incidentId")
            return await work.deliveries.about(request, incident_id)

    async def of_notifications(self, caller: Caller, ids: list[UUID]) -> dict[UUID, list[Delivery]]:
        """What becomes of each of the caller's notifications, by its id."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.deliveries.of_notifications(caller.user.id, ids)

    async def find(self, caller: Caller, id: UUID) -> Delivery | None:
        """The delivery, if it is the caller's or the caller is an admin."""
        async with self._units.of(caller.user.organization_id) as work:
            row = await work.deliveries.find(id)
        mine = row is not None and (row.user_id == caller.user.id or caller.user.may(Power.ADMINISTER))
        return row if mine else None

    async def contact_methods(self, caller: Caller, ids: list[UUID]) -> dict[UUID, ContactMethod]:
        """What these contact methods are called; deleted ones too."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.deliveries.contact_methods(ids)

    async def webhooks(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Webhook]:
        """What these webhooks are called; deleted ones too."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.deliveries.webhooks(ids)

    async def resend(self, caller: Caller, id: UUID, reason: str | None = None) -> Delivery:
        """Tries what failed once more, as the same message with the same id, and all that failed with it.

        Raises OnItsWay for what is being sent or has been, and ValidationFailed for what was cancelled.
        """
        caller.user.must(Power.ADMINISTER)
        checked = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            row = await work.deliveries.get_locked(id, "deliveryId")
            _require_failed(row)
            count = await work.deliveries.send_again(row)
            before = {"state": row.state.value, "reason": row.reason}
            message = None if row.message_id is None else str(row.message_id)
            after = {"state": DeliveryState.PENDING.value, "message": message, "deliveries": count}
            kind, action = SubjectKind.DELIVERY, ConfigurationAction.RESENT
            await configuration.log(work, caller, kind, row, action, before, after, checked)
            return await work.deliveries.get(id, "deliveryId")


def _require_failed(row: Delivery) -> None:
    match row.state:
        case DeliveryState.PENDING | DeliveryState.SENDING:
            raise OnItsWay("This delivery is on its way already.")
        case DeliveryState.SENT:
            raise OnItsWay("This delivery has been sent.")
        case DeliveryState.CANCELLED:
            why = f"This delivery was cancelled, and is not to be sent any more: {row.reason}"
            raise ValidationFailed.of("deliveryId", why)
