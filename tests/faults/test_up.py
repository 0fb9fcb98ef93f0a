"""`siems up` from its first start to kill -9 and back: real processes, real servers."""

import os
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from clusters import new_data_dir
from commands import CHECKPOINT_KEY, SECRET_KEY, Serving, eventually, get, logs_in, servers_of, siems
from databases import new_database

from siems.embedded import Endpoints

PASSWORD = "correct horse battery staple"
Up = Callable[..., Serving]


@pytest.fixture
def up(data_dir: Path, tmp_path: Path) -> Iterator[Up]:
    """Starts `siems up` on the data directory; it is gone when the test is over."""
    started: list[Serving] = []

    def start(*options: str, **settings: str) -> Serving:
        output = tmp_path / f"up-{len(started)}"
        started.append(Serving("up", *options, output=output, **{"data_dir": str(data_dir), **settings}))
        return started[-1]

    yield start
    for serving in started:
        if serving.process.poll() is None:
            serving.kill()


@dataclass(frozen=True)
class FirstStart:
    """A `siems up` that found no data directory, and runs."""

    serving: Serving
    data_dir: Path
    url: str


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstStart]:
    """One that tests look at together, and leave running."""
    with new_data_dir() as data_dir:
        serving = Serving("up", output=tmp_path_factory.mktemp("first") / "up", data_dir=data_dir)
        try:
            yield FirstStart(serving, data_dir, serving.url())
            assert serving.process.poll() is None
        finally:
            serving.kill()


def test_up_serves_and_works_on_servers_that_it_started(first_start: FirstStart) -> None:
    assert get(f"{first_start.url}/healthz") == (200, {"status": "ok"})
    eventually(lambda: get(f"{first_start.url}/readyz")[1]["worker"] == "up")
    assert set(servers_of(first_start.data_dir).values()) == {"postgres", "redis-server"}


def test_a_first_start_tells_how_to_create_the_first_admin(first_start: FirstStart) -> None:
    text = first_start.serving.says("Stop it with Ctrl-C.")
    assert "Nobody can log in yet." in text
    assert "siems create-organization NAME" in text
    assert "siems create-admin --email" in text


def test_the_secret_is_made_for_this_user_only(first_start: FirstStart) -> None:
    secret = first_start.data_dir / "secret.key"
    assert len(secret.read_text().strip()) >= 32
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert [path.name for path in first_start.data_dir.glob("*secret*")] == ["secret.key"]


def test_a_second_up_is_refused_and_the_first_goes_on(first_start: FirstStart) -> None:
    second = siems("up", data_dir=first_start.data_dir, port="0")

    assert (second.returncode, second.stdout) == (2, "")
    assert f"siems already runs in {first_start.data_dir} (pid {first_start.serving.process.pid})" in second.stderr
    assert get(f"{first_start.url}/healthz")[0] == 200


def test_an_admin_created_beside_it_logs_in(first_start: FirstStart) -> None:
    assert siems("create-organization", "ACME", data_dir=first_start.data_dir).returncode == 0
    admin = ("create-admin", "--email", "Ada@acme.test", "--name", "Ada", "--password-stdin")

    created = siems(*admin, stdin=f"{PASSWORD}\n", data_dir=first_start.data_dir)

    assert (created.returncode, created.stdout) == (0, 'Created the admin Ada <ada@acme.test> of "ACME".\n')
    assert logs_in(first_start.url, "ada@acme.test", PASSWORD)
    assert not logs_in(first_start.url, "ada@acme.test", PASSWORD + "!")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_stops_everything_it_started_and_waits_for_no_client_that_never_ends_its_request(
    migrated_data_dir: Path, up: Up, number: signal.Signals
) -> None:
    serving = up()
    host, port = serving.url().removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
        eventually(lambda: get(f"http://{host}:{port}/healthz")[0] == 200)
        serving.stop(number)
    assert servers_of(migrated_data_dir) == {}
    assert get(f"http://{host}:{port}/healthz") == (0, None)


