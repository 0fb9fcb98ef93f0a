"""Trying an escalation rule out on what has happened, before it exists. Reads only."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import Busy, ValidationFailed
from siems.domain.escalation.rules import EscalationRule
from siems.domain.escalation.simulation import replay
from siems.domain.escalation.strategies import EscalationStrategy, strategies
from siems.domain.escalation.tally import Tally
from siems.domain.sla import SlaPolicy
from siems.domain.users import Power
from siems.repositories.escalation_rules import RuleRow, rule_of
from siems.repositories.histories import Lived
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.escalation_drafts import RuleDraft
from siems.services.ranges import checked_range

LONGEST = timedelta(days=366)
FIRST_FIRINGS = 100
_BATCH = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bounds:
    """Where a simulation ends, so that it is done within the time of a request. Whichever is reached first."""

    incidents: int = 50_000
    work: int = 500_000
    """Entries of logs that were read, and firings."""
    seconds: float = 20


@dataclass(frozen=True)
class Simulated:
    """What a rule would have done from `since` until before `until`."""

    since: datetime
    until: datetime
    found: Tally
    truncated: bool = False
    """There was too much: only the newest incidents were looked at."""
    failed: int = 0
    """Incidents for which the rule could not be evaluated. They count nowhere else."""


class EscalationSimulation:
    """Replays the logs of an organization's incidents against a rule: in one process one at a time of an organization,
    since each may read much and compute for long. Whoever comes meanwhile is refused with Busy."""

    def __init__(self, units: UnitsOfWork, bounds: Bounds = Bounds(), batch: int = _BATCH) -> None:
        self._units = units
        self._bounds = bounds
        self._batch = batch
        self._under_way: set[UUID] = set()

    async def of_draft(
        self, caller: Caller, draft: RuleDraft, since: datetime, until: datetime | None = None
    ) -> Simulated:
        """As `run`, of what a rule made from this draft would have done. Whether it is enabled, and whether its name is
        taken, is no matter. Raises ValidationFailed with everything that is wrong with it."""
        caller.user.must(Power.SIMULATE)
        async with self._units.of(caller.user.organization_id) as work:
            checked_range(since, until, work.now, LONGEST)
            columns = await replace(draft, name=None).checked(work)
        return await self.run(caller, rule_of(RuleRow(name="draft", active_since=since, **columns)), since, until)

    async def run(
        self, caller: Caller, rule: EscalationRule, since: datetime, until: datetime | None = None
    ) -> Simulated:
        """What the rule would have done had it been in force from `since` until `until`, or until now.

        Raises Forbidden for whoever may not, Busy while another one of the organization is under way, and
        ValidationFailed for a time or a strategy that makes no sense.
        """
        caller.user.must(Power.SIMULATE)
        strategy = _strategy(rule)
        async with self._units.of(caller.user.organization_id) as work:
            since, until = checked_range(since, until, work.now, LONGEST)
            policies = (await work.escalation_rules.in_force()).policies
        with self._alone(caller.user.organization_id):
            run = _Run(rule, strategy, since, until, policies)
            async for lived in self._lived(caller, since, until):
                if run.reached(self._bounds):
                    return run.result(truncated=True)
                run.look_at(lived)
                await asyncio.sleep(0)  # so that nobody else's request waits for this one
            return run.result(truncated=False)

    @contextmanager
    def _alone(self, organization_id: UUID) -> Iterator[None]:
        if organization_id in self._under_way:
            raise Busy("Another simulation of your organization is under way; try again when it is done.")
        self._under_way.add(organization_id)
        try:
            yield
        finally:
            self._under_way.discard(organization_id)

    async def _lived(self, caller: Caller, since: datetime, until: datetime) -> AsyncIterator[Lived]:
        """The incidents that were alive then, the newest first. Each batch is a transaction of its own."""
        last: Lived | None = None
        while True:
            async with self._units.of(caller.user.organization_id) as work:
                batch = await work.histories.lived_between(since, until, last, self._batch)
            if not batch:
                return
            for lived in batch:
                yield lived
            last = batch[-1]


class _Run:
    """One simulation on its way."""

    def __init__(
        self,
        rule: EscalationRule,
        strategy: EscalationStrategy,
        since: datetime,
        until: datetime,
        policies: Sequence[SlaPolicy],
    ) -> None:
        self._rule, self._strategy, self._since, self._until = rule, strategy, since, until
        self._policies = policies
        self._tally = Tally(since, until, FIRST_FIRINGS)
        self._incidents = self._work = self._failed = 0
        self._began = monotonic()

    def reached(self, bounds: Bounds) -> bool:
        spent = self._incidents >= bounds.incidents or self._work >= bounds.work
        return spent or monotonic() - self._began >= bounds.seconds

    def look_at(self, lived: Lived) -> None:
        """Replays one incident. What fails is left out, and nothing else with it."""
        self._incidents += 1
        self._work += len(lived.history)
        try:
            found = replay(self._rule, self._strategy, lived.history, self._since, self._until, policies=self._policies)
        except Exception:  # strategies are other people's code
            if not self._failed:  # one traceback tells, and there may be thousands
                log.exception('the rule "%s" could not be simulated for incident %s', self._rule.name, lived.id)
            self._failed += 1
            return
        self._work += len(found.firings)
        self._tally.add(lived.id, found, lived.really)

    def result(self, *, truncated: bool) -> Simulated:
        return Simulated(self._since, self._until, self._tally, truncated, self._failed)


def _strategy(rule: EscalationRule) -> EscalationStrategy:
    found = strategies().get(rule.strategy)
    if found is None:
        raise ValidationFailed.of("strategy", f"There is no escalation strategy {rule.strategy}.")
    return found
