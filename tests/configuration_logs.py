"""What the configuration log says of somebody or something."""

import json
from typing import Any
from uuid import UUID

from factories import World


async def entries(world: World, id: UUID, *actions: str) -> list[tuple[str, Any, Any]]:
    """Action, before and after of those entries of a subject's log."""
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT action, before::text, after::text FROM configuration_log "
            "WHERE subject_id = $1 AND action = ANY($2::text[]) ORDER BY sequence",
            id,
            list(actions),
        )
    return [(row["action"], json.loads(row["before"]), json.loads(row["after"])) for row in rows]
