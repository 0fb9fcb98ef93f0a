"""The unit of work: one transaction, one organization, one `now`, and observers that hear after the commit."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from clocks import StandingClock
from factories import Person, World
from tortoise.context import TortoiseContext

from siems.config import tortoise_config
from siems.domain.clock import DatabaseClock, OffsetClock
from siems.domain.events import IncidentChanged
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.log import Act, Action
from siems.embedded import Endpoints
from siems.migrate import APP_ROLE, connect
from siems.models import Incident
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork

PARTICIPANT = """
INSERT INTO incident_participants SELECT gen_random_uuid(), $1, {}, now() FROM {} WHERE organization_id = $1"""
MEMBER = "INSERT INTO team_members SELECT gen_random_uuid(), $1, {} WHERE organization_id = $1"
SETTING = "SELECT current_setting('siems.organization_id', true) AS organization"


class Boom(Exception):
    """What goes wrong in these tests, after an incident with this number was filed."""

    number = 0


@dataclass
class Listener:
    """Writes down what it is told, with how long the incident's log was by then."""

    world: World
    told: list[tuple[IncidentChanged, int]] = field(default_factory=list)

    async def incident_changed(self, event: IncidentChanged) -> None:
        self.told.append((event, (await self.world.stored(event.incident_id))["log entries"]))


@dataclass
class RecordingClock:
    """Writes down what the database said."""

    read: list[datetime] = field(default_factory=list)

    def adjust(self, database_time: datetime) -> datetime:
        self.read.append(database_time)
        return database_time + timedelta(minutes=30)


async def file_incident(work: UnitOfWork, reporter: Person) -> Incident:
    """Files an incident as the service does."""
    incident = Incident(
        organization_id=work.organization_id, title="Disk full", severity=Severity.LOW, status=IncidentStatus.OPEN
    )
    incident.created_at = incident.updated_at = incident.round_started_at = incident.last_activity_at = work.now
    await work.incidents.file(incident, Act(Action.REPORTED, reporter.actor, work.now, {}, {"title": "Disk full"}))
    work.events.append(IncidentChanged(work.organization_id, incident.id))
    return incident


async def file_and_fail(units: UnitsOfWork, reporter: Person) -> None:
    """Files an incident in a transaction that fails."""
    async with units.of(reporter.user.organization_id) as work:
        boom = Boom()
        boom.number = (await file_incident(work, reporter)).number
        raise boom


async def row_counts(world: World) -> dict[str, int]:
    """How much there is of the organization, and the last number that was given out."""
    organization_id = world.organization.id
    async with world.app.units.of(organization_id) as work:
        [counts] = await work.rows(
            "SELECT (SELECT count(*) FROM incidents WHERE organization_id = $1) AS incidents,"
            " (SELECT count(*) FROM incident_log WHERE organization_id = $1) AS entries,"
            " (SELECT last_number FROM incident_counters WHERE organization_id = $1) AS last_number",
            organization_id,
        )
    return counts


async def test_now_is_the_time_of_the_database_moved_by_the_clock(world: World, clock: OffsetClock) -> None:
    async def database_time() -> datetime:
        async with UnitsOfWork(DatabaseClock()).across_organizations() as work:
            [row] = await work.rows("SELECT clock_timestamp() AS now")
            now: datetime = row["now"]
            return now

    clock.advance(minutes=16)
    earliest = await database_time()
    async with world.app.units.of(world.organization.id) as work:
        now = work.now
    latest = await database_time()
    assert earliest < now - timedelta(minutes=16) < latest


async def test_the_clock_is_read_once_and_now_stands_still(world: World) -> None:
    clock = RecordingClock()
    async with UnitsOfWork(clock).of(world.organization.id) as work:
        first = work.now
        await work.rows("SELECT clock_timestamp()")
        assert work.now == first
    assert [moment + timedelta(minutes=30) for moment in clock.read] == [first]


async def test_an_exception_rolls_everything_back_and_leaves_no_gap_in_the_numbers(world: World) -> None:
    manager = await world.manager()
    before = await row_counts(world)
    numbers = []
    for _ in range(2):
        with pytest.raises(Boom) as failure:
            await file_and_fail(world.app.units, manager)
        numbers.append(failure.value.number)
    assert numbers == [1, 1]
    assert await row_counts(world) == before == {"incidents": 0, "entries": 0, "last_number": 0}
    assert (await world.incident(manager)).number == 1
    assert await row_counts(world) == {"incidents": 1, "entries": 1, "last_number": 1}


