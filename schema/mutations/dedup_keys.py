"""What a source says of an incident by its own key for it."""

import strawberry

from schema.context import Info
from schema.errors import mutation
from schema.mutations.incident_inputs import REASON
from schema.mutations.incident_payloads import IncidentPayload
from schema.permissions import IsSignedIn
from schema.types.incidents import incident_of

_KEY = "The key that it was reported with."


@strawberry.input(description="Which incident is over, by the key that its source gave it.")
class ResolveByDedupKeyInput:
    dedup_key: str = strawberry.field(description=_KEY)
    resolution: str | None = strawberry.field(
        default=None, description="What was done, 1 to 5,000 characters; without it: that its source resolved it."
    )


@strawberry.input(description="Which incident somebody looks after, by the key that its source gave it.")
class AcknowledgeByDedupKeyInput:
    dedup_key: str = strawberry.field(description=_KEY)
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type(description="The incident as it is now, or why nothing changed.")
class ResolveByDedupKeyPayload(IncidentPayload):
    pass


@strawberry.type(description="The incident as it is now, or why nothing changed.")
class AcknowledgeByDedupKeyPayload(IncidentPayload):
    pass


@strawberry.type
class DedupKeyMutations:
    @mutation(
        ResolveByDedupKeyPayload,
        IsSignedIn,
        description="Resolves an unresolved incident, wherever it stands, as its source; or as one who may resolve it.",
    )
    async def resolve_by_dedup_key(self, info: Info, input: ResolveByDedupKeyInput) -> ResolveByDedupKeyPayload | None:
        caller, dedup_keys = info.context.caller, info.context.app.dedup_keys
        incident = await dedup_keys.resolve(caller, input.dedup_key, input.resolution)
        return ResolveByDedupKeyPayload(incident=incident_of(incident))

    @mutation(
        AcknowledgeByDedupKeyPayload,
        IsSignedIn,
        description="Says that somebody looks after an unresolved incident: the ladder waits, escalated yet or not.",
    )
    async def acknowledge_by_dedup_key(
        self, info: Info, input: AcknowledgeByDedupKeyInput
    ) -> AcknowledgeByDedupKeyPayload | None:
        caller, dedup_keys = info.context.caller, info.context.app.dedup_keys
        incident = await dedup_keys.acknowledge(caller, input.dedup_key, input.reason)
        return AcknowledgeByDedupKeyPayload(incident=incident_of(incident))
