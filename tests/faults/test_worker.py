"""`siems worker` and `siems api` on servers that go away and come back: real processes, servers of the test's own."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from commands import CHECKPOINT_KEY, SECRET_KEY, Serving, eventually, get, servers_of, siems

from siems.embedded import EmbeddedServers, Endpoints

ALIVE = {"ready": True, "postgresql": "up", "redis": "up", "worker": "up"}


@dataclass
class Site:
    """Servers that are an operator's own to SIEMS, and the processes that the test starts on them."""

    data_dir: Path
    endpoints: Endpoints
    folder: Path
    serving: list[Serving] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "database_url": self.endpoints.app_url,
            "owner_database_url": self.endpoints.owner_url,
            "redis_url": self.endpoints.redis_url,
            "secret_key": SECRET_KEY,
            "checkpoint_key": CHECKPOINT_KEY,
            "data_dir": str(self.folder / "siems"),
        }

    def start(self, command: str) -> Serving:
        output = self.folder / f"{command}-{len(self.serving)}"
        self.serving.append(Serving(command, output=output, **self.settings))
        return self.serving[-1]

    def api(self) -> str:
        """The URL of an API that serves."""
        return self.start("api").url("The API answers")

    def worker(self) -> Serving:
        serving = self.start("worker")
        serving.says("The worker works.")
        return serving

    def kill(self, name: str) -> None:
        """Kills a server: "postgres" or "redis-server"."""
        for pid, server in servers_of(self.data_dir).items():
            if server == name:
                os.kill(pid, signal.SIGKILL)
        eventually(lambda: name not in servers_of(self.data_dir).values())

    def revive(self) -> None:
        """Starts again whichever server is down."""
        with EmbeddedServers(self.data_dir):
            pass


@pytest.fixture
def site(data_dir: Path, tmp_path: Path) -> Iterator[Site]:
    with EmbeddedServers(data_dir) as endpoints:
        site = Site(data_dir, endpoints, tmp_path)
        assert siems("migrate", **site.settings).returncode == 0
        yield site
        for serving in site.serving:
            if serving.process.poll() is None:
                serving.kill()


def readiness(url: str) -> Callable[..., bool]:
    """Whether /readyz says so; of escalation what is asked for, and that the last sweep was just now."""

    def says(mode: str, workers: int = 1, **more: str) -> bool:
        status, answer = get(f"{url}/readyz")
        escalation: dict[str, Any] = answer.pop("escalation") if answer else {}
        lag = answer.pop("feed", None) if answer else None
        swept = escalation.get("lastSweepSecondsAgo")
        return (
            (status, answer) == (200, {**ALIVE, **more})
            and (escalation["mode"], escalation["workers"]) == (mode, workers)
            and lag is not None
            and swept is not None
            and swept < 10
        )

    return says


def test_without_redis_the_worker_sweeps_by_its_timer_until_redis_is_back(site: Site) -> None:
    says, worker = readiness(site.api()), site.worker()
    eventually(lambda: says("arq"))

    site.kill("redis-server")
    eventually(lambda: says("timer", redis="down"))
    told = siems("doctor", **site.settings).stdout
    assert "ok   worker      1 worker works; the last sweep for escalations was " in told
    assert "by their own timer. Redis has been missed for " in told

    site.revive()
    eventually(lambda: says("arq"))
    worker.stop(signal.SIGTERM)
    told = siems("doctor", **site.settings).stdout
    assert "BAD  worker      none has been seen in the last 15 s" in told


def test_a_worker_that_starts_without_redis_sweeps_all_the_same(site: Site) -> None:
    says = readiness(site.api())
    site.kill("redis-server")
    worker = site.worker()
    eventually(lambda: says("timer", redis="down"))
    assert "Redis cannot be reached" in worker.says("by its own timer")
    assert worker.stop(signal.SIGTERM) < 10


def test_a_postgresql_that_restarts_ends_no_worker(site: Site) -> None:
    says, worker = readiness(site.api()), site.worker()
    eventually(lambda: says("arq"))
    site.kill("postgres")
    worker.says("the sweep for escalations failed")
    site.revive()
    eventually(lambda: says("arq"))
    worker.says("the sweep for escalations works again")
    worker.stop(signal.SIGINT)


def test_of_two_workers_one_may_be_killed_and_the_other_stopped(site: Site) -> None:
    says = readiness(site.api())
    first, second = site.worker(), site.worker()
    eventually(lambda: says("arq", workers=2))
    first.kill()
    eventually(lambda: says("arq", workers=1))
    second.stop(signal.SIGTERM)
    eventually(lambda: not says("arq", workers=1))
