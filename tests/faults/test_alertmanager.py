"""A real Alertmanager sends what fires and what is resolved to a real SIEMS."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from commands import PATIENCE, free_port
from factories import Person, World
from log_secrets import Collector
from over_network import served

from siems.app import create_app
from siems.bootstrap import Application
from siems.models import IncidentLog

ALERTMANAGER = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
pytestmark = pytest.mark.skipif(
    ALERTMANAGER is None, reason="no Alertmanager here: apt-get install prometheus-alertmanager"
)
CONFIGURATION = """
route:
  receiver: siems
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: siems
    webhook_configs:
      - url: {url}/integrations/alertmanager/{key}
        send_resolved: true
"""


@contextmanager
def running(folder: Path, url: str, key: str) -> Iterator[str]:
    """Alertmanager, sending to SIEMS at `url`; where it listens."""
    (folder / "alertmanager.yml").write_text(CONFIGURATION.format(url=url, key=key))
    address = f"127.0.0.1:{free_port()}"
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [
                str(ALERTMANAGER),
                f"--config.file={folder / 'alertmanager.yml'}",
                f"--storage.path={folder / 'data'}",
                f"--web.listen-address={address}",
                "--cluster.listen-address=",
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        )
        try:
            yield f"http://{address}"
        finally:
            process.kill()
            process.wait()


@asynccontextmanager
async def alertmanager(folder: Path, url: str, key: str) -> AsyncIterator[Callable[..., Any]]:
    """Posts alerts to an Alertmanager that sends to SIEMS at `url`, by its own API."""
    with running(folder, url, key) as address:
        async with httpx.AsyncClient(base_url=address, trust_env=False) as http:

            async def post(*alerts: dict[str, Any]) -> None:
                (await http.post("/api/v2/alerts", json=[*alerts])).raise_for_status()

            async def ready() -> bool:
                try:
                    return (await http.get("/-/ready")).status_code == 200
                except httpx.TransportError:
                    return False

            await eventually(ready)
            yield post


async def eventually(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110  (another process does it)
            await asyncio.sleep(0.05)


def minutes_ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def alert(instance: str, **more: Any) -> dict[str, Any]:
    return {
        "labels": {"alertname": "DiskFull", "severity": "warning", "service": "checkout", "instance": instance},
        "annotations": {"summary": "A disk is full"},
        "generatorURL": "http://prometheus.example/graph",
        "startsAt": minutes_ago(10),
        **more,
    }


async def test_a_real_alertmanager_opens_one_incident_adds_to_it_and_resolves_it(
    world: World, app: Application, manager: Person, tmp_path: Path, collector: Collector
) -> None:
    service = await world.service("Checkout")
    key = await world.key(await world.admin())
    gone = {"endsAt": minutes_ago(5)}
    async with served(create_app(app)) as url, alertmanager(tmp_path, url, key) as post:
        await post(alert("db-1"))
        await eventually(lambda: has(world, manager, "REPORTED"))
        await post(alert("db-2"))
        await eventually(lambda: has(world, manager, "EVENT_RECEIVED"))
        await post(alert("db-1", **gone), alert("db-2", **gone))
        await eventually(lambda: has(world, manager, "RESOLVED"))
        [incident] = await incidents(world)
        assert (incident["status"], incident["service_id"], incident["title"]) == (
            "RESOLVED",
            service.id,
            "A disk is full",
        )
        assert incident["dedup_key"] == '{}:{alertname="DiskFull"}'
        assert incident["resolution"] == "Alertmanager says that all alerts of the group are resolved."
        second = next(entry for entry in await log(world, manager) if entry.action == "EVENT_RECEIVED")
        assert second.after["summary"] == "A disk is full"
        assert "- instance: db-1" in second.after["details"]
        assert "- instance: db-2" in second.after["details"]
        await post(alert("db-3", startsAt=minutes_ago(1)))
        await eventually(lambda: opened_again(world))
    assert key not in collector.taken()


async def incidents(world: World) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(
            "SELECT * FROM incidents WHERE organization_id = $1 ORDER BY number", work.organization_id
        )


async def log(world: World, viewer: Person) -> list[IncidentLog]:
    found = await incidents(world)
    return await world.log(found[0]["id"], viewer) if found else []


async def has(world: World, viewer: Person, action: str) -> bool:
    return any(entry.action == action for entry in await log(world, viewer))


async def opened_again(world: World) -> bool:
    return [row["status"] for row in await incidents(world)] == ["RESOLVED", "OPEN"]
