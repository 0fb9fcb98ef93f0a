"""Queries that prove the log."""

from datetime import datetime

import strawberry

from schema import ids
from schema.context import Info
from schema.permissions import IsSignedIn, MayAdminister, allow
from siems.services.audit import BrokenEntry


@strawberry.type(description="The first place at which the proof of the logs does not fit.")
class BrokenLogEntry:
    kind: str = strawberry.field(description="What is broken: a log (incident or configuration), or a checkpoint.")
    id: strawberry.ID = strawberry.field(
        description="Whose chain: the id of the incident, or of what else it is about; or which checkpoint."
    )
    sequence: int = strawberry.field(description="Which entry of the chain, or the number of the checkpoint.")
    problem: str = strawberry.field(description="What is wrong with it.")


@strawberry.type(description="What recomputing the organization's hash chains and the checkpoints found.")
class AuditVerification:
    ok: bool = strawberry.field(description="True if everything fits.")
    checked: int = strawberry.field(description="How many entries were looked at.")
    first_broken: BrokenLogEntry | None = strawberry.field(description="The first that does not fit.")
    checkpoints: int = strawberry.field(description="How many checkpoints are whole.")
    last_checkpoint_at: datetime | None = strawberry.field(
        description="When the last one was made. What is newer has only its hash chain to prove it."
    )
    anchored: int | None = strawberry.field(
        description="How many of them the anchor file has too. Null if this API process has none to compare with."
    )


@strawberry.type
class AuditQueries:
    @strawberry.field(
        description="Recomputes every hash chain of the organization, and the checkpoints that sign them.",
        extensions=[allow(IsSignedIn, MayAdminister)],
    )
    async def verify_audit(self, info: Info) -> AuditVerification | None:
        found = await info.context.app.audit.verify(info.context.caller.user.organization_id)
        broken = None if found.first_broken is None else _broken(found.first_broken)
        return AuditVerification(
            ok=found.ok,
            checked=found.checked,
            first_broken=broken,
            checkpoints=found.checkpoints,
            last_checkpoint_at=found.last_checkpoint_at,
            anchored=found.anchored,
        )


_KINDS = {"incident": "Incident", "configuration": "Subject", "checkpoint": "Checkpoint"}


def _broken(entry: BrokenEntry) -> BrokenLogEntry:
    return BrokenLogEntry(
        kind=entry.kind, id=ids.encode(_KINDS[entry.kind], entry.id), sequence=entry.sequence, problem=entry.problem
    )
