"""What the demo's people learnt from one of their incidents, save by save."""

from collections.abc import Mapping
from typing import Any

from siems.domain.log import Act, Action
from siems.models import Incident, Postmortem
from siems.repositories.unit_of_work import UnitOfWork

_WHAT_HAPPENED = """\
# Nobody could place an order

## What happened

The tax provider answered slowly. Our tax client tried each request five times without a pause, and kept its database
connection while it waited. When all 100 connections were in use, placing an order failed for everybody.
"""
_WHAT_WE_CHANGE = """
## What went well

- The alert on orders per minute came before the first call of a customer.
- Restarting the tax client brought orders back at once.

## What did not

- The dashboard of the pool was red for a quarter of an hour, and nobody is paged for that.
- Two people restarted different things at the same time.

## What we change

| what | who | until |
|---|---|---|
| one retry, after a pause, without a connection in hand | Storefront | done |
| an alert at 80 % of the pool | Orders and payments | next week |
| one person says what is restarted | all | from now on |
"""

POSTMORTEMS: Mapping[str, tuple[str, ...]] = {
    "Placing orders fails for everybody": (_WHAT_HAPPENED, f"{_WHAT_HAPPENED}{_WHAT_WE_CHANGE}"),
}
"""By the title of the story."""


def saves(title: str) -> list[dict[str, Any]]:
    """What the log says of each save, `before` and `after`, as the service would have."""
    said = [{"version": version, "body": body} for version, body in enumerate(POSTMORTEMS.get(title, ()), 1)]
    return [{"before": before, "after": after} for before, after in zip([{}, *said], said, strict=False)]


async def keep_postmortem(work: UnitOfWork, incident: Incident, acts: list[Act]) -> None:
    """Stores the incident's postmortem, if its log has one."""
    saved = [act for act in acts if act.action == Action.POSTMORTEM_WRITTEN]
    if saved:
        first, last = saved[0], saved[-1]
        row = Postmortem(organization_id=work.organization_id, incident_id=incident.id, **last.after)
        row.created_at, row.updated_at = first.at, last.at
        assert last.actor.id is not None
        row.updated_by_id = last.actor.id
        await work.postmortems.insert(row)
