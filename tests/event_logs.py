"""The sample of a ServiceNow event log, ways to spoil it, and what is in the database after importing it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from factories import World

from siems.services.servicenow import ImportReport

SAMPLE = Path(__file__).parent / "data" / "servicenow_sample.csv"
TABLES = ("incidents", "incident_log", "configuration_log", "users", "teams", "team_members", "services", "categories")


def silent(consumed: int) -> None:
    """Progress that nobody looks at."""


async def imported(world: World, file: Path = SAMPLE, progress: Callable[[int], None] = silent) -> ImportReport:
    return await world.app.servicenow.run(world.organization, file, progress)


async def rows(world: World, sql: str, *values: object) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(sql, world.organization.id, *values)


async def contents(world: World) -> dict[str, list[dict[str, Any]]]:
    """Everything that the organization has, row by row."""
    return {
        table: await rows(world, f"SELECT * FROM {table} WHERE organization_id = $1 ORDER BY id") for table in TABLES
    }


async def incident(world: World, number: str) -> dict[str, Any]:
    [row] = await rows(
        world,
        """
        SELECT i.*, u.name AS assignee, t.name AS team, c.name AS category, s.name AS service
        FROM incidents i LEFT JOIN users u ON u.id = assignee_id LEFT JOIN teams t ON t.id = i.team_id
            LEFT JOIN categories c ON c.id = category_id LEFT JOIN services s ON s.id = service_id
        WHERE i.organization_id = $1 AND i.external_ref = 'servicenow:' || $2
        """,
        number,
    )
    return row


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lines() -> list[bytes]:
    """The sample, so that a test can break a line of it: line 1 is the header, as in a report."""
    return [b"", *SAMPLE.read_bytes().splitlines(keepends=True)]


def changed(line: bytes, **values: str) -> bytes:
    """The line with other values in the named columns."""
    header = lines()[1].decode().strip().split(",")
    cells = line.decode().strip().split(",")
    return (",".join(values.get(name, cell) for name, cell in zip(header, cells, strict=True)) + "\n").encode()
