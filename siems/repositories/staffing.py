"""Many rows at once of what says who works when and on what: for whoever sets up an organization."""

from collections import defaultdict

from siems.models.base import OrganizationModel
from siems.repositories.base import OrganizationTransaction


class StaffingRepository:
    """Skills, absences, schedules, overrides and assignment rules, which are checked by whoever adds them."""

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    async def add(self, *rows: OrganizationModel) -> None:
        """Adds rows of this organization. One statement for each model."""
        by_model: dict[type[OrganizationModel], list[OrganizationModel]] = defaultdict(list)
        for row in rows:
            assert row.organization_id == self._transaction.organization_id
            by_model[type(row)].append(row)
        for model, of_it in by_model.items():
            await model.bulk_create(of_it, using_db=self._transaction.connection)
