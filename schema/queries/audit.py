"""Queries that prove the log."""

import strawberry

from schema import ids
from schema.context import Info
from schema.permissions import IsSignedIn, MayAdminister, allow
from siems.services.audit import BrokenEntry


@strawberry.type(description="The first entry of a log that does not fit.")
class BrokenLogEntry:
    kind: str = strawberry.field(description="Which log: incident or configuration.")
    id: strawberry.ID = strawberry.field(
        description="Whose chain: the id of the incident, or of what else it is about."
    )
    sequence: int = strawberry.field(description="Which entry of the chain.")
    problem: str = strawberry.field(description="What is wrong with it.")


@strawberry.type(description="What recomputing the organization's hash chains found.")
class AuditVerification:
    ok: bool = strawberry.field(description="True if every entry fits.")
    checked: int = strawberry.field(description="How many entries were looked at.")
    first_broken: BrokenLogEntry | None = strawberry.field(description="The first that does not fit.")


@strawberry.type
class AuditQueries:
    @strawberry.field(
        description="Recomputes every hash chain of the organization.", extensions=[allow(IsSignedIn, MayAdminister)]
    )
    async def verify_audit(self, info: Info) -> AuditVerification | None:
        found = await info.context.app.audit.verify(info.context.caller.user.organization_id)
        broken = None if found.first_broken is None else _broken(found.first_broken)
        return AuditVerification(ok=found.ok, checked=found.checked, first_broken=broken)


def _broken(entry: BrokenEntry) -> BrokenLogEntry:
    kind = "Incident" if entry.kind == "incident" else "Subject"
    return BrokenLogEntry(
        kind=entry.kind, id=ids.encode(kind, entry.id), sequence=entry.sequence, problem=entry.problem
    )
