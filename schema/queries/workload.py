"""Queries on who has how much to do."""

import strawberry

from schema import ids
from schema.context import Info
from schema.paging import Connection, Edge, page_info, page_request
from schema.permissions import IsSignedIn, MaySeeDirectory, MaySeeWorkload, allow
from schema.types.workload import EngineerWorkload, TeamWorkload, engineer_workload_of, team_workload_of


@strawberry.type
class WorkloadQueries:
    @strawberry.field(
        description="What these teams have to carry, or all, in the order of their names.",
        extensions=[allow(IsSignedIn, MaySeeWorkload)],
    )
    async def team_workloads(
        self, info: Info, team_ids: list[strawberry.ID] | None = None
    ) -> list[TeamWorkload] | None:
        wanted = None if team_ids is None else [ids.decode("Team", id, "teamIds") for id in team_ids]
        return [team_workload_of(found) for found in await info.context.app.workload.teams(info.context.caller, wanted)]

    @strawberry.field(
        description="What the active members of a team have to carry, or without one all active engineers, in the "
        "order of their names. An engineer is shown only themselves.",
        extensions=[allow(IsSignedIn, MaySeeDirectory)],
    )
    async def engineer_workloads(
        self,
        info: Info,
        team_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[EngineerWorkload] | None:
        request = page_request(first, after, last, before)
        team = ids.decode_optional("Team", team_id, "teamId")
        page = await info.context.app.workload.people(info.context.caller, request, team)
        rows = zip(page.cursors, page.rows, strict=True)
        edges = [Edge(cursor=cursor, node=engineer_workload_of(row)) for cursor, row in rows]
        return Connection(edges=edges, page_info=page_info(page, page.cursors))
