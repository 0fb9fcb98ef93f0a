"""The sweep: finds what is due and fires it, once, however many workers sweep at the same time."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from siems.domain.errors import Busy
from siems.domain.escalation.ladder import Problem
from siems.models import Incident
from siems.repositories.escalations import Waiting
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.escalation_firing import fire
from siems.services.escalation_planning import pause, planned
from siems.services.escalation_targets import Addresses
from siems.services.sla_events import note_overdue

_LOOKED_AT = 500
_BATCH = 25
"""Incidents in one transaction: long enough to share its price, short enough not to hold the live feed back."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweep:
    """What a sweep came to. Its cost is in proportion to `due`, not to what is open."""

    due: int = 0
    fired: int = 0
    noted: int = 0
    """Entries of logs that a service level is at risk or breached."""
    failed: int = 0
    """Incidents with a rule that could not be evaluated or fired; they are looked at again after a pause."""

    def __add__(self, other: "Sweep") -> "Sweep":
        return Sweep(
            self.due + other.due, self.fired + other.fired, self.noted + other.noted, self.failed + other.failed
        )


class EscalationSweep:
    """Safe to run anywhere, any number of times at once, and to be killed at any line."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def run(self, enough: Callable[[], bool] = lambda: False) -> Sweep:
        """Fires everything that is due, batch by batch, each in a transaction of its own, until it is `enough`."""
        total, busy = Sweep(), set[UUID]()
        while found := await self._due(busy):
            swept, were_busy = Sweep(), len(busy)
            for organization_id, ids in _batches(found):
                if enough():
                    return total + swept
                if organization_id not in busy:
                    swept += await self._take(organization_id, ids, busy)
            total += swept
            if not swept.due and len(busy) == were_busy:
                break  # what is left is in the hands of others
        return total

    async def _take(self, organization_id: UUID, ids: list[UUID], busy: set[UUID]) -> Sweep:
        """Sweeps one batch. An organization that somebody reorganizes just now is `busy`: no other waits for it."""
        try:
            async with self._units.of(organization_id) as work:
                return await _sweep(work, ids)
        except Busy:
            log.warning("the escalations of organization %s wait for others", organization_id)
            busy.add(organization_id)
            return Sweep()

    async def _due(self, busy: set[UUID]) -> list[Waiting]:
        async with self._units.across_organizations() as work:
            return await work.escalation_queue.due_for_escalation(work.now, _LOOKED_AT, busy)


def _batches(waiting: Iterable[Waiting]) -> Iterator[tuple[UUID, list[UUID]]]:
    """By organization, the most overdue first."""
    ids = defaultdict(list)
    for each in waiting:
        ids[each.organization_id].append(each.incident_id)
    for organization_id, all_of_it in ids.items():
        for start in range(0, len(all_of_it), _BATCH):
            yield organization_id, all_of_it[start : start + _BATCH]


async def _sweep(work: UnitOfWork, ids: list[UUID]) -> Sweep:
    await work.users.keep_in_office()  # before the row locks: see there
    incidents = await work.escalations.due(ids)
    await work.escalations.read_histories(incidents)
    await work.incident_log.read_ends([incident.id for incident in incidents])
    addresses = Addresses(work)
    done = [await _look_at(work, addresses, incident) for incident in incidents]
    return sum(done, Sweep())


async def _look_at(work: UnitOfWork, addresses: Addresses, incident: Incident) -> Sweep:
    """Fires what is due for one incident. What fails is undone for this incident alone, and tried again later."""
    failures = incident.escalation_failures
    try:
        async with work.savepoint():
            return await _fire_due(work, addresses, incident)
    except Exception:
        work.escalations.forget(incident)
        await work.escalations.back_off(incident.id, work.now + pause(failures))  # raises if it was the connection
        log.exception("the escalation of incident %s failed", incident.id)
        return Sweep(due=1, failed=1)


async def _fire_due(work: UnitOfWork, addresses: Addresses, incident: Incident) -> Sweep:
    noted = await note_overdue(work, incident)
    [plan] = await planned(work, [incident])
    _report(incident, plan.problems)
    failures = min(incident.escalation_failures + 1, 1000) if plan.problems else 0
    if failures != incident.escalation_failures:
        incident.escalation_failures = failures
        await work.incidents.store(incident, "escalation_failures")
    due = plan.next is not None and plan.next.due_at <= work.now
    if due:
        assert plan.next is not None
        await fire(work, addresses, incident, plan.next)
    else:
        await work.escalations.store_plans([incident])
    return Sweep(due=1, fired=int(due), noted=noted, failed=int(bool(plan.problems)))


def _report(incident: Incident, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        log.error(
            'the escalation rule "%s" could not be evaluated for incident %s',
            problem.rule.name,
            incident.id,
            exc_info=problem.error,
        )
