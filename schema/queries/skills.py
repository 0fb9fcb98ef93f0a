"""Queries on skills and absences."""

from datetime import date
from typing import Annotated

import strawberry

from schema import ids
from schema.context import Info
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.availability import Absence, absence_of
from schema.types.skills import Skill, skill_of

_OPEN = (IsSignedIn, MaySeeDirectory)


@strawberry.type
class SkillQueries:
    @strawberry.field(description="All skills in the order of their names.", extensions=[allow(*_OPEN)])
    async def skills(self, info: Info) -> list[Skill] | None:
        return [skill_of(row) for row in await info.context.app.skills.all(info.context.caller)]

    @strawberry.field(
        description="Who is away on a day from one to another, 366 days later at most: of a team, a person, or all.",
        extensions=[allow(*_OPEN)],
    )
    async def absences(
        self,
        info: Info,
        from_: Annotated[date, strawberry.argument(name="from", description="The first day.")],
        to: Annotated[date, strawberry.argument(description="The last day.")],
        team_id: Annotated[strawberry.ID | None, strawberry.argument(description="Of this team's members.")] = None,
        user_id: Annotated[strawberry.ID | None, strawberry.argument(description="Of this person.")] = None,
    ) -> list[Absence] | None:
        team, user = ids.decode_optional("Team", team_id, "teamId"), ids.decode_optional("User", user_id, "userId")
        found = await info.context.app.availability.absences(info.context.caller, from_, to, team, user)
        return [absence_of(away) for away in found]
