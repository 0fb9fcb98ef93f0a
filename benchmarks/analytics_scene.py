"""An organization with two years of incidents behind it, made by SQL, for bench_analytics.py.

Of a hundred incidents one is restricted, about nine are escalated by a rule and three by hand, three are reopened, ten
have breached a promise; nearly all are resolved, after an hour in the median and days at the worst. They have the words
of bench_search.py. Everything is told apart by a hash of its place, so that each run makes the same.
"""

from dataclasses import dataclass
from uuid import UUID

from bench_search import TOPICS, TROUBLES

from siems import migrate
from siems.bootstrap import Application
from siems.domain.callers import Caller
from siems.domain.users import Role
from siems.models import Organization

PEOPLE, TEAMS, SERVICES, CATEGORIES = 200, 20, 60, 12
DAYS = 730
_BATCH = 10_000
_CAST = f"""
WITH people AS (
    INSERT INTO users (id, organization_id, name, role, time_zone, created_at)
    SELECT uuidv7(), $1, 'Engineer ' || place, 'ENGINEER',
        (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])[1 + place % 4], $2::timestamptz
    FROM generate_series(1, {PEOPLE}) AS place
), of_teams AS (
    INSERT INTO teams (id, organization_id, name, created_at)
    SELECT uuidv7(), $1, 'Team ' || place, $2 FROM generate_series(1, {TEAMS}) AS place
), of_services AS (
    INSERT INTO services (id, organization_id, name, description, created_at)
    SELECT uuidv7(), $1, 'Service ' || place, '', $2 FROM generate_series(1, {SERVICES}) AS place
)
INSERT INTO categories (id, organization_id, name, created_at)
SELECT uuidv7(), $1, 'Category ' || place, $2 FROM generate_series(1, {CATEGORIES}) AS place RETURNING id
"""
_INCIDENTS = f"""
WITH cast_of AS (
    SELECT array(SELECT id FROM users WHERE organization_id = $1 AND role = 'ENGINEER' ORDER BY id) AS people,
        array(SELECT id FROM teams WHERE organization_id = $1 ORDER BY id) AS teams,
        array(SELECT id FROM services WHERE organization_id = $1 ORDER BY id) AS services,
        array(SELECT id FROM categories WHERE organization_id = $1 ORDER BY id) AS categories
), reported AS (
    SELECT place, hashint4(place) & 65535 AS h, (hashint4(place + 7919) & 65535) / 65536.0::float8 AS u,
        (hashint4(place + 104729) & 65535) / 65536.0::float8 AS v,
        $2::timestamptz - interval '{DAYS} days' * (1 - (place - $3)::float8 / $4) AS at
    FROM generate_series($5::int, $5 + $6::int - 1) AS place
), lived AS (
    SELECT *, interval '1 minute' * exp(4.1 + 1.8 * sqrt(-2 * ln(u + 0.00001)) * cos(6.2832 * v)) AS took FROM reported
), ended AS (
    SELECT *, CASE WHEN h % 400 <> 0 AND at + took < $2 THEN at + took END AS resolved_at,
        CASE WHEN h % 23 <> 0 AND at + took / 5 < $2 THEN at + took / 5 END AS started_at
    FROM lived
), stated AS (
    SELECT *, CASE WHEN resolved_at IS NOT NULL THEN CASE WHEN h % 7 = 0 THEN 'RESOLVED' ELSE 'CLOSED' END
        WHEN started_at IS NOT NULL THEN 'IN_PROGRESS' WHEN h % 2 = 0 THEN 'ASSIGNED' ELSE 'OPEN' END AS status
    FROM ended
)
INSERT INTO incidents (id, organization_id, number, title, description, severity, status, category_id, service_id,
    team_id, reporter_id, assignee_id, restricted, resolution, version, escalation_level, created_at, updated_at,
    acknowledged_at, started_at, resolved_at, round_started_at, last_activity_at, rules_revision, reopen_count,
    rule_escalations, hand_escalations, respond_due_at, respond_sla, resolve_due_at, resolve_sla, sla)
SELECT uuidv7(at - clock_timestamp()), $1, place,
    initcap(($7::text[])[1 + h % 12]) || ' ' || ($8::text[])[1 + h / 12 % 10] || ' on host-' || place % 1000,
    'Seen by customers of node ' || md5(place::text) || ' since the release '
        || CASE WHEN h % 50 = 0 THEN 'with a certificate ' ELSE '' END
        || (SELECT string_agg('detail' || (place * 7 + word * 131) % 20000, ' ') FROM generate_series(1, 30) AS word),
    1 + h % 4, status, categories[1 + h / 4 % {CATEGORIES}], services[1 + h / 48 % {SERVICES}],
    teams[1 + h / 48 % {TEAMS}], people[1 + (h + place) % {PEOPLE}],
    CASE WHEN status <> 'OPEN' THEN people[1 + h / 3 % {PEOPLE}] END, h % 100 = 0,
    CASE WHEN resolved_at IS NOT NULL THEN 'Restarted' END, 3, 0, at, coalesce(resolved_at, started_at, at),
    CASE WHEN started_at IS NOT NULL THEN at + (started_at - at) / 2 END, started_at, resolved_at, at, at, 1,
    (h % 33 = 0)::int, CASE WHEN h % 11 = 0 THEN 1 + h % 2 ELSE 0 END, (h % 31 = 0)::int,
    at + interval '1 hour', CASE WHEN took / 5 < interval '1 hour' THEN 'MET' ELSE 'BREACHED' END,
    at + interval '12 hours', CASE WHEN took < interval '12 hours' THEN 'MET' ELSE 'BREACHED' END,
    CASE WHEN resolved_at IS NULL AND h % 3 = 0 THEN 'AT_RISK' WHEN took < interval '12 hours' THEN 'MET'
        ELSE 'BREACHED' END
FROM stated, cast_of
RETURNING 1
"""
_ESCALATIONS = """
WITH fired AS (
    INSERT INTO escalations (id, organization_id, incident_id, rule_id, round, repeat, step, level, due_at, fired_at,
        lateness_ms, log_sequence)
    SELECT uuidv7(created_at - clock_timestamp()), $1, i.id, $2, 1, 0, step, 1, created_at + step * interval '5 min',
        created_at + step * interval '5 min' + number % 1500 * interval '1 ms', number % 1500, 10 + step
    FROM incidents i CROSS JOIN LATERAL generate_series(0, rule_escalations - 1) AS step
    WHERE organization_id = $1 AND number >= $3 AND number < $4
), told AS (
    SELECT id, assignee_id AS user_id, created_at, 2 AS sequence FROM incidents
    WHERE organization_id = $1 AND number >= $3 AND number < $4 AND assignee_id IS NOT NULL AND number % 4 = 0
    UNION ALL SELECT id, reporter_id, created_at + interval '5 min', 3 FROM incidents
    WHERE organization_id = $1 AND number >= $3 AND number < $4 AND rule_escalations > 0
)
INSERT INTO notifications (id, organization_id, user_id, kind, incident_id, log_sequence, created_at)
SELECT uuidv7(created_at - clock_timestamp()), $1, user_id, CASE sequence WHEN 2 THEN 'ASSIGNED' ELSE 'ESCALATED' END,
    id, sequence, created_at
FROM told RETURNING 1
"""


