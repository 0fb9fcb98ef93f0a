"""What escalating costs: firings per second, a sweep among few and among many open incidents, and lateness.

Runs on a private PostgreSQL with its usual settings (it waits for the disk at every commit). `--open` takes the two
sizes to compare; the second one takes a few minutes to make.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from siems import migrate
from siems.bootstrap import Application, Servers, application
from siems.domain.callers import Caller
from siems.domain.users import Role
from siems.embedded import EmbeddedServers
from siems.models import Organization
from siems.services.incident_reports import Report

SECRET = "a secret of the benchmark's own, long enough"
STEPS = [{"delay_seconds": 0, "targets": [{"kind": "ALL_MANAGERS"}], "actions": ["NOTIFY"]}]
ROUNDS = 15
NUMBERS = 10_000_000
"""Far from those of incidents that are reported."""
DUE = 100
FILL = """
WITH new AS (
    INSERT INTO incidents (id, organization_id, number, title, description, severity, status, restricted, version,
        escalation_level, created_at, updated_at, round_started_at, last_activity_at, next_escalation_at,
        rules_revision)
    SELECT uuidv7(), $1, $2 + place, 'Alert', '', 3, 'OPEN', false, 1, 0,
        $3::timestamptz, $3, $3 + interval '1 day', $3, $3::timestamptz + interval '1 day', 1
    FROM generate_series(1, $4::int) AS place RETURNING id
)
INSERT INTO incident_log (organization_id, subject_id, sequence, action, actor_kind, actor_name, before, after, origin,
    at, recorded_at, feed_xid, previous_hash, hash)
SELECT $1, id, 1, 'REPORTED', 'SYSTEM', 'benchmark', '{}', '{}', 'LIVE', $3, $3, pg_current_xact_id(),
    repeat('0', 64), repeat('0', 64)
FROM new RETURNING id
"""
MAKE_DUE = """
UPDATE incidents SET round_started_at = $2, last_activity_at = $2, next_escalation_at = $2,
    escalation_round = escalation_round + 1
WHERE id IN (
    SELECT id FROM incidents WHERE organization_id = $1 AND status = 'OPEN' AND severity = 3 ORDER BY number LIMIT $3
)
RETURNING id
"""
SPREAD = """
UPDATE incidents SET round_started_at = at, next_escalation_at = at, escalation_round = escalation_round + 1
FROM (
    SELECT id AS chosen, $2::timestamptz + random() * interval '60 seconds' AS at FROM incidents
    WHERE organization_id = $1 AND status = 'OPEN' AND severity = 3 ORDER BY number LIMIT $3
) AS picked WHERE id = chosen
RETURNING id
"""
LATENESS = """
SELECT count(*) AS fired, percentile_cont(0.5) WITHIN GROUP (ORDER BY lateness_ms) AS p50,
    percentile_cont(0.99) WITHIN GROUP (ORDER BY lateness_ms) AS p99, max(lateness_ms) AS worst
