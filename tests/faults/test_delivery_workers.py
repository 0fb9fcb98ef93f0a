"""Real workers that deliver to a slow server, killed in mid-send again and again: nothing that is owed is lost."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from commands import SECRET_KEY, environment, started
from contacting import method, webhook
from factories import Person, World
from log_secrets import secrets_in
from proofs import KEY_SEED, Proofs, new_proofs
from warm import WarmProcess

from siems.domain.incidents import Severity
from siems.embedded import Endpoints
from siems.services.incidents import Decision

PEOPLE, INCIDENTS, KILLS = 4, 16, 3
PATIENCE = 120
WORKER = Path(__file__).parents[1] / "delivering_worker.py"
COUNTS = """
SELECT count(*) AS owed, count(*) FILTER (WHERE state = 'SENT') AS sent FROM deliveries WHERE organization_id = $1
"""


@pytest.fixture
async def proofs(endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Proofs]:
    async with new_proofs(endpoints, tmp_path) as proofs:
        yield proofs


class Receiver:
    """A server that takes its time, and keeps what it got by the id of the message."""

    def __init__(self) -> None:
        self.got: dict[str, list[str]] = defaultdict(list)
        self._dice = Random(11)
        self._unanswered: set[str] = set()
        self._asked = asyncio.Event()
        self._answering = asyncio.Event()
        self._answering.set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        finally:
            server.close()

    async def holds(self) -> set[str]:
        """Answers nothing until it `goes_on`. The ids of the messages whose senders wait for it, one at least."""
        self._answering.clear()
        await self._asked.wait()
        return set(self._unanswered)

    def goes_on(self) -> None:
        self._answering.set()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(line for line in head.decode().lower().split("\r\n") if line.startswith("content-length"))
                body = (await reader.readexactly(int(length.partition(":")[2]))).decode()
                id = body.split("\n")[1]
                self.got[id].append(body)
                self._unanswered.add(id)
                self._asked.set()
                await asyncio.sleep(self._dice.uniform(0.05, 0.4))
                await self._answering.wait()
                self._unanswered.discard(id)
                if not self._unanswered:
                    self._asked.clear()
                status = "500 Busy" if self._dice.random() < 0.1 else "200 OK"
                writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def start(proofs: Proofs, url: str, output: Path) -> WarmProcess:
    settings = {
        "database_url": proofs.database.app_url,
        "redis_url": proofs.database.redis_url,
        "secret_key": SECRET_KEY,
        "checkpoint_key": KEY_SEED.hex(),
        "data_dir": str(output.parent / "data"),
    }
    with output.open("wb") as file:
        return started(WORKER, url, environment=environment(settings), output=file)


async def counts(world: World) -> dict[str, int]:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(COUNTS, world.organization.id)
    return row


async def time_passes(world: World) -> None:
    """As if all leases were over, and all pauses."""
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            "UPDATE deliveries SET lease_until = CASE WHEN state = 'SENDING' THEN now() - interval '1 second' END, "
            "next_attempt_at = CASE WHEN state = 'PENDING' THEN now() END WHERE organization_id = $1 "
            "AND state IN ('PENDING', 'SENDING') RETURNING id",
            world.organization.id,
        )


async def report(world: World, manager: Person, people: list[Person], dice: Random) -> None:
    for _ in range(INCIDENTS):
        incident = await world.incident(manager, severity=dice.choice(list(Severity)))
        await world.app.incidents.assign(manager, Decision(incident.id), dice.choice(people).id)
        await asyncio.sleep(0.1)


async def test_workers_that_are_killed_in_mid_send_lose_nothing(proofs: Proofs, tmp_path: Path) -> None:
    world = World(proofs.app, await proofs.app.setup.create_organization("ACME", with_defaults=False))
    manager, people = await world.manager("Grace"), [await world.engineer() for _ in range(PEOPLE)]
    for person in people:
        await method(world, person)
    await webhook(world, manager)
    dice, receiver, outputs, in_mid_send = Random(5), Receiver(), [], set[str]()

    def one_more(url: str) -> WarmProcess:
        outputs.append(tmp_path / f"worker-{len(outputs)}.log")
        return start(proofs, url, outputs[-1])

    async with receiver.serving() as url:
        workers = [one_more(url), one_more(url)]
        reporting = asyncio.create_task(report(world, manager, people, dice))
        try:
            async with asyncio.timeout(PATIENCE):
                for _ in range(KILLS):
                    in_mid_send |= await receiver.holds()
                    for worker in workers:
                        worker.kill()
                        worker.wait()
                    receiver.goes_on()
                    workers = [one_more(url), one_more(url)]
                    await time_passes(world)
                await reporting
                while (found := await counts(world))["sent"] < found["owed"]:
                    await time_passes(world)
                    await asyncio.sleep(1)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
    assert [id for id in in_mid_send if len(receiver.got[id]) < 2] == []
    assert found["owed"] == 3 * INCIDENTS  # one for whom it was given to, and two entries for the webhook
    await _everything_arrived(world, receiver)
    assert [secrets_in(output.read_text()) for output in outputs] == [[]] * len(outputs)


async def _everything_arrived(world: World, receiver: Receiver) -> None:
    """Each delivery's message did, with its id, and what it tells of stands in it."""
    async with world.app.units.of(world.organization.id) as work:
        rows: list[dict[str, Any]] = await work.rows(
            "SELECT d.message_id, i.number, d.webhook_id, d.log_sequence FROM deliveries d "
            "JOIN incidents i ON i.id = d.incident_id WHERE d.organization_id = $1",
            world.organization.id,
        )
    for row in rows:
        bodies = receiver.got[str(row["message_id"])]
        assert bodies
        assert all(f"INC-{row['number']}" in body for body in bodies)
