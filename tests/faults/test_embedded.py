"""The embedded servers under kill -9, Ctrl-C and company: real processes, real servers."""

import asyncio
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import psutil
import pytest

from siems.embedded import EmbeddedError, EmbeddedServers, Endpoints, sole_owner
from siems.embedded.directory import DataDirectory

FAST = {"fsync": "off"}
PATIENCE = 60
IN_USE = pytest.mark.usefixtures("migrated_data_dir")
"""For a test that is not about a first start: the data directory has a PostgreSQL already, whose making takes time."""

USER = """
import signal, sys
from pathlib import Path
from siems.embedded import EmbeddedServers
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what it runs in the background
servers = EmbeddedServers(Path(sys.argv[1]), postgres_settings={"fsync": "off"})
try:
    with servers:
        while True:
            try:
                print(*sorted(servers.process_ids()), flush=True)
                if sys.stdin.readline() in ("leave\\n", ""):
                    break
            except KeyboardInterrupt:
                pass
finally:
    print("left", flush=True)
"""

OWNER = """
import sys
from pathlib import Path
from siems.embedded import sole_owner
with sole_owner(Path(sys.argv[1])):
    print("owns", flush=True)
    sys.stdin.readline()
"""


class Child:
    """A Python process in a process group of its own that says a line when something is done."""

    def __init__(self, script: str, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            cwd=Path(__file__).parents[2],
        )

    def says(self) -> str:
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert readable, "the child says nothing"
        return self.process.stdout.readline().decode().strip()

    def servers(self) -> set[int]:
        return {int(pid) for pid in self.says().split()}

    def leave(self) -> None:
        self.process.communicate(b"leave\n", timeout=PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


@pytest.fixture
def start(data_dir: Path) -> Iterator[Callable[[str], Child]]:
    """Starts a child on the data directory; it is gone when the test is over."""
    children: list[Child] = []

    def start_child(script: str) -> Child:
        children.append(Child(script, data_dir))
        return children[-1]

    yield start_child
    for child in children:
        if child.process.poll() is None:
            child.kill()
        for pipe in (child.process.stdin, child.process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()


def query(url: str, sql: str) -> object:
    async def fetch() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:  # not in ours, whose event loop is pytest's
        return thread.submit(asyncio.run, fetch()).result()


def alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def all_gone(pids: set[int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def redis_process(pids: set[int]) -> int:
    return next(pid for pid in pids if psutil.Process(pid).name() == "redis-server")


def endpoints(data_dir: Path) -> Endpoints:
    return Endpoints.of(DataDirectory.create(data_dir).sockets)


def test_the_first_start_makes_both_servers_and_a_database_that_knows_its_letters(data_dir: Path) -> None:
    with EmbeddedServers(data_dir, postgres_settings=FAST) as servers:
        assert query(servers.app_url, "SELECT lower('Ä') = 'ä' AND current_user = 'siems_app'") is True
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert query(servers.owner_url, owner) == "siems_owner"
        assert query(servers.superuser_url, "SHOW idle_in_transaction_session_timeout") == "1min"
        assert query(servers.app_url, "SHOW timezone") == "UTC"
        assert Path(servers.redis_url.removeprefix("unix://")).is_socket()
    assert stat.S_IMODE(data_dir.stat().st_mode) == (0o711 if os.geteuid() == 0 else 0o700)


@IN_USE
def test_the_servers_listen_on_no_network_port_and_their_sockets_are_private(data_dir: Path) -> None:
    servers = EmbeddedServers(data_dir, postgres_settings=FAST)
    with servers as found:
        assert query(found.superuser_url, "SHOW listen_addresses") == ""
        connections = [each for pid in servers.process_ids() for each in psutil.Process(pid).net_connections("inet")]
        assert connections == []
        for name in ("", ".s.PGSQL.5432", "redis.sock"):
            assert stat.S_IMODE((data_dir / "sockets" / name).stat().st_mode) == 0o700


@IN_USE
def test_the_servers_stay_until_the_last_of_two_users_leaves(data_dir: Path, start: Callable[[str], Child]) -> None:
    first, second = start(USER), start(USER)
    pids = first.servers() | second.servers()

    first.leave()
    assert query(endpoints(data_dir).app_url, "SELECT 1") == 1
    assert alive(redis_process(pids))

    second.leave()
    assert not any(alive(pid) for pid in pids)


@IN_USE
def test_the_servers_of_a_killed_user_are_taken_over_and_stopped_at_the_end(
    data_dir: Path, start: Callable[[str], Child]
) -> None:
    killed = start(USER)
    before = killed.servers()
    query(endpoints(data_dir).owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    served_by = postmaster(data_dir), redis_process(before)
    killed.kill()

    with EmbeddedServers(data_dir, postgres_settings=FAST) as found:
        assert query(found.owner_url, "SELECT answer FROM kept") == 42
        assert (postmaster(data_dir), redis_process(before)) == served_by

    assert all_gone(before)


@IN_USE
def test_a_start_after_user_and_servers_were_killed_recovers_what_was_committed(
    data_dir: Path, start: Callable[[str], Child]
) -> None:
    killed = start(USER)
    before = killed.servers()
    query(endpoints(data_dir).owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed.kill()
    os.kill(postmaster(data_dir), signal.SIGKILL)
    os.kill(redis_process(before), signal.SIGKILL)

    servers = EmbeddedServers(data_dir, postgres_settings=FAST)
    with servers as found:
        assert query(found.owner_url, "SELECT answer FROM kept") == 42
        after = servers.process_ids()

    assert not before & after
    assert all_gone(before | after)


@IN_USE
def test_a_pid_file_that_names_somebody_else_neither_blocks_the_start_nor_harms_them(data_dir: Path) -> None:
    with EmbeddedServers(data_dir, postgres_settings=FAST) as found:
        pid_file = data_dir / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        sockets = DataDirectory.create(data_dir).sockets
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        text = "\n".join([str(stranger.pid), *lines[1:], ""])
        for left in (pid_file, sockets / ".s.PGSQL.5432.lock"):
            left.write_text(text)

        with EmbeddedServers(data_dir, postgres_settings=FAST) as found:
            assert query(found.app_url, "SELECT 1") == 1

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_that_was_killed_in_the_middle_is_completed_by_the_next(
    data_dir: Path, start: Callable[[str], Child]
) -> None:
    killed = start(USER)
    deadline = time.monotonic() + PATIENCE
    while not list(data_dir.glob("postgres-unfinished-*/global")) and time.monotonic() < deadline:
        time.sleep(0.002)
    killed.kill()
    assert not (data_dir / "postgres").exists()

    with EmbeddedServers(data_dir, postgres_settings=FAST) as found:
        assert query(found.app_url, "SELECT lower('Ä')") == "ä"


@IN_USE
def test_servers_whose_directory_was_deleted_are_stopped_too(data_dir: Path, start: Callable[[str], Child]) -> None:
    user = start(USER)
    pids = user.servers()
    shutil.rmtree(data_dir)

    user.leave()

    assert not any(alive(pid) for pid in pids)


@IN_USE
def test_ctrl_c_at_the_terminal_does_not_reach_the_servers(data_dir: Path, start: Callable[[str], Child]) -> None:
    user = start(USER)
    before = user.servers()
    running = postmaster(data_dir), redis_process(before)

    os.killpg(user.process.pid, signal.SIGINT)

    after = user.servers()  # the user woke up, and looked again
    assert (postmaster(data_dir), redis_process(after)) == running
    assert query(endpoints(data_dir).app_url, "SELECT 1") == 1
    user.leave()
    assert not any(alive(pid) for pid in before)


def test_a_second_owner_is_refused_and_told_who_the_first_is(data_dir: Path, start: Callable[[str], Child]) -> None:
    owner = start(OWNER)
    assert owner.says() == "owns"

    with (
        pytest.raises(EmbeddedError, match=rf"{data_dir} \(pid {owner.process.pid}\).*SIEMS_DATA_DIR"),
        sole_owner(data_dir),
    ):
        pytest.fail("there are two owners")

    owner.kill()
    with sole_owner(data_dir):
        pass


def test_a_path_too_long_for_a_socket_works_and_leaves_nothing_elsewhere(data_dir: Path) -> None:
    long = data_dir / ("x" * 120) / "with space, and comma"
    sockets = DataDirectory.create(long).sockets
    assert not sockets.is_relative_to(data_dir)

    with EmbeddedServers(long, postgres_settings=FAST) as found:
        assert query(found.app_url, "SELECT 1") == 1
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700

    assert not sockets.exists()


def test_a_short_socket_directory_that_is_a_trap_is_refused_and_left_alone(data_dir: Path, tmp_path: Path) -> None:
    long = data_dir / ("x" * 120)
    sockets = DataDirectory.create(long).sockets
    sockets.symlink_to(tmp_path)  # as anybody can in /tmp
    (tmp_path / "redis.sock").touch()
    try:
        with pytest.raises(EmbeddedError, match="belongs to somebody else"):
            EmbeddedServers(long, postgres_settings=FAST).__enter__()
        assert sockets.is_symlink()
        assert (tmp_path / "redis.sock").exists()
    finally:
        sockets.unlink()


def test_a_directory_of_another_version_is_refused_and_left_alone(data_dir: Path) -> None:
    with EmbeddedServers(data_dir, postgres_version=16, postgres_settings=FAST) as found:
        assert query(found.app_url, "SELECT lower('Ä')") == "ä"

    servers = EmbeddedServers(data_dir)
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 16 and this siems brings 18"):
        servers.__enter__()

    assert servers.process_ids() == set()
    assert (data_dir / "postgres" / "PG_VERSION").read_text() == "16\n"


@IN_USE
def test_a_server_that_cannot_start_says_why_and_leaves_nothing_running(data_dir: Path) -> None:
    with pytest.raises(EmbeddedError, match=r'(?s)did not start.*unrecognized configuration parameter "no_such_thing"'):
        EmbeddedServers(data_dir, postgres_settings=FAST | {"no_such_thing": "1"}).__enter__()

    with EmbeddedServers(data_dir, postgres_settings=FAST) as found:
        assert query(found.app_url, "SELECT 1") == 1


def test_a_data_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(EmbeddedError, match=r"cannot use the data directory .*Not a directory.*SIEMS_DATA_DIR"):
        EmbeddedServers(tmp_path / "file" / "data").__enter__()


def test_no_redis_anywhere_is_refused_and_stops_the_postgresql(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siems.embedded.redis.shutil.which", lambda name: None)
    monkeypatch.setattr("siems.embedded.redis.platform.machine", lambda: "arm64")

    with pytest.raises(EmbeddedError, match="install redis-server"):
        EmbeddedServers(data_dir, postgres_settings=FAST).__enter__()

    assert not (data_dir / "postgres" / "postmaster.pid").exists()