@dataclass(frozen=True)
class Scene:
    """An organization, and two who look at it."""

    organization: Organization
    manager: Caller
    engineer: Caller
    rule_id: UUID
    people: list[UUID]
    services: list[UUID]

    @property
    def id(self) -> UUID:
        return self.organization.id


async def staged(app: Application, name: str) -> Scene:
    """One with people, teams, services and categories, and no incident. The engineer is one of those who have them."""
    made = await app.setup.create_organization(name, with_defaults=False)
    grace = await app.setup.create_user(made, f"grace.{made.id}@example.com", "Grace", "a long password", Role.MANAGER)
    ada = await app.setup.create_user(made, f"ada.{made.id}@example.com", "Ada", "a long password", Role.ENGINEER)
    async with app.units.of(made.id) as work:
        await work.rows(_CAST, made.id, work.now)
        rule = await work.escalation_rules.create(
            name="Late", strategy="UNASSIGNED", severities=[], service_ids=[], category_ids=[], team_ids=[],
            after_seconds=300, steps=[], repeats=0, repeat_seconds=0, acknowledge_timeout_seconds=1800, enabled=False,
        )  # fmt: skip
        people = await work.rows("SELECT id FROM users WHERE organization_id = $1 AND role = 'ENGINEER'", made.id)
        services = [row.id for row in await work.services.by_name()]
    ids = [row["id"] for row in people]
    return Scene(made, Caller(grace.as_domain()), Caller(ada.as_domain()), rule.id, ids, services)


async def fill(app: Application, scene: Scene, first: int, count: int) -> None:
    """Adds so many incidents, numbered from `first` on, spread evenly over the two years in the order of time."""
    for start in range(first, first + count, _BATCH):
        size = min(_BATCH, first + count - start)
        async with app.units.of(scene.id) as work:
            await work.rows(_INCIDENTS, scene.id, work.now, float(first), float(count), start, size, TOPICS, TROUBLES)
            await work.rows(_ESCALATIONS, scene.id, scene.rule_id, start, start + size)
            await work.rows(
                "UPDATE incident_counters SET last_number = $2 WHERE organization_id = $1 RETURNING 1",
                scene.id,
                start + size - 1,
            )


async def settled(owner_url: str) -> None:
    """What autovacuum does within minutes."""
    connection = await migrate.connect(owner_url)
    await connection.execute("VACUUM ANALYZE incidents, incident_search, escalations, notifications, users")
    await connection.close()
