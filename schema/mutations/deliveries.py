"""Sending again what was given up."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.incident_inputs import REASON
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.delivery import Delivery, delivery_of


@strawberry.input(description="Which delivery that failed to try once more.")
class ResendDeliveryInput:
    delivery_id: strawberry.ID = strawberry.field(description="Which delivery.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type(description="The delivery as it is now, or why nothing changed.")
class ResendDeliveryPayload:
    delivery: Delivery | None = strawberry.field(default=None, description="The delivery as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type
class DeliveryMutations:
    @mutation(
        ResendDeliveryPayload,
        IsSignedIn,
        MayAdminister,
        description="Tries what has FAILED once more, as the same message, with all that failed of it. What is on its "
        "way or has been sent is a CONFLICT; what was cancelled is not to be sent.",
    )
    async def resend_delivery(self, info: Info, input: ResendDeliveryInput) -> ResendDeliveryPayload | None:
        id = ids.decode("Delivery", input.delivery_id, "deliveryId")
        row = await info.context.app.delivery_lists.resend(info.context.caller, id, input.reason)
        return ResendDeliveryPayload(delivery=delivery_of(row))
