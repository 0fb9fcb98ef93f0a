"""`siems worker` and `siems api` on servers that go away and come back: real processes, servers of the test's own."""

import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from commands import Serving, eventually, get, siems
from sites import Site, new_site

from siems.domain.workers import SEEN_WITHIN
from siems.migrate import connect

ALIVE = {"ready": True, "postgresql": "up", "redis": "up", "worker": "up"}


@pytest.fixture
def site(migrated_data_dir: Path, tmp_path: Path) -> Iterator[Site]:
    with new_site(migrated_data_dir, tmp_path) as site:
        yield site


def readiness(url: str) -> Callable[..., bool]:
    """Whether /readyz says so; of escalation what is asked for, and that the last sweep was just now."""

    def says(mode: str, workers: int = 1, **more: str) -> bool:
        status, answer = get(f"{url}/readyz")
        escalation: dict[str, Any] = answer.pop("escalation") if answer else {}
        lag = answer.pop("feed", None) if answer else None
        delivery = answer.pop("delivery", None) if answer else None
        swept = escalation.get("lastSweepSecondsAgo")
        return (
            (status, answer) == (200, {**ALIVE, **more})
            and (escalation["mode"], escalation["workers"]) == (mode, workers)
            and lag is not None
            and delivery == {"waiting": 0, "oldestSeconds": 0.0}
            and swept is not None
            and swept < 10
        )

    return says


async def unheard_of(site: Site, worker: Serving, span: timedelta) -> None:
    """As if so much time had passed since the worker was last heard of."""
    connection = await connect(site.endpoints.owner_url)
    earlier = "UPDATE worker_heartbeats SET seen_at = seen_at - $1::interval WHERE pid = $2"
    assert await connection.execute(earlier, span, worker.process.pid) == "UPDATE 1"
    await connection.close()


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
    worker.stop(signal.SIGTERM)


def test_a_postgresql_that_restarts_ends_no_worker(site: Site) -> None:
    says, worker = readiness(site.api()), site.worker()
    eventually(lambda: says("arq"))
    site.kill("postgres")
    worker.says("the sweep for escalations failed")
    site.revive()
    eventually(lambda: says("arq"))
    worker.says("the sweep for escalations works again")
    worker.stop(signal.SIGINT)


async def test_of_two_workers_one_may_be_killed_and_the_other_stopped(site: Site) -> None:
    says = readiness(site.api())
    first, second = site.worker(), site.worker()
    eventually(lambda: says("arq", workers=2))
    first.kill()
    assert says("arq", workers=2)
    await unheard_of(site, first, SEEN_WITHIN)
    eventually(lambda: says("arq", workers=1))
    second.stop(signal.SIGTERM)
    eventually(lambda: not says("arq", workers=1))
