"""How anything but an incident changes: the row, and the entry of its log, in one transaction."""

from collections.abc import Mapping
from typing import Any

from siems.domain.callers import Caller
from siems.domain.log import Act, ConfigurationAction, Snapshot, SubjectKind
from siems.domain.text import REASON, Checks
from siems.models.base import OrganizationModel
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.incident_changes import snapshot


async def log(
    work: UnitOfWork,
    caller: Caller,
    kind: SubjectKind,
    row: OrganizationModel,
    action: ConfigurationAction,
    before: Snapshot,
    after: Snapshot,
    reason: str | None = None,
) -> None:
    """Appends one entry to the chain of a row."""
    act = Act(action, caller.actor, work.now, before, after, reason)
    await work.configuration_log.append(kind, row.id, act)


async def created(work: UnitOfWork, caller: Caller, kind: SubjectKind, row: OrganizationModel, *columns: str) -> None:
    """Logs that a row was added, with these columns."""
    await log(work, caller, kind, row, ConfigurationAction.CREATED, {}, await snapshot(work, row, columns))


async def deleted(
    work: UnitOfWork, caller: Caller, kind: SubjectKind, row: Any, reason: str | None, **more: Any
) -> None:
    """Logs that a row was deleted, which had this name and whatever `more` there is to say of it."""
    await log(work, caller, kind, row, ConfigurationAction.DELETED, {"name": row.name, **more}, {}, reason)


def checked_reason(reason: str | None) -> str | None:
    """Why somebody does it, if they said. Raises ValidationFailed."""
    checks = Checks()
    checked = checks.optional_text("reason", reason, REASON)
    checks.done()
    return checked


async def apply(
    work: UnitOfWork,
    caller: Caller,
    kind: SubjectKind,
    row: OrganizationModel,
    values: Mapping[str, Any],
    action: ConfigurationAction = ConfigurationAction.UPDATED,
    reason: str | None = None,
) -> list[str]:
    """Sets those of the values that differ, and logs them; which columns to write. Nothing new: nothing is logged."""
    changes = [column for column, value in values.items() if value != getattr(row, column)]
    if not changes:
        return []
    before = await snapshot(work, row, changes)
    for column in changes:
        setattr(row, column, values[column])
    await log(work, caller, kind, row, action, before, await snapshot(work, row, changes), reason)
    return changes
