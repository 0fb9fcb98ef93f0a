"""What searching costs: a rare word, a common one, a key, half a word, and what is like an incident being reported.

Runs on a private PostgreSQL with its usual settings. `--incidents` takes the sizes to compare, the last one of which
is the largest; a tenth as many again belong to ten other organizations, with the same words.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from siems import migrate
from siems.bootstrap import Application, Servers, application
from siems.domain.callers import Caller
from siems.domain.search import TextQuery
from siems.domain.users import Role
from siems.embedded import EmbeddedServers
from siems.models import Organization
from siems.repositories.incidents import IncidentCriteria
from siems.services.incident_reports import Report

SECRET = "a secret of the benchmark's own, long enough"
ROUNDS = 7
NUMBERS = 10_000_000
"""Far from those of incidents that are reported."""
TOPICS = [
    "checkout", "payments", "search", "login", "mail", "printer",
    "router", "database", "backup", "warehouse", "invoice", "phone",
]  # fmt: skip
TROUBLES = [
    "fails", "slow", "unreachable", "timeouts", "rejected",
    "corrupted", "expired", "overloaded", "missing", "duplicated",
]  # fmt: skip
# One in twelve has a topic's word in the title, one in fifty "certificate" in the text, one in 5,000 "kryptonite".
FILL = """
INSERT INTO incidents (id, organization_id, number, title, description, severity, status, restricted, version,
    escalation_level, created_at, updated_at, round_started_at, last_activity_at)
SELECT uuidv7(), $1, $2::int + place,
    initcap(($5::text[])[1 + place % 12]) || ' ' || ($6::text[])[1 + place / 12 % 10] || ' on host-' || place % 1000,
    'Seen by customers of node ' || md5(place::text) || ' since the release '
        || CASE WHEN place % 50 = 0 THEN 'with a certificate ' ELSE '' END
        || CASE WHEN place % 5000 = 0 THEN 'of kryptonite ' ELSE '' END
        || (SELECT string_agg('detail' || (place * 7 + word * 131) % 20000, ' ') FROM generate_series(1, 30) AS word),
    3, 'OPEN', place % 100 = 0, 1, 0, $3::timestamptz, $3, $3, $3
FROM generate_series(1, $4::int) AS place RETURNING 1
"""
SEARCHES = {
    "rare word, in 1 of 5,000": "kryptonite",
    "two words, in 1 of 120": "printer corrupted",
    "word in 1 of 50": "certificate ",
    "word in 1 of 12": "database ",
    "half typed, in 1 of 12": "wareh",
    "by its key": "INC-10000500",
    "in every incident": "customers ",
}


async def organization(app: Application, name: str) -> tuple[Organization, Caller]:
    """One with an engineer, who does not see what is restricted."""
    made = await app.setup.create_organization(name, with_defaults=False)
    email = f"{made.id}@example.com"
    ada = await app.setup.create_user(made, email, "Ada", "a password long enough", Role.ENGINEER)
    return made, Caller(ada.as_domain())


async def fill(app: Application, organization_id: UUID, first: int, count: int) -> None:
    """Adds incidents in short transactions; the triggers write their documents."""
    for start in range(first, first + count, 10_000):
        async with app.units.of(organization_id) as work:
            size = min(10_000, first + count - start)
            await work.rows(FILL, organization_id, NUMBERS + start, work.now, size, TOPICS, TROUBLES)


async def analyze(owner_url: str) -> None:
    """What autovacuum does within minutes."""
    connection = await migrate.connect(owner_url)
    await connection.execute("VACUUM ANALYZE incidents, incident_search")
    await connection.close()


async def best(act: Callable[[], Awaitable[object]]) -> float:
    """The shortest of some rounds, in milliseconds; the first one fills the caches."""
    await act()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await act()
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


async def times(app: Application, viewer: Caller) -> dict[str, float]:
    found = {}
    for name, text in SEARCHES.items():
        query, everything = TextQuery.parse(text, "text"), IncidentCriteria()
        found[name] = await best(lambda: app.search.page(viewer, query, everything, None, 20))  # noqa: B023  (awaited before the next)
        found[f"{name}: count"] = await best(lambda: app.search.count(viewer, query, everything))  # noqa: B023  (as above)
    found["like a new one"] = await best(
        lambda: app.search.similar(viewer, "Database slow on host-17", "Seen by customers", None, 5)
    )
    found["reporting one"] = await best(lambda: app.incidents.report(viewer, Report("Quince", "A quite short text")))
    return found


async def plan(app: Application, viewer: Caller) -> list[str]:
    """The lines of the plan of a search that say which index finds the words."""
    async with app.units.of(viewer.user.organization_id) as work:
        rows = await work.rows(
            "EXPLAIN (COSTS OFF) SELECT incident_id FROM incident_search WHERE organization_id = $1 "
            "AND document @@ websearch_to_tsquery('english', $2)",
            viewer.user.organization_id,
            "kryptonite",
        )
    return [row["QUERY PLAN"] for row in rows]


async def measure(app: Application, owner_url: str, sizes: list[int]) -> None:
    made, viewer = await organization(app, "Benchmark")
    for number in range(10):
        other, _ = await organization(app, f"Other {number}")
        await fill(app, other.id, 0, sizes[-1] // 100)
    results, there = [], 0
    for size in sizes:
        began = time.perf_counter()
        await fill(app, made.id, there, size - there)
        print(f"{size:,} incidents: filled in {time.perf_counter() - began:.0f} s", flush=True)
        there = size
        await analyze(owner_url)
        results.append(await times(app, viewer))
    print(f"\n{f'best of {ROUNDS}, ms':<34}" + "".join(f"{size:>12,}" for size in sizes))
    for name in results[0]:
        print(f"{name:<34}" + "".join(f"{result[name]:>12.1f}" for result in results))
    print("\n" + "\n".join(await plan(app, viewer)))


async def main(data_dir: Path, sizes: list[int]) -> None:
    with EmbeddedServers(data_dir) as endpoints:
        await migrate.upgrade(endpoints.owner_url)
        async with application(Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))) as app:
            await measure(app, endpoints.owner_url, sizes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", nargs="+", type=int, default=[10_000, 200_000], metavar="COUNT")
    sizes = parser.parse_args().incidents
    with tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder:
        asyncio.run(main(Path(folder).resolve() / "data", sizes))
