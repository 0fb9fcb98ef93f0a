"""What the workload of all teams and of a page of people costs, among few and among many incidents.

Runs on a private PostgreSQL with its usual settings. `--incidents` takes the two sizes to compare; what is unresolved
is the same in both.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from bench_escalation import SECRET, analyze

from siems import migrate
from siems.bootstrap import Application, Servers, application
from siems.domain.callers import Caller
from siems.domain.users import Role
from siems.embedded import EmbeddedServers
from siems.repositories.keyset import PageRequest

ROUNDS = 30
PEOPLE, TEAMS, PAGES = 100, 10, 20_000
UNRESOLVED = 5_000
SCENE = f"""
WITH people AS (
    INSERT INTO users (id, organization_id, name, role, time_zone, created_at)
    SELECT uuidv7(), $1, 'Engineer ' || place, 'ENGINEER',
        (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])[1 + place % 4], $2::timestamptz
    FROM generate_series(1, {PEOPLE}) AS place RETURNING id
), their_teams AS (
    INSERT INTO teams (id, organization_id, name, created_at)
    SELECT uuidv7(), $1, 'Team ' || place, $2 FROM generate_series(1, {TEAMS}) AS place RETURNING id
)
INSERT INTO team_members (id, organization_id, team_id, user_id)
SELECT uuidv7(), $1, (array(SELECT id FROM their_teams))[1 + place % {TEAMS}], id
FROM (SELECT id, row_number() OVER () AS place FROM people) AS placed RETURNING id
"""
FILL = """
INSERT INTO incidents (id, organization_id, number, title, description, severity, status, team_id, assignee_id,
    restricted, version, escalation_level, created_at, updated_at, round_started_at, last_activity_at, rules_revision)
SELECT uuidv7(), $1, place, 'Alert', '', 1 + place % 4, (($5::text[])[1 + place % array_length($5, 1)]),
    teams[1 + place % array_length(teams, 1)],
    CASE WHEN ($5::text[])[1 + place % array_length($5, 1)] <> 'OPEN' THEN
        people[1 + place % array_length(people, 1)] END,
    false, 1, 0, $2::timestamptz - place * interval '1 second', $2, $2, $2, 1
FROM generate_series($3::int, $3 + $4::int - 1) AS place,
    (SELECT array(SELECT id FROM teams WHERE organization_id = $1) AS teams,
        array(SELECT id FROM users WHERE organization_id = $1 AND role = 'ENGINEER') AS people) AS whose
RETURNING id
"""
TELL = """
INSERT INTO notifications (id, organization_id, user_id, kind, incident_id, log_sequence, created_at)
SELECT uuidv7(), $1, people[1 + place % array_length(people, 1)], 'ESCALATED', incident, place,
    $2::timestamptz - place * interval '14 days' / $3::int
FROM generate_series(1, $3) AS place,
    (SELECT array(SELECT id FROM users WHERE organization_id = $1 AND role = 'ENGINEER') AS people,
        (SELECT id FROM incidents WHERE organization_id = $1 LIMIT 1) AS incident) AS whose
RETURNING id
"""
UNRESOLVED_STATES, DONE = ["OPEN", "ASSIGNED", "IN_PROGRESS"], ["RESOLVED", "CLOSED"]


async def scene(app: Application) -> Caller:
    """People in teams, told of incidents within 14 days; and a manager, who comes with them."""
    made = await app.setup.create_organization("Benchmark", with_defaults=False)
    grace = await app.setup.create_user(made, "grace@example.com", "Grace", "a password long enough", Role.MANAGER)
    async with app.units.of(made.id) as work:
        await work.rows(SCENE, made.id, work.now)
    await fill(app, made.id, 1, UNRESOLVED, UNRESOLVED_STATES)
    async with app.units.of(made.id) as work:
        await work.rows(TELL, made.id, work.now, PAGES)
    return Caller(grace.as_domain())


async def fill(app: Application, organization_id: UUID, first: int, count: int, states: list[str]) -> None:
    """Adds incidents in these states, in short transactions."""
    for start in range(first, first + count, 20_000):
        async with app.units.of(organization_id) as work:
            await work.rows(FILL, organization_id, work.now, start, min(20_000, first + count - start), states)


async def best(ask: Callable[[], Awaitable[object]]) -> float:
    """In milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken)


async def times(app: Application, caller: Caller, owner_url: str) -> tuple[float, float]:
    """The best of some, in milliseconds: all teams, and a page of all people."""
    await analyze(owner_url)
    request = PageRequest(PEOPLE)
    teams, people = app.workload.teams, app.workload.people
    return await best(lambda: teams(caller)), await best(lambda: people(caller, request))


async def measure(app: Application, owner_url: str, few: int, many: int) -> None:
    caller = await scene(app)
    id = caller.user.organization_id
    await fill(app, id, UNRESOLVED + 1, few - UNRESOLVED, DONE)
    small = await times(app, caller, owner_url)
    print(f"{few:,} incidents, {UNRESOLVED:,} unresolved; now {many:,} ...", flush=True)
    await fill(app, id, few + 1, many - few, DONE)
    large = await times(app, caller, owner_url)
    print(f"\n{f'best of {ROUNDS}':<28}{few:>14,}{many:>14,}   incidents, {UNRESOLVED:,} of them unresolved")
    for name, one, other in zip((f"{TEAMS} teams, ms", f"{PEOPLE} people, ms"), small, large, strict=True):
        print(f"{name:<28}{one:>14.1f}{other:>14.1f}   ratio {other / one:.2f}")
    await fill(app, id, many + 1, 9 * UNRESOLVED, UNRESOLVED_STATES)
    teams, people = await times(app, caller, owner_url)
    print(f"\nwith {10 * UNRESOLVED:,} unresolved: {TEAMS} teams in {teams:.1f} ms, {PEOPLE} people in {people:.1f} ms")


async def main(data_dir: Path, few: int, many: int) -> None:
    with EmbeddedServers(data_dir) as endpoints:
        await migrate.upgrade(endpoints.owner_url)
        async with application(Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))) as app:
            await measure(app, endpoints.owner_url, few, many)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", nargs=2, type=int, default=[10_000, 1_000_000], metavar=("FEW", "MANY"))
    few, many = parser.parse_args().incidents
    with tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder:
        asyncio.run(main(Path(folder).resolve() / "data", few, many))
