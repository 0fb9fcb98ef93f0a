"""A storm: 10,000 alerts from one source against a real `siems api`, over several connections at once. What becomes of
them, and how long each post takes. Servers and the API are processes of their own, the sender is this one.

    python benchmarks/bench_storm.py [--alerts 10000] [--connections 16] [--only "one key"]
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from siems import migrate
from siems.bootstrap import Application, Servers, application
from siems.domain.callers import Caller
from siems.domain.users import Role
from siems.embedded import EmbeddedServers, Endpoints

SECRET = "a secret for a benchmark, which is long enough"
PASSWORD = "correct horse battery staple"
GROUPS = 100
TRIES = 5
COUNTS = """
SELECT (SELECT count(*) FROM incidents WHERE organization_id = $1) AS incidents,
    (SELECT count(*) FROM incident_log WHERE organization_id = $1) AS entries,
    (SELECT count(*) FROM notifications WHERE organization_id = $1) AS notifications,
    (SELECT count(*) FROM deliveries WHERE organization_id = $1) AS deliveries,
    pg_size_pretty((SELECT sum(pg_column_size(l.*)) FROM incident_log l WHERE organization_id = $1)) AS log
"""
"""What a storm leaves behind. Without a worker nothing is escalated and nothing sent."""


@dataclass(frozen=True)
class Post:
    """One request."""

    path: str
    body: bytes


@dataclass
class Outcome:
    """What became of the posts of one storm."""

    statuses: Counter[int] = field(default_factory=Counter)
    tried_again: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0


def event(key: str, routing_key: str, number: int) -> Post:
    payload: dict[str, object] = {
        "summary": f"Disk full on db-{number % 50}",
        "source": f"db-{number % 50}",
        "severity": "warning",
    }
    payload["custom_details"] = {"free": number, "path": "/var/lib/postgresql"}
    said = {"routing_key": key, "event_action": "trigger", "dedup_key": routing_key, "payload": payload}
    return Post("/v2/enqueue", json.dumps(said).encode())


def group(key: str, number: int, alerts: int) -> Post:
    labels = {"alertname": f"Alert{number}", "severity": "warning"}
    firing = [
        {
            "status": "firing",
            "labels": {**labels, "instance": f"host-{each}"},
            "annotations": {"summary": f"Alert {number}"},
            "startsAt": "2026-11-26T10:00:00Z",
        }
        for each in range(alerts)
    ]
    said = {"version": "4", "status": "firing", "groupKey": f"{{}}:{number}", "commonLabels": labels, "alerts": firing}
    return Post(f"/integrations/alertmanager/{key}", json.dumps(said).encode())


def storms(alerts: int, key: str) -> dict[str, list[Post]]:
    """The same number of alerts, told in different ways."""
    return {
        "one key": [event(key, "db", number) for number in range(alerts)],
        "100 keys": [event(key, f"db-{number % GROUPS}", number) for number in range(alerts)],
        "100 groups of Alertmanager": [group(key, number, alerts // GROUPS) for number in range(GROUPS)],
        "all different": [event(key, f"db-{number}", number) for number in range(alerts)],
    }


async def main(alerts: int, connections: int, only: Sequence[str]) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedServers(Path(folder).resolve() / "data") as endpoints,  # noqa: ASYNC240  (nothing else runs yet)
    ):
        await migrate.upgrade(endpoints.owner_url)
        servers = Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))
        async with application(servers) as app, api(endpoints) as url:
            print(f"{alerts:,} alerts from one source over {connections} connections to one `siems api`:")
            for name in only or storms(0, ""):
                organization, key = await source(app, name)
                outcome = await sent(url, storms(alerts, key)[name], connections)
                await tell(app, name, organization, outcome)


async def tell(app: Application, name: str, organization: UUID, outcome: Outcome) -> None:
    async with app.units.of(organization) as work:
        [counts] = await work.rows(COUNTS, organization)
    took = sorted(outcome.milliseconds)
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    refused = sum(times for status, times in outcome.statuses.items() if status >= 300)
    rate = len(took) / outcome.seconds
    print(
        f"  {name}: {len(took):,} posts in {outcome.seconds:.1f} s ({rate:.0f}/s; p50 {p50:.0f} ms, p99 {p99:.0f} ms)"
    )
    print(f"    {', '.join(f'{value} {name}' for name, value in counts.items())}; ", end="")
    print(f"{refused} refused, {outcome.tried_again.total()} tried again {dict(outcome.tried_again) or ''}")


async def source(app: Application, name: str) -> tuple[UUID, str]:
    """An organization of its own, with the rules that every one begins with, and a key."""
    organization = await app.setup.create_organization(name)
    user = await app.setup.create_user(organization, f"{organization.id}@example.com", "Ada", PASSWORD, Role.ADMIN)
    return organization.id, (await app.api_keys.create(Caller(user.as_domain()), "Storm", None)).secret


async def sent(url: str, posts: Sequence[Post], connections: int) -> Outcome:
    outcome, waiting, began = Outcome(), iter(posts), time.monotonic()
    await asyncio.gather(*(connection(url, waiting, outcome) for _ in range(connections)))
    outcome.seconds = time.monotonic() - began
    return outcome


async def connection(url: str, posts: Iterator[Post], outcome: Outcome) -> None:
    """Sends posts one after another until there are no more; again what is refused as too much or too early."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    for post in posts:
        began = time.monotonic()
        for tried in range(TRIES):
            status = await answer(reader, writer, post)
            if status not in (429, 500, 503):
                break
            outcome.tried_again[status] += 1
            await asyncio.sleep(0.1 * 2**tried)
        outcome.statuses[status] += 1
        outcome.milliseconds.append((time.monotonic() - began) * 1000)
    writer.close()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, post: Post) -> int:
    head = f"POST {post.path} HTTP/1.1\r\nhost: siems\r\ncontent-type: application/json\r\n"
    writer.write(f"{head}content-length: {len(post.body)}\r\n\r\n".encode() + post.body)
    said = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    await reader.readexactly(int(said.split("content-length: ")[1].split("\r\n")[0]))
    return int(said.split(" ")[1])


@asynccontextmanager
async def api(endpoints: Endpoints) -> AsyncIterator[str]:
    """`siems api`; where it listens."""
    settings = {
        "DATABASE_URL": endpoints.app_url,
        "REDIS_URL": endpoints.redis_url,
        "SECRET_KEY": SECRET,
        "CHECKPOINT_KEY": "07" * 32,
        "PORT": "0",
        "LOG_FORMAT": "json",
    }
    command = [Path(sys.executable).parent / "siems", "api"]
    environment = {**os.environ, **{f"SIEMS_{name}": value for name, value in settings.items()}}
    with tempfile.TemporaryFile() as log, tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=log)  # noqa: ASYNC220  (it is waited for)
        try:
            yield await listening(process, output.fileno(), log.fileno())
        finally:
            process.terminate()
            process.wait()


async def listening(process: subprocess.Popen[bytes], output: int, log: int) -> str:
    """The address that it prints once it listens."""
    async with asyncio.timeout(60):
        while b"http://" not in (said := os.pread(output, 10_000, 0)):
            assert process.poll() is None, os.pread(log, 10_000, 0).decode()
            await asyncio.sleep(0.1)
    return "http://" + said.decode().split("http://")[1].split()[0].rstrip("./,")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    asyncio.run(main(asked.alerts, asked.connections, asked.only))
