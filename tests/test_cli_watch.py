"""`siems incident watch`: as a process, while the server restarts, the token expires and the feed begins anew."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from asking import Said, Terminal, ended
from commands import PATIENCE, free_port
from factories import PASSWORD, Person, World
from over_network import served
from subscribing import subscribed

from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.clock import OffsetClock
from siems.domain.users import Role
from siems.services.incidents import Decision
from siems.services.people import PersonEdit

Server = Callable[[], Awaitable[str]]


class Watching:
    """A `watch` that runs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> str:
        assert self._process.stdout is not None
        return (await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)).decode()

    async def event(self) -> Any:
        return json.loads(await self.line())

    async def told(self) -> str:
        """The next line on stderr."""
        assert self._process.stderr is not None
        return (await asyncio.wait_for(self._process.stderr.readline(), PATIENCE)).decode()

    async def interrupted(self) -> Said:
        self._process.send_signal(signal.SIGINT)
        return await ended(self._process)

    async def over(self) -> Said:
        return await ended(self._process)


class Machine:
    """A server on one port that can be stopped and started again, and somebody who watches it."""

    def __init__(self, app: Application, home: Path) -> None:
        self.app = app
        self.port = free_port()
        self.terminal = Terminal(home)
        self._running = AsyncExitStack()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        await self._running.enter_async_context(served(create_app(self.app), self.port))

    async def stop(self) -> None:
        await self._running.aclose()

    async def sign_in(self, person: Person) -> None:
        arguments = ("login", self.url, "--email", person.email, "--password-stdin")
        assert (await self.terminal.siems(*arguments, stdin=PASSWORD)).code == 0

    @asynccontextmanager
    async def watching(self, *options: str) -> AsyncIterator[Watching]:
        """A `watch` that is subscribed."""
        process = await self.terminal.start("incident", "watch", *options)
        try:
            await subscribed(self.app, 1)
            yield Watching(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.fixture
async def machine(app: Application, manager: Person, tmp_path: Path) -> AsyncIterator[Machine]:
    machine = Machine(app, tmp_path)
    await machine.start()
    await machine.sign_in(manager)
    yield machine
    await machine.stop()


async def test_nothing_is_missed_and_nothing_comes_twice_while_the_server_restarts(
    machine: Machine, world: World, manager: Person
) -> None:
    async with machine.watching("--json") as watching:
        heard = []
        await world.incident(manager, "before")
        heard.append(await watching.event())
        for number in range(2):
            await machine.stop()
            assert json.loads(await watching.told())["warning"]["code"] == "RECONNECTING"
            await world.incident(manager, f"while away {number}")
            await machine.start()
            await world.incident(manager, f"back {number}")
            heard += [await watching.event(), await watching.event()]
        assert [event["incident"]["title"] for event in heard] == [
            *("before", "while away 0", "back 0", "while away 1", "back 1")
        ]
        assert {event["kind"] for event in heard} == {"REPORTED"}
        interrupted = await watching.interrupted()
        assert (interrupted.code, interrupted.out) == (130, "")
    after = heard[2]["cursor"]
    async with machine.watching("--json", "--after", after, "--exit-on", "reported") as watching:
        over = await watching.over()
        assert (over.code, over.json["incident"]["title"]) == (0, "while away 1")


async def test_a_token_that_expires_is_renewed_and_a_given_one_ends_the_watch(
    machine: Machine, world: World, manager: Person, clock: OffsetClock
) -> None:
    given = Machine(machine.app, machine.terminal.home)
    given.terminal = Terminal(
        machine.terminal.home, {"SIEMS_URL": machine.url, "SIEMS_TOKEN": await world.token(manager)}
    )
    async with machine.watching("--json") as watching, given.watching() as poorer:
        await subscribed(machine.app, 2)
        clock.advance(minutes=16)
        expired = await poorer.over()
        assert (expired.code, expired.out) == (3, "")
        assert expired.err.startswith(f"siems: {machine.url} does not accept the token: it has expired, was revoked,")
        await world.incident(manager, "after the token")
        assert (await watching.event())["incident"]["title"] == "after the token"
        assert (await watching.interrupted()).err == ""


async def test_a_cursor_that_has_expired_is_said_and_the_watch_goes_on(
    machine: Machine, world: World, app: Application
) -> None:
    person = await world.manager("Maria Fernanda")
    await machine.sign_in(person)
    async with machine.watching() as watching:
        await app.people.update(await world.admin(), person.id, PersonEdit(role=Role.ADMIN))
        assert "Something may have been missed; going on from now." in await watching.told()
        await subscribed(app, 1)
        await world.incident(person, "after the change")
        assert (await watching.line()).endswith("  after the change (Maria Fernanda)\n")


async def test_people_read_what_happened_to_what_they_asked_for(
    machine: Machine, world: World, manager: Person
) -> None:
    ada, service = await world.engineer("Ada"), await world.service("Checkout")
    async with machine.watching("--service", "checkout", "--severity", "high", "--kind", "assigned") as watching:
        await world.incident_in("ASSIGNED", manager, ada)
        await world.incident_in("ASSIGNED", manager, ada, title="Evil \x1b[0m title", service_id=service.id)
        line = await watching.line()
        assert line.split("  ", 1)[1] == (
            f"INC-2    HIGH      ASSIGNED      Evil \ufffd[0m title -> Ada ({manager.user.name})\n"
        )
    hidden = await world.incident(manager, "secret")
    await machine.sign_in(ada)
    async with machine.watching(str(hidden.number)) as watching:
        await world.incident(manager, "another")
        await machine.app.incidents.comment(manager, hidden.id, "Hm")
        assert (await watching.line()).split()[3:6] == ["INC-3", "HIGH", "COMMENTED"]


async def test_states_and_service_levels_are_those_at_the_moment_of_the_event(
    machine: Machine, world: World, manager: Person, clock: OffsetClock
) -> None:
    ada, comment = await world.engineer("Ada"), machine.app.incidents.comment
    await world.policy()
    late, resolved = await world.incident(manager, "late"), await world.incident_in("ASSIGNED", manager, ada)
    clock.advance(minutes=11)
    await machine.app.incidents.start(manager, Decision(resolved.id))
    await machine.app.incidents.resolve(manager, Decision(resolved.id), "Restarted")
    early = await world.incident(manager, "early")
    async with machine.watching("--sla", "breached", "--unresolved", "--json") as watching:
        for incident in (resolved, early, late):
            await comment(manager, incident.id, "Hm")
        event = (await watching.event())["incident"]
        assert (event["title"], event["status"], event["sla"]["state"]) == ("late", "OPEN", "BREACHED")
    async with machine.watching("--status", "resolved", "--sla", "breached", "--sla", "met", "--json") as watching:
        for incident in (late, early, resolved):
            await comment(manager, incident.id, "Hm")
        event = (await watching.event())["incident"]
        assert (event["key"], event["status"], event["sla"]["state"]) == (resolved.key, "RESOLVED", "BREACHED")


async def test_what_cannot_be_reached_at_the_start_ends_it_at_once(machine: Machine) -> None:
    await machine.stop()
    away = await machine.terminal.siems("incident", "watch")
    assert (away.code, away.err) == (4, f"siems: {machine.url} cannot be reached: connection refused.\n")
