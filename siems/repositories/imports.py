"""What an import needs of the database: to be alone, to know what is there, and to add what is not."""

from collections.abc import Collection, Mapping
from typing import Generic, TypeVar
from uuid import UUID

from siems.models import TeamMember
from siems.models.base import OrganizationModel
from siems.repositories.base import OrganizationTransaction

Row = TypeVar("Row", bound=OrganizationModel)


class Ensured(Generic[Row]):
    """Rows by their natural key, and which of them were not there before."""

    def __init__(self, by_key: Mapping[str, Row], added: list[Row]) -> None:
        self.by_key = by_key
        self.added = added


class ImportRepository:
    """Safe beside everybody else who writes: what somebody adds at the same time is found, not added again."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def lock(self) -> None:
        """Waits until no other import of the organization is in a transaction, and keeps others waiting until the
        end of this one."""
        # However long the other takes. What follows may wait as well: nobody waits for the answer.
        await self._transaction.rows("SELECT set_config('lock_timeout', '0', true)")
        await self._transaction.rows(
            "SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1::text, 0))",
            str(self._transaction.organization_id),
        )

    async def present(self, external_refs: Collection[str]) -> set[str]:
        """Those of the references that incidents have already."""
        # Planned anew each time: a plan from when the table was empty would scan it for as long as the import lasts.
        await self._transaction.rows("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")
        rows = await self._transaction.rows(
            "SELECT external_ref FROM incidents WHERE organization_id = $1 AND external_ref = ANY ($2::text[])",
            self._transaction.organization_id,
            list(external_refs),
        )
        await self._transaction.rows("SELECT set_config('plan_cache_mode', 'auto', true)")
        return {row["external_ref"] for row in rows}

    async def ensure(self, model: type[Row], key: str, wanted: Mapping[str, Row]) -> Ensured[Row]:
        """The rows whose column `key` has the keys of `wanted`; a `wanted` row is added where there is none."""
        found = await self._by_key(model, key, wanted.keys())
        missing = {name: row for name, row in wanted.items() if name not in found}
        if not missing:
            return Ensured(found, [])
        await model.bulk_create(missing.values(), ignore_conflicts=True, using_db=self._transaction.connection)
        found |= await self._by_key(model, key, missing.keys())
        return Ensured(found, [found[name] for name, row in missing.items() if found[name].id == row.id])

    async def enlist(self, members: Collection[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
        """Makes (team, user) pairs members; those who were not before."""
        organization_id, connection = self._transaction.organization_id, self._transaction.connection
        rows = TeamMember.filter(
            organization_id=organization_id,
            team_id__in=[team_id for team_id, _ in members],
            user_id__in=[user_id for _, user_id in members],
        ).using_db(connection)
        there = {(row.team_id, row.user_id) for row in await rows}
        added = [pair for pair in members if pair not in there]
        await TeamMember.bulk_create(
            [TeamMember(organization_id=organization_id, team_id=team, user_id=user) for team, user in added],
            ignore_conflicts=True,
            using_db=connection,
        )
        return added

    async def _by_key(self, model: type[Row], key: str, values: Collection[str]) -> dict[str, Row]:
        rows = model.filter(organization_id=self._transaction.organization_id, **{f"{key}__in": list(values)})
        return {getattr(row, key): row for row in await rows.using_db(self._transaction.connection)}
