"""What lists, searches and analytics cost in an organization with few and with many incidents.

Runs on a private PostgreSQL with its usual settings. `--incidents` takes the sizes to compare; a tenth as many again
belong to another organization. A million takes about an hour to make and to measure.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any

from analytics_scene import DAYS, Scene, fill, settled, staged
from bench_search import SECRET, TOPICS, TROUBLES
from tortoise.backends.asyncpg.client import TransactionWrapper

from siems import migrate
from siems.bootstrap import Application, Servers, application
from siems.domain.analytics import Grouping, PeriodUnit
from siems.domain.callers import Caller
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.search import TextQuery
from siems.domain.sla import SlaState
from siems.embedded import EmbeddedServers
from siems.repositories.analytics import READS_MUCH
from siems.repositories.incidents import IncidentCriteria
from siems.repositories.keyset import Keyset, PageRequest
from siems.services.analytics import About, Part, Question, ScopeDraft

NEWEST, WORST = Keyset("created_at", descending=True), Keyset("severity", descending=True)
ANY, PAGE = IncidentCriteria(), PageRequest(50)
MOST_ROUNDS, LEAST_ROUNDS, SECONDS = 100, 12, 3.0
"""Each act is done so often, until it has taken so long."""
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
DASHBOARD: tuple[About, ...] = (*Part, PeriodUnit.DAY, *Grouping)
Act = Callable[[], Awaitable[object]]
Prepared = Callable[[Random], Awaitable[Act]]
"""Makes an act with arguments of its own. Only the act is timed."""
Statement = tuple[str, list[Any]]


class Bench:
    """The acts, in one organization with so many incidents."""

    def __init__(self, app: Application, scene: Scene, size: int) -> None:
        self._app, self._scene, self._size = app, scene, size
        self._now = datetime.now(UTC)

    def acts(self) -> dict[str, Prepared]:
        acts: dict[str, Prepared] = {}
        for name, viewer in (("manager", self._scene.manager), ("engineer", self._scene.engineer)):
            acts |= {f"list, {name}: {what}": act for what, act in self._lists(viewer).items()}
        acts |= {f"search: {what}": act for what, act in self._searches(self._scene.engineer).items()}
        for days in (30, 90, 365):
            acts |= {f"{days} days: {what}": act for what, act in self._analytics(days).items()}
        return acts

    def _lists(self, viewer: Caller) -> dict[str, Prepared]:
        def of(criteria: Callable[[Random], IncidentCriteria], order: Keyset = NEWEST) -> Prepared:
            async def prepared(random: Random) -> Act:
                wanted = criteria(random)
                return lambda: self._app.incident_lists.page(viewer, PAGE, wanted, order)

            return prepared

        def behind(order: Keyset) -> Prepared:
            async def prepared(random: Random) -> Act:
                before = IncidentCriteria(created_before=self._moment(random))
                found = await self._app.incident_lists.page(viewer, PageRequest(1), before, NEWEST)
                request = PageRequest(50, after=order._write(found.rows[0]))
                return lambda: self._app.incident_lists.page(viewer, request, ANY, order)

            return prepared

        def count(criteria: Callable[[Random], IncidentCriteria]) -> Prepared:
            async def prepared(random: Random) -> Act:
                wanted = criteria(random)
                return lambda: self._app.incident_lists.count(viewer, wanted)

            return prepared

        return {
            "newest": of(lambda random: ANY),
            "of a state": of(lambda random: IncidentCriteria(statuses=[random.choice(list(IncidentStatus))])),
            "unresolved": of(lambda random: IncidentCriteria(statuses=list(IncidentStatus)[:3])),
            "of an assignee": of(lambda random: IncidentCriteria(assignee_id=random.choice(self._scene.people))),
            "of a service": of(lambda random: IncidentCriteria(service_id=random.choice(self._scene.services))),
            "worst first": of(lambda random: ANY, WORST),
            "of a severity": of(lambda random: IncidentCriteria(severities=[random.choice(list(Severity))])),
            "at risk": of(lambda random: IncidentCriteria(sla=[SlaState.AT_RISK])),
            "breached": of(lambda random: IncidentCriteria(sla=[SlaState.BREACHED])),
            "from any page on": behind(NEWEST),
            "worst first, from any page on": behind(WORST),
            "totalCount": count(lambda random: ANY),
            "totalCount, unresolved": count(lambda random: IncidentCriteria(statuses=list(IncidentStatus)[:3])),
            "totalCount, of an assignee": count(
                lambda random: IncidentCriteria(assignee_id=random.choice(self._scene.people))
            ),
        }

    def _searches(self, viewer: Caller) -> dict[str, Prepared]:
        def of(text: Callable[[Random], str], count: bool = False) -> Prepared:
            async def prepared(random: Random) -> Act:
                query = TextQuery.parse(text(random), "text")
                if count:
                    return lambda: self._app.search.count(viewer, query, ANY)
                return lambda: self._app.search.page(viewer, query, ANY, None, 20)

            return prepared

        def place(random: Random) -> int:
            return random.randint(1, self._size)

        return {
            "half a word, of one incident": of(lambda random: md5(str(place(random)).encode()).hexdigest()[:24]),
            "a word of one incident": of(lambda random: f"{md5(str(place(random)).encode()).hexdigest()} "),
            "INC-...": of(lambda random: f"INC-{place(random)}"),
            "a word in 1 of 1,000": of(lambda random: f"host-{random.randrange(1000)} "),
            "two words in 1 of 120": of(lambda random: f"{random.choice(TOPICS)} {random.choice(TROUBLES)} "),
            "a word in 1 of 50": of(lambda random: "certificate "),
            "a word in 1 of 12": of(lambda random: f"{random.choice(TOPICS)} "),
            "half a word, in 1 of 12": of(lambda random: random.choice(TOPICS)[:-1]),
            "totalCount, 1 of 1,000": of(lambda random: f"host-{random.randrange(1000)} ", count=True),
            "totalCount, 1 of 12": of(lambda random: f"{random.choice(TOPICS)} ", count=True),
        }

    def _analytics(self, days: int) -> dict[str, Prepared]:
        def of(*about: About, viewer: Caller = self._scene.manager) -> Prepared:
            async def prepared(random: Random) -> Act:
                until = self._now - timedelta(hours=random.uniform(0, 72))
                draft = ScopeDraft(until - timedelta(days=days), until, random.choice(ZONES))
                return lambda: asked(self._app, viewer, draft, about)

            return prepared

        return {
            "summary": of(Part.SUMMARY),
            "periods by day": of(PeriodUnit.DAY),
            "periods by week": of(PeriodUnit.WEEK),
            "groups by severity": of(Grouping.SEVERITY),
            "groups by service": of(Grouping.SERVICE),
            "groups by engineer": of(Grouping.ENGINEER),
            "pages": of(Part.PAGES),
            "busiest hours": of(Part.BUSIEST_HOURS),
            "lateness": of(Part.LATENESS),
            "the whole dashboard": of(*DASHBOARD),
            "an engineer's dashboard": of(*DASHBOARD, viewer=self._scene.engineer),
        }

    def _moment(self, random: Random) -> datetime:
        return self._now - timedelta(days=random.uniform(1, DAYS - 10))


async def asked(app: Application, viewer: Caller, draft: ScopeDraft, about: tuple[About, ...]) -> object:
    """What a query costs once it is known who asks."""
    scope = await app.analytics.scope(viewer, draft)
    return await app.analytics.answers(viewer, [Question(scope, each) for each in about])


async def taken(prepared: Prepared) -> list[float]:
    """The milliseconds of many rounds, in order of length; three before them fill the caches."""
    random, found = Random(1), list[float]()
    for number in range(-3, MOST_ROUNDS):
        act = await prepared(random)
        began = time.perf_counter()
        await act()
        if number >= 0:
            found.append((time.perf_counter() - began) * 1000)
        if len(found) >= LEAST_ROUNDS and sum(found) > SECONDS * 1000:
            break
    return sorted(found)


def percentile(values: list[float], percent: int) -> float:
    return values[min(len(values) - 1, len(values) * percent // 100)]


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """The statements of what is done within."""
    statements: list[Statement] = []
    originals = {name: getattr(TransactionWrapper, name) for name in ("execute_query", "execute_query_dict")}

    def recording(original: Any) -> Any:
        async def execute(self: Any, query: str, values: list[Any] | None = None) -> Any:
            statements.append((query, list(values or [])))
            return await original(self, query, values)

        return execute

    for name, original in originals.items():
        setattr(TransactionWrapper, name, recording(original))
    try:
        yield statements
    finally:
        for name, original in originals.items():
            setattr(TransactionWrapper, name, original)


async def explained(app: Application, scene: Scene, statement: Statement) -> list[str]:
    """The lines of a statement's plan that say what is read."""
    query, values = statement
    async with app.units.of(scene.id, READS_MUCH) as work:
        rows = await work.rows(f"EXPLAIN (COSTS OFF) {query}", *values)
    lines = [row["QUERY PLAN"].strip().removeprefix("->").strip() for row in rows]
    return [line for line in lines if " Scan" in line or line.startswith(("Sort", "Index Cond"))]