FROM escalations WHERE organization_id = $1 AND due_at > $2
"""


async def organization(app: Application) -> tuple[Organization, Caller]:
    """One with a manager, who comes with it, and one rule on what is HIGH, which is due at once."""
    made = await app.setup.create_organization("Benchmark", with_defaults=False)
    grace = await app.setup.create_user(made, "grace@example.com", "Grace", "a password long enough", Role.MANAGER)
    async with app.units.of(made.id) as work:
        await work.escalation_rules.create(
            name="Unassigned", strategy="UNASSIGNED", severities=["HIGH"], service_ids=[], category_ids=[], team_ids=[],
            after_seconds=0, steps=STEPS, repeats=0, repeat_seconds=0, acknowledge_timeout_seconds=1800, enabled=True,
        )  # fmt: skip
        await work.rows(
            "UPDATE escalation_rules SET active_since = active_since - interval '1 year' "
            "WHERE organization_id = $1 RETURNING id",
            made.id,
        )
        await work.escalation_rules.changed()
    while not (await _planning_is_finished(app, made.id)):
        await app.escalations.replan()
    return made, Caller(grace.as_domain())


async def fill(app: Application, organization_id: UUID, first: int, count: int) -> None:
    """Adds open incidents that are due tomorrow, in short transactions."""
    for start in range(first, first + count, 20_000):
        async with app.units.of(organization_id) as work:
            await work.rows(FILL, organization_id, NUMBERS + start, work.now, min(20_000, first + count - start))


async def analyze(owner_url: str) -> None:
    """What autovacuum does within minutes."""
    connection = await migrate.connect(owner_url)
    await connection.execute("VACUUM ANALYZE incidents")
    await connection.close()


async def make_due(app: Application, organization_id: UUID, count: int) -> None:
    async with app.units.of(organization_id) as work:
        await work.rows(MAKE_DUE, organization_id, work.now, count)


async def sweep(app: Application, organization_id: UUID, due: int) -> float:
    """The seconds that a sweep takes with so many due."""
    await make_due(app, organization_id, due)
    began = time.perf_counter()
    swept = await app.escalations.sweep()
    taken = time.perf_counter() - began
    assert (swept.fired, swept.failed) == (due, 0), swept
    return taken


async def lateness(app: Application, organization_id: UUID, count: int) -> dict[str, float]:
    """In milliseconds, with so many due within a minute and one worker that sweeps every second."""
    async with app.units.of(organization_id) as work:
        began = work.now
        await work.rows(SPREAD, organization_id, began, count)
    until = time.monotonic() + 62
    while time.monotonic() < until:
        started = time.monotonic()
        await app.escalations.sweep()
        await asyncio.sleep(max(0.0, 1 - (time.monotonic() - started)))
    async with app.units.of(organization_id) as work:
        [row] = await work.rows(LATENESS, organization_id, began)
    assert row["fired"] == count, row
    return row


@dataclass(frozen=True)
class Replanning:
    """What following an edited rule took, in seconds."""

    whole: float
    slowest_batch: float
    slowest_report: float
    """Of the incidents that were reported meanwhile, one after the other."""


async def replan(app: Application, organization_id: UUID, reporter: Caller) -> Replanning:
    async with app.units.of(organization_id) as work:
        await work.escalation_rules.changed()
    reports: list[float] = []
    reporting = asyncio.create_task(_report_on_and_on(app, reporter, reports))
    began, batches = time.perf_counter(), []
    while not await _planning_is_finished(app, organization_id):
        started = time.perf_counter()
        await app.escalations.replan()
        batches.append(time.perf_counter() - started)
    whole = time.perf_counter() - began
    reporting.cancel()
    return Replanning(whole, max(batches), max(reports))


async def _report_on_and_on(app: Application, reporter: Caller, taken: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await app.incidents.report(reporter, Report("Reported meanwhile"))
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Times:
    """The best of some sweeps, in seconds: with DUE incidents due, and with none."""

    some: float
    none: float


async def times(app: Application, organization_id: UUID, owner_url: str) -> Times:
    await analyze(owner_url)
    await sweep(app, organization_id, DUE)  # the first one fills the caches
    some = [await sweep(app, organization_id, DUE) for _ in range(ROUNDS)]
    return Times(min(some), min([await sweep(app, organization_id, 0) for _ in range(ROUNDS)]))


async def measure(app: Application, owner_url: str, few: int, many: int) -> None:
    made, reporter = await organization(app)
    await fill(app, made.id, 0, few)
    small = await times(app, made.id, owner_url)
    some = min(many, 10 * few)
    print(f"{few:,} incidents are open; now {some:,} ...", flush=True)
    await fill(app, made.id, few, some - few)
    replanned = await replan(app, made.id, reporter)
    print(f"Now {many:,} ...", flush=True)
    await fill(app, made.id, some, many - some)
    large = await times(app, made.id, owner_url)
    print(f"\n{f'a sweep, best of {ROUNDS}':<28}{few:>14,}{many:>14,}   open incidents")
    for name, one, other in ((f"{DUE} due, ms", small.some, large.some), ("nothing due, ms", small.none, large.none)):
        print(f"{name:<28}{one * 1000:>14.1f}{other * 1000:>14.1f}   ratio {other / one:.2f}")
    print(
        f"\na rule edited over {some:,} open incidents: followed in {replanned.whole:.1f} s, the slowest batch in "
        f"{replanned.slowest_batch * 1000:.0f} ms, the slowest report meanwhile in "
        f"{replanned.slowest_report * 1000:.0f} ms"
    )
    taken = await sweep(app, made.id, 2_000)
    print(f"\none worker fires {2_000 / taken:.0f} a second (2,000 due, {taken:.1f} s)")
    late = await lateness(app, made.id, 10_000)
    print(
        f"10,000 due within a minute, one worker: late by p50 {late['p50']:.0f} ms, p99 {late['p99']:.0f} ms, "
        f"at most {late['worst']:.0f} ms"
    )


async def _planning_is_finished(app: Application, organization_id: UUID) -> bool:
    async with app.units.of(organization_id) as work:
        return (await work.escalation_rules.planning()).finished


async def main(data_dir: Path, few: int, many: int) -> None:
    logging.getLogger("siems").setLevel(logging.ERROR)  # nobody here has a contact method
    with EmbeddedServers(data_dir) as endpoints:
        await migrate.upgrade(endpoints.owner_url)
        async with application(Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))) as app:
            await measure(app, endpoints.owner_url, few, many)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", nargs=2, type=int, default=[10_000, 1_000_000], metavar=("FEW", "MANY"))
    few, many = parser.parse_args().open
    with tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder:
        asyncio.run(main(Path(folder).resolve() / "data", few, many))