def test_after_a_kill_everything_is_there_and_nothing_is_left_behind(migrated_data_dir: Path, up: Up) -> None:
    killed = up()
    killed.url()
    assert siems("create-organization", "ACME", data_dir=migrated_data_dir).returncode == 0
    before, secret = servers_of(migrated_data_dir), (migrated_data_dir / "secret.key").read_text()
    killed.kill()

    again = up()
    again.url()
    assert (migrated_data_dir / "secret.key").read_text() == secret
    refused = siems("create-organization", "ACME", data_dir=migrated_data_dir)
    assert 'an organization "ACME" already' in refused.stderr
    again.stop()

    assert servers_of(migrated_data_dir) == {}
    eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in before))  # an orphan is reaped by init


def test_a_port_in_use_is_one_clear_line_and_starts_nothing(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = siems("up", data_dir=data_dir, port=port)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"siems: Cannot listen on 127.0.0.1:{port}: address already in use. "
        "Give another address with SIEMS_HOST or SIEMS_PORT.\n"
    )
    assert not (data_dir / "postgres").exists()


def test_the_demo_is_filled_once_and_its_password_stays(data_dir: Path, up: Up) -> None:
    first = up("--demo")
    url = first.url()
    password = (data_dir / "demo-password").read_text().strip()
    assert stat.S_IMODE((data_dir / "demo-password").stat().st_mode) == 0o600
    login = f"Log in as any of these, with the password {password}\n  admin@example.com\n  manager@example.com\n"
    assert login in first.says("Stop it with Ctrl-C.")
    for role in ("admin", "manager", "engineer"):
        assert logs_in(url, f"{role}@example.com", password)
    first.stop()

    second = up("--demo", demo_password="something else")
    url = second.url()
    assert login in second.says("Stop it with Ctrl-C.")
    assert logs_in(url, "admin@example.com", password)


def test_demo_data_are_not_added_to_an_installation_in_use(acme_data_dir: Path, up: Up) -> None:
    serving = up("--demo")
    serving.url()
    assert "they are kept, and no demo data were added" in serving.says("Stop it with Ctrl-C.")
    assert not (acme_data_dir / "demo-password").exists()


def test_commands_at_the_same_time_share_servers_that_none_of_them_leaves(data_dir: Path) -> None:
    names = ["ACME", "Umbrella", "Initech"]
    with ThreadPoolExecutor(len(names)) as threads:
        done = list(threads.map(lambda name: siems("create-organization", name, data_dir=data_dir), names))
    assert [each.stdout for each in done] == [f'Created the organization "{name}".\n' for name in names]
    assert servers_of(data_dir) == {}


def test_a_server_that_dies_is_started_again_and_the_worker_with_it(migrated_data_dir: Path, up: Up) -> None:
    serving = up()
    url = serving.url()
    eventually(lambda: get(f"{url}/readyz")[1]["worker"] == "up")

    for name in ("redis-server", "postgres"):
        died = {pid for pid, server in servers_of(migrated_data_dir).items() if server == name}
        for pid in died:
            with suppress(ProcessLookupError):  # a backend ends with its postmaster
                os.kill(pid, signal.SIGKILL)
        eventually(lambda died=died: not died & set(servers_of(migrated_data_dir)) and is_well(url))

    serving.stop()
    assert servers_of(migrated_data_dir) == {}


def is_well(url: str) -> bool:
    status, state = get(f"{url}/readyz")
    return status == 200 and state["redis"] == "up" and state["escalation"]["mode"] == "arq"


async def test_on_servers_of_ones_own_no_other_is_started(endpoints: Endpoints, data_dir: Path, up: Up) -> None:
    async with new_database(endpoints) as database:
        own = {"database_url": database.superuser_url, "redis_url": database.redis_url}
        serving = up(secret_key=SECRET_KEY, checkpoint_key=CHECKPOINT_KEY, **own)
        assert get(f"{serving.url()}/healthz")[0] == 200
        assert servers_of(data_dir) == {}
        assert set(os.listdir(data_dir)) <= {"checkpoints.jsonl"}
        serving.stop()