async def show_plans(app: Application, bench: Bench, scene: Scene) -> None:
    """Prints which indexes some of the acts use, and how many statements the dashboard is."""
    acts, random = bench.acts(), Random(2)
    for name in (
        "list, manager: newest", "list, engineer: newest", "list, engineer: of an assignee",
        "list, engineer: from any page on", "list, engineer: breached", "list, engineer: totalCount",
        "search: a word of one incident", "search: a word in 1 of 12", "search: INC-...",
        "90 days: the whole dashboard",
    ):  # fmt: skip
        act = await acts[name](random)
        with recorded() as statements:
            await act()
        print(f"\n{name}: {len(statements)} statements")
        for statement in statements:
            if "set_config" not in statement[0]:
                print("  " + "\n    ".join(await explained(app, scene, statement)))


def show(results: list[dict[str, list[float]]], sizes: list[int]) -> None:
    heads = "".join(f"{f'{size:,} p50':>16}{'p95':>9}" for size in sizes)
    print(f"\n{'ms':<48}{heads}{'ratio of p95':>15}")
    for name in results[0]:
        times = [result[name] for result in results]
        cells = "".join(f"{percentile(each, 50):>16.1f}{percentile(each, 95):>9.1f}" for each in times)
        print(f"{name:<48}{cells}{percentile(times[-1], 95) / percentile(times[0], 95):>15.2f}")


