"""Which incidents a rule is for, as the API shows it."""

from uuid import UUID

import strawberry

from schema.context import Info
from schema.types.enums import Severity
from schema.types.organizations import Category, Service, category_of, service_of
from schema.types.users import Team, team_of


@strawberry.type
class MatchingRule:
    severities: list[Severity] = strawberry.field(description="For incidents of any of these; empty: of all.")
    service_ids: strawberry.Private[list[UUID]]
    category_ids: strawberry.Private[list[UUID]]
    team_ids: strawberry.Private[list[UUID]]

    @strawberry.field(description="For incidents about any of these; empty: about anything or nothing.")
    async def services(self, info: Info) -> list[Service]:
        rows = await info.context.loaders.services.load_many(self.service_ids)
        return [service_of(row) for row in rows if row is not None]

    @strawberry.field(description="For incidents of any of these kinds; empty: of all.")
    async def categories(self, info: Info) -> list[Category]:
        rows = await info.context.loaders.categories.load_many(self.category_ids)
        return [category_of(row) for row in rows if row is not None]

    @strawberry.field(description="For incidents of any of these teams; empty: of all and of none.")
    async def teams(self, info: Info) -> list[Team]:
        rows = await info.context.loaders.teams.load_many(self.team_ids)
        return [team_of(row) for row in rows if row is not None]
