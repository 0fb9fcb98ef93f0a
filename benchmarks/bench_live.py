"""Live updates: how long after its commit an event reaches each of many subscribers of one API process, and what a
subscriber costs in memory. Servers, the API and the subscribers are processes of their own.

    python benchmarks/bench_live.py [--subscribers 1000] [--rate 20] [--seconds 20]
"""

import argparse
import asyncio
import base64
import json
import re
import socket
import sys
import tempfile
import time
from array import array
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import uvicorn

from siems import migrate
from siems.app import create_app
from siems.bootstrap import Application, Servers, application
from siems.cli.protocols import SETTINGS
from siems.domain.callers import Caller, Origin
from siems.domain.users import Role
from siems.embedded import EmbeddedServers
from siems.services.incident_reports import Report

SECRET = "a secret for a benchmark, which is long enough"
PASSWORD = "correct horse battery staple"
QUERY = """subscription { incidentEvents { cursor kind at actorName incidentId
  incident { key title severity status assignee { name } } change { sequence after } } }"""
PEOPLE = 20
INCIDENTS = 50
LONGEST_LINE = 1 << 30  # what all subscribers received is one line
MARK = re.compile(rb"event-(\d+)-")


async def main(subscribers: int, rate: int, seconds: int) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedServers(Path(folder).resolve() / "data") as endpoints,  # noqa: ASYNC240  (nothing else runs yet)
    ):
        await migrate.upgrade(endpoints.owner_url)
        servers = Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))
        async with application(servers) as app:
            await measure(app, servers, subscribers, rate, seconds)


async def measure(app: Application, servers: Servers, subscribers: int, rate: int, seconds: int) -> None:
    people, tokens = await somebody(app)
    incidents = [(await app.incidents.report(people[0], Report(f"Incident {n}"))).id for n in range(INCIDENTS)]
    async with api(servers) as (process, port):
        memory = psutil.Process(process.pid).memory_info
        idle = memory().rss
        async with listeners(port, tokens, subscribers) as listening:
            await line(listening)  # all of them are connected
            before = memory().rss
            await comment(app, people[0], incidents, rate, rate, "warm")  # so that everything has run once
            connected = memory().rss
            cpu = psutil.Process(process.pid).cpu_times()
            committed = await comment(app, people[0], incidents, rate * seconds, rate)
            await asyncio.sleep(3)
            spent = psutil.Process(process.pid).cpu_times()
            after = memory().rss
            assert listening.stdin is not None
            listening.stdin.write(b"stop\n")
            received = json.loads(await line(listening))
    delays = sorted((moment - committed[int(n)]) * 1000 for n, moments in received.items() for moment in moments)
    expected = subscribers * rate * seconds
    print(f"{subscribers:,} subscribers of one API process, {rate} events a second for {seconds} s:")
    print(f"  received                  {len(delays):>10,} of {expected:,}")
    for name, place in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)):
        print(f"  commit to receipt, {name}    {delays[min(len(delays) - 1, int(place * len(delays)))]:>10.1f} ms")
    busy = (spent.user + spent.system - cpu.user - cpu.system) / (seconds + 3)
    print(f"  one core of the API       {busy:>10.0%} busy")
    print(f"  memory of a subscriber    {(before - idle) / subscribers / 1024:>10.1f} KiB connected")
    print(f"                            {(after - idle) / subscribers / 1024:>10.1f} KiB after all events")
    print(f"  (the API process: {idle / 2**20:.0f} MiB alone, {connected / 2**20:.0f} MiB with all of them)")


async def somebody(app: Application) -> tuple[list[Caller], list[str]]:
    """Managers and engineers, half and half, who are logged in."""
    organization = await app.setup.create_organization("Benchmark")
    people, tokens = [], []
    for number in range(PEOPLE):
        role = Role.MANAGER if number % 2 == 0 else Role.ENGINEER
        email = f"person{number}@example.com"
        user = await app.setup.create_user(organization, email, f"Person {number}", PASSWORD, role)
        people.append(Caller(user.as_domain()))
        tokens.append((await app.auth.login(email, PASSWORD, Origin())).access_token)
    return people, tokens