async def measure(app: Application, owner_url: str, sizes: list[int]) -> None:
    scene, other = await staged(app, "Benchmark"), await staged(app, "Other")
    results, there = list[dict[str, list[float]]](), 0
    for size in sizes:
        began = time.perf_counter()
        await fill(app, scene, there + 1, size - there)
        await fill(app, other, there // 10 + 1, (size - there) // 10)
        await settled(owner_url)
        print(f"{size:,} incidents: made in {time.perf_counter() - began:.0f} s", flush=True)
        there, bench, found = size, Bench(app, scene, size), dict[str, list[float]]()
        for name, prepared in bench.acts().items():
            found[name] = await taken(prepared)
            p50, p95 = percentile(found[name], 50), percentile(found[name], 95)
            print(f"  {name:<48}{p50:>10.1f}{p95:>10.1f}  ({len(found[name])} rounds)", flush=True)
        results.append(found)
    show(results, sizes)
    await show_plans(app, bench, scene)


async def main(data_dir: Path, sizes: list[int]) -> None:
    with EmbeddedServers(data_dir) as endpoints:
        await migrate.upgrade(endpoints.owner_url)
        async with application(Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))) as app:
            await measure(app, endpoints.owner_url, sizes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", nargs="+", type=int, default=[10_000, 1_000_000], metavar="COUNT")
    sizes = parser.parse_args().incidents
    with tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder:
        asyncio.run(main(Path(folder).resolve() / "data", sizes))
