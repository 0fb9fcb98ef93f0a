"""Real PostgreSQL and real Redis, started once for each worker; one organization for each test."""

import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from clusters import FAST_POSTGRES, copy_cluster, new_data_dir, new_migrated_data_dir
from commands import siems
from factories import Person, World, an_organization
from graphql_client import GraphQLClient, asking
from log_secrets import Collector, secrets_in
from require_all import SHARED_DATA_MISSING, pytest_runtest_makereport  # noqa: F401  (it becomes a hook here)

from siems import migrate
from siems.bootstrap import Application, Servers, application
from siems.domain.clock import OffsetClock
from siems.embedded import EmbeddedServers, Endpoints
from siems.installation import describe
from siems.security import Passwords

SECRET = "a secret that only the tests know, long enough"

# The many processes that tests start would each compile all of SIEMS and its packages anew, which takes seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test comes first, so that no worker waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_web.py")


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    """Everything that is logged in this process, as a log file would have it, with tracebacks."""
    collector, root = Collector(), logging.getLogger()
    root.addHandler(collector)
    for name in ("siems", "schema"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield collector
    root.removeHandler(collector)


@pytest.fixture(autouse=True)
def no_secret_is_logged(collector: Collector) -> Iterator[None]:
    """Greps what each test logs for passwords, tokens and keys."""
    yield
    assert secrets_in(collector.taken()) == []


@pytest.fixture(scope="session")
def endpoints() -> Iterator[Endpoints]:
    """The servers of this test worker."""
    with new_data_dir() as directory, EmbeddedServers(directory, postgres_settings=FAST_POSTGRES) as endpoints:
        yield endpoints


@pytest.fixture(scope="session")
async def servers(endpoints: Endpoints) -> Servers:
    """The servers, migrated."""
    await migrate.upgrade(endpoints.owner_url)
    return Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))


@pytest.fixture(scope="session")
def session_clock() -> OffsetClock:
    return OffsetClock()


@pytest.fixture
def clock(session_clock: OffsetClock) -> Iterator[OffsetClock]:
    """A clock that the test moves: `clock.advance(minutes=30)`."""
    yield session_clock
    session_clock.reset()


@pytest.fixture(scope="session")
async def app(servers: Servers, session_clock: OffsetClock) -> AsyncIterator[Application]:
    """The wired application, on real servers, with passwords that are cheap to hash."""
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    async with application(servers, clock=session_clock, passwords=cheap) as wired:
        yield wired


@pytest.fixture
async def world(app: Application) -> AsyncIterator[World]:
    """An organization of this test's own, and ways to put people and things into it."""
    async with an_organization(app) as world:
        yield world


@pytest.fixture
async def other_world(app: Application) -> AsyncIterator[World]:
    """Another organization, which has nothing to do with `world`."""
    async with an_organization(app) as world:
        yield world


@pytest.fixture
async def manager(world: World) -> Person:
    return await world.manager()


@pytest.fixture
async def graphql(app: Application) -> AsyncIterator[GraphQLClient]:
    async with asking(app) as client:
        yield client


@pytest.fixture
def shared_data() -> Path:
    """The folder of real incidents, which is not part of the project."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(SHARED_DATA_MISSING)
    return folder


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory that is not there yet. Whatever a failed test leaves running in it is stopped."""
    with new_data_dir() as directory:
        yield directory


@pytest.fixture(scope="session")
async def migrated() -> AsyncIterator[Path]:
    """A data directory that is migrated and whose servers do not run, to be copied and left as it is."""
    async with new_migrated_data_dir() as directory:
        yield directory


@pytest.fixture
def migrated_data_dir(migrated: Path, data_dir: Path) -> Path:
    """A data directory of this test's own that is migrated, and whose servers do not run yet."""
    return copy_cluster(migrated, data_dir)


@pytest.fixture(scope="session")
def acme() -> Iterator[Path]:
    """A data directory in which somebody migrated and created an organization; its servers do not run."""
    with new_data_dir() as directory:
        with EmbeddedServers(directory, postgres_settings=FAST_POSTGRES):
            migrated = siems("migrate", data_dir=directory)
            assert migrated.stdout == f"Applied {describe(list(migrate.known_migrations()))}.\n"
            created = siems("create-organization", "ACME", data_dir=directory)
            assert created.stdout == 'Created the organization "ACME".\n'
        yield directory


@pytest.fixture
def acme_data_dir(acme: Path, data_dir: Path) -> Path:
    """A data directory of this test's own that is migrated and has an organization; its servers do not run yet."""
    return copy_cluster(acme, data_dir)