async def comment(
    app: Application, author: Caller, incidents: Sequence[Any], times: int, rate: int, mark: str = "event"
) -> list[float]:
    """Comments so often at this rate; when each was committed."""
    committed, began = [], time.monotonic()
    for number in range(times):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        await app.incidents.comment(author, incidents[number % len(incidents)], f"{mark}-{number}-")
        committed.append(time.time())
    return committed


@asynccontextmanager
async def api(servers: Servers) -> AsyncIterator[tuple[Process, int]]:
    """The API in a process of its own, as `siems api` runs it."""
    process = await child("api", servers.database_url, servers.redis_url)
    try:
        yield process, int(await line(process))
    finally:
        await ended(process)


@asynccontextmanager
async def listeners(port: int, tokens: list[str], number: int) -> AsyncIterator[Process]:
    process = await child("listen", str(port), str(number))
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(tokens).encode() + b"\n")
        yield process
    finally:
        await ended(process)


async def child(*arguments: str) -> Process:
    most = 1 << 30  # what all subscribers received is one line
    return await asyncio.create_subprocess_exec(
        sys.executable, __file__, *arguments, stdin=PIPE, stdout=PIPE, limit=most
    )


async def line(process: Process) -> bytes:
    assert process.stdout is not None
    return await asyncio.wait_for(process.stdout.readline(), 300)


async def ended(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def run_api(database_url: str, redis_url: str) -> None:
    async with application(Servers(database_url, redis_url, (SECRET,))) as app:
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
            print(listener.getsockname()[1], flush=True)
            await uvicorn.Server(uvicorn.Config(create_app(app), log_config=None, **SETTINGS)).serve([listener])


class Listener(asyncio.Protocol):
    """A subscriber that looks for nothing but the marks in what it gets, so that it costs little."""

    def __init__(self, token: str, received: "dict[int, array[float]]") -> None:
        self._token = token
        self._received = received
        self._rest = b""
        self.subscribed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(
            b"GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"
            b"Sec-WebSocket-Key: " + base64.b64encode(b"0123456789abcdef") + b"\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        if not self.subscribed.done():
            self._shake_hands(data)
            return
        now, end = time.time(), 0
        for found in MARK.finditer(data):
            self._received.setdefault(int(found[1]), array("d")).append(now)
            end = found.end()
        self._rest = data[max(end, len(data) - 32) :]

    def _shake_hands(self, data: bytes) -> None:
        if b"101 Switching" in data:
            self._write({"type": "connection_init", "payload": {"authorization": f"Bearer {self._token}"}})
        elif b"connection_ack" in data:
            self._write({"type": "subscribe", "id": "1", "payload": {"query": QUERY}})
            self._write({"type": "ping"})
        elif b"pong" in data:
            self.subscribed.set_result(None)

    def _write(self, message: dict[str, Any]) -> None:
        """As a frame, masked with zeros, which leaves the text as it is."""
        text = json.dumps(message).encode()
        length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
        self._transport.write(b"\x81" + length + bytes(4) + text)


async def listen(port: int, number: int) -> None:
    loop = asyncio.get_running_loop()
    tokens = json.loads(sys.stdin.readline())
    received: dict[int, array[float]] = {}
    for first in range(0, number, 20):
        batch = range(first, min(first + 20, number))
        made = [
            await loop.create_connection(lambda n=n: Listener(tokens[n % len(tokens)], received), "127.0.0.1", port)
            for n in batch
        ]
        await asyncio.gather(*(protocol.subscribed for _, protocol in made))
    await asyncio.sleep(2)
    print("connected", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    print(json.dumps({event: list(moments) for event, moments in received.items()}), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["api"]:
        asyncio.run(run_api(*sys.argv[2:4]))
    elif sys.argv[1:2] == ["listen"]:
        asyncio.run(listen(int(sys.argv[2]), int(sys.argv[3])))
    else:
        parser = argparse.ArgumentParser()
        for name, default in (("subscribers", 1000), ("rate", 20), ("seconds", 20)):
            parser.add_argument(f"--{name}", type=int, default=default)
        asyncio.run(main(**vars(parser.parse_args())))