async def test_the_database_knows_the_organization_inside_the_transaction_only(
    world: World, other_world: World, endpoints: Endpoints
) -> None:
    async with TortoiseContext() as context:
        await context.init(config=tortoise_config(endpoints.app_url, pool=1, role=APP_ROLE))
        units, only_connection = UnitsOfWork(StandingClock()), context.db()
        for organization_id in (world.organization.id, other_world.organization.id):
            async with units.of(organization_id) as work:
                assert await work.rows(SETTING) == [{"organization": str(organization_id)}]
            assert await only_connection.execute_query_dict(SETTING) == [{"organization": ""}]
        with pytest.raises(Boom):
            async with units.of(world.organization.id):
                raise Boom
        assert await only_connection.execute_query_dict(SETTING) == [{"organization": ""}]
        async with units.across_organizations() as everything:
            assert await everything.rows(SETTING) == [{"organization": ""}]


async def test_observers_are_told_after_the_commit(world: World) -> None:
    manager, listener = await world.manager(), Listener(world)
    units = UnitsOfWork(StandingClock(), {"listener": listener})
    async with units.of(world.organization.id) as work:
        incident = await file_incident(work, manager)
        assert listener.told == []
    await units.close()
    assert listener.told == [(IncidentChanged(world.organization.id, incident.id), 1)]


async def test_observers_are_never_told_of_what_was_rolled_back(world: World) -> None:
    manager, listener = await world.manager(), Listener(world)
    units = UnitsOfWork(StandingClock(), {"listener": listener})
    with pytest.raises(Boom):
        await file_and_fail(units, manager)
    await units.close()
    assert listener.told == []


async def test_the_same_event_is_told_once_and_different_ones_in_their_order(world: World) -> None:
    listener = Listener(world)
    manager = await world.manager()
    first, second = await world.incident(manager), await world.incident(manager)
    units = UnitsOfWork(StandingClock(), {"listener": listener})
    async with units.of(world.organization.id) as work:
        work.events.extend(IncidentChanged(work.organization_id, id) for id in (second.id, first.id, second.id))
    await units.close()
    assert [event.incident_id for event, _ in listener.told] == [second.id, first.id]


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE incidents SET category_id = $2 WHERE organization_id = $1", "categories"),
        ("UPDATE incidents SET service_id = $2 WHERE organization_id = $1", "services"),
        ("UPDATE incidents SET team_id = $2 WHERE organization_id = $1", "teams"),
        ("UPDATE incidents SET reporter_id = $2 WHERE organization_id = $1", "users"),
        ("UPDATE incidents SET assignee_id = $2, status = 'ASSIGNED' WHERE organization_id = $1", "users"),
        ("UPDATE services SET team_id = $2 WHERE organization_id = $1", "teams"),
        ("UPDATE teams SET manager_id = $2 WHERE organization_id = $1", "users"),
        (MEMBER.format("id, $2 FROM teams"), "users"),
        (MEMBER.format("$2, id FROM users"), "teams"),
        (PARTICIPANT.format("id, $2", "incidents"), "users"),
        (PARTICIPANT.format("$2, id", "users"), "incidents"),
    ],
)
async def test_no_row_can_point_into_another_organization(
    world: World, other_world: World, endpoints: Endpoints, statement: str, table: str
) -> None:
    foreign: dict[str, UUID] = {}
    for one in (world, other_world):
        manager, team = await one.manager(), await one.team()
        service, category = await one.service(team_id=team.id), await one.category()
        incident = await one.incident(manager)
        foreign = {"users": manager.id, "teams": team.id, "services": service.id, "categories": category.id}
        foreign["incidents"] = incident.id
    connection = await connect(endpoints.app_url)
    try:
        with pytest.raises(asyncpg.ForeignKeyViolationError) as refusal:
            await connection.execute(statement, world.organization.id, foreign[table])
    finally:
        await connection.close()
    missing = f'({world.organization.id}, {foreign[table]}) is not present in table "{table}".'
    assert (refusal.value.detail or "").endswith(missing)
