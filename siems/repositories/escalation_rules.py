"""Escalation rules, and how far the incidents have been planned by them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from siems.domain.escalation.rules import (
    EscalationAction,
    EscalationRule,
    Step,
    Target,
    TargetKind,
)
from siems.domain.incidents import Severity
from siems.domain.matching import Match
from siems.domain.sla import SlaPolicy
from siems.models import EscalationPlanning
from siems.models import EscalationRule as RuleRow
from siems.repositories.base import DeletableRepository, OrganizationTransaction
from siems.repositories.sla import POLICIES_IN_FORCE, policies_of

__all__ = ["EscalationRuleRepository", "Planning", "RuleRow", "RulesInForce", "rule_of"]


@dataclass(frozen=True)
class RulesInForce:
    """The rules that count at this moment, and their revision."""

    revision: int
    rules: tuple[EscalationRule, ...]
    policies: tuple[SlaPolicy, ...] = ()
    """Of service levels, the oldest first. A change of theirs is a change of the rules."""


@dataclass(frozen=True)
class Planning:
    """How far the unresolved incidents follow the rules as they are."""

    total: int
    done: int
    finished: bool


class EscalationRuleRepository(DeletableRepository[RuleRow]):
    model = RuleRow
    noun = "escalation rule"
    unique_name = "one_escalation_rule_of_a_name"

    def __init__(self, transaction: OrganizationTransaction) -> None:
        super().__init__(transaction)
        self._in_force: RulesInForce | None = None

    async def create(self, **values: Any) -> RuleRow:
        """Adds a rule, active from now on."""
        now = self._transaction.now
        return await self.insert(
            RuleRow(organization_id=self._organization_id, created_at=now, active_since=now, **values)
        )

    async def begin_planning(self) -> None:
        """Gives the transaction its id before it reads rules for a new incident, so that whoever changes them knows
        whom to wait for. Whoever has locked a row has one already."""
        await self._transaction.rows("SELECT pg_current_xact_id()::text AS id")

    async def in_force(self) -> RulesInForce:
        """The enabled rules, with their revision; read once in a transaction, by whoever has locked what it plans."""
        if self._in_force is None:
            [found] = await self._transaction.rows(  # one statement: the revision must be that of these very rules
                "SELECT (SELECT revision FROM escalation_planning WHERE organization_id = $1) AS revision, "
                "(SELECT jsonb_agg(to_jsonb(r) ORDER BY r.created_at, r.id) FROM escalation_rules r "
                "WHERE organization_id = $1 AND enabled AND deleted_at IS NULL)::text AS rules, "
                f"({POLICIES_IN_FORCE})::text AS policies",
                self._organization_id,
            )
            rules = tuple(rule_of(RuleRow(**_decoded(row))) for row in json.loads(found["rules"] or "[]"))
            policies = policies_of(json.loads(found["policies"]))
            self._in_force = RulesInForce(found["revision"] or 0, rules, policies)
        return self._in_force

    async def changed(self) -> None:
        """Says that the rules are others now: all unresolved incidents are to be planned again, in the background."""
        await self._transaction.rows(
            """
            UPDATE escalation_planning SET revision = revision + 1, barrier_xid = NULL, changed_at = $2,
                cursor = NULL, done = 0, total = (
                    SELECT count(*) FROM incidents
                    WHERE organization_id = $1 AND status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS')
                )
            WHERE organization_id = $1 RETURNING revision
            """,
            self._organization_id,
            self._transaction.now,
        )

    async def planning(self) -> Planning:
        [row] = await self._transaction.rows(
            "SELECT * FROM escalation_planning WHERE organization_id = $1", self._organization_id
        )
        finished = row["planned_revision"] == row["revision"]
        return Planning(row["total"], row["total"] if finished else min(row["done"], row["total"]), finished)

    async def locked_planning(self) -> EscalationPlanning | None:
        """What there is to plan, locked; None if that is nothing or somebody else is at it."""
        rows = EscalationPlanning.filter(organization_id=self._organization_id)
        row = await rows.using_db(self._transaction.connection).select_for_update(skip_locked=True).get_or_none()
        return row if row is not None and row.planned_revision < row.revision else None

    async def settled(self) -> bool:
        """Whether every transaction that may have read the rules as they were before the change is over."""
        [row] = await self._transaction.rows(  # what is greater than our own id was written in another cluster
            "UPDATE escalation_planning SET barrier_xid = least(barrier_xid, pg_current_xact_id()) "
            "WHERE organization_id = $1 "
            "RETURNING barrier_xid < pg_snapshot_xmin(pg_current_snapshot()) AS settled",
            self._organization_id,
        )
        return bool(row["settled"])

    async def store_planning(self, row: EscalationPlanning, *fields: str) -> None:
        await row.save(using_db=self._transaction.connection, update_fields=list(fields), force_update=True)


def rule_of(row: RuleRow) -> EscalationRule:
    """The rule as the domain knows it. Raises nothing for what `services.escalation_rules` has let in."""
    return EscalationRule(
        id=row.id,
        name=row.name,
        match=match_of(row),
        strategy=row.strategy,
        after=timedelta(seconds=row.after_seconds),
        steps=tuple(_step(step) for step in row.steps),
        active_since=row.active_since,
        repeats=row.repeats,
        repeat_delay=timedelta(seconds=row.repeat_seconds),
        acknowledge_timeout=timedelta(seconds=row.acknowledge_timeout_seconds),
        parameters=MappingProxyType(row.parameters),
    )


def match_of(row: Any) -> Match:
    """Which incidents a rule is for, as its columns say."""
    return Match(
        severities=frozenset(Severity[name] for name in row.severities),
        service_ids=_ids(row.service_ids),
        category_ids=_ids(row.category_ids),
        team_ids=_ids(row.team_ids),
    )


def steps_as_stored(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """The column `steps` for these."""
    return [
        {
            "delay_seconds": int(step.delay.total_seconds()),
            "targets": [
                {"kind": target.kind.value, **({"user_id": str(target.user_id)} if target.user_id else {})}
                for target in step.targets
            ],
            "actions": [action.value for action in step.actions],
        }
        for step in steps
    ]


def _step(stored: Mapping[str, Any]) -> Step:
    return Step(
        delay=timedelta(seconds=stored["delay_seconds"]),
        targets=tuple(
            Target(TargetKind(target["kind"]), UUID(target["user_id"]) if "user_id" in target else None)
            for target in stored["targets"]
        ),
        actions=tuple(EscalationAction(action) for action in stored["actions"]),
    )


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(row[name]) for name in ("active_since", "created_at")}
    return {**row, "id": UUID(row["id"]), **moments}


def _ids(stored: list[str]) -> frozenset[UUID]:
    return frozenset(UUID(id) for id in stored)
