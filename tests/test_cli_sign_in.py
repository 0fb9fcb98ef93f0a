"""Signing in from a machine: what is kept there, how it is renewed, and what two commands at once do to it."""

import asyncio
import json
import os
import pty
import stat
import subprocess
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from asking import Terminal, ended
from commands import PATIENCE, SIEMS
from factories import PASSWORD, Person, World
from over_network import served
from starlette.types import Message, Receive, Scope, Send

from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.clock import OffsetClock

LIST = ("incident", "list", "--quiet")


@pytest.fixture
async def url(app: Application) -> AsyncIterator[str]:
    async with served(create_app(app)) as url:
        yield url


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "config")


def login(url: str, person: Person, *more: str) -> tuple[str, ...]:
    return ("login", url, "--email", person.email, "--password-stdin", *more)


def kept(terminal: Terminal) -> Any:
    return json.loads(terminal.session_file.read_text())


async def open_sessions(world: World, person: Person) -> int:
    async with world.app.units.of(world.organization.id) as work:
        query = "SELECT count(*) AS open FROM sessions WHERE user_id = $1 AND ended_at IS NULL"
        [row] = await work.rows(query, person.id)
    return int(row["open"])


async def test_who_signs_in_needs_no_token_until_they_sign_out(
    world: World, manager: Person, terminal: Terminal, url: str
) -> None:
    await world.incident(manager)
    signed_in = await terminal.siems(*login(f"{url}/graphql/", manager), stdin=f"{PASSWORD}\n")
    assert (signed_in.code, signed_in.err) == (0, "")
    assert signed_in.out == f"Signed in to {url} as {manager.user.name} <{manager.email}>, MANAGER.\n"
    assert stat.S_IMODE(terminal.session_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(terminal.session_file.parent.stat().st_mode) == 0o700
    assert PASSWORD not in terminal.session_file.read_text()
    assert (await terminal.siems(*LIST)).out == "INC-1\n"
    assert (await terminal.siems(*LIST, "--url", "http://127.0.0.1:1")).code == 3

    again = await terminal.siems(*login(url, manager, "--json"), stdin=PASSWORD)
    assert again.json["viewer"]["email"] == manager.email
    assert await open_sessions(world, manager) == 1
    signed_out = await terminal.siems("logout", "--json")
    assert (signed_out.code, signed_out.json) == (0, {"url": url, "sessionsEnded": 1})
    assert await open_sessions(world, manager) == 0
    assert kept(terminal) == {"current": None, "sessions": {}}
    assert [(await terminal.siems(*each)).code for each in (("logout",), LIST)] == [3, 2]


async def test_a_terminal_is_asked_and_does_not_show_the_password(
    manager: Person, terminal: Terminal, url: str
) -> None:
    shown = await asyncio.to_thread(typed_at_a_terminal, terminal, ["login", url], [manager.email, PASSWORD])
    assert shown.splitlines()[0] == f"E-mail: {manager.email}"
    assert PASSWORD not in shown
    assert f"Signed in to {url} as {manager.user.name}" in shown
    assert kept(terminal)["current"] == url


def typed_at_a_terminal(terminal: Terminal, arguments: list[str], answers: list[str]) -> str:
    """What a terminal shows of a command that is answered at each of its questions."""
    screen, keyboard = pty.openpty()
    streams = {"stdin": keyboard, "stdout": keyboard, "stderr": keyboard}
    process = subprocess.Popen([SIEMS, *arguments], env=terminal.environment, start_new_session=True, **streams)
    os.close(keyboard)
    shown = ""
    with suppress(OSError):  # the end of a terminal
        while text := os.read(screen, 1024).decode():
            shown += text
            if shown.endswith(": ") and answers:
                os.write(screen, f"{answers.pop(0)}\n".encode())
    os.close(screen)
    process.wait(PATIENCE)
    return shown


async def test_a_wrong_password_a_missing_one_and_a_stranger_are_refused_and_nothing_is_kept(
    manager: Person, terminal: Terminal, url: str
) -> None:
    wrong = await terminal.siems(*login(url, manager), stdin="wrong\n")
    assert wrong.code == 3
    unreadable = await terminal.siems(*login(url, manager, "--json"), stdin=b"\xff\n")
    assert (unreadable.code, unreadable.errors[0]["message"]) == (2, "The password on stdin is not UTF-8.")
    unasked = await terminal.siems("login", url, "--email", manager.email)
    assert unasked.code == 2
    assert unasked.err == "siems: stdin is no terminal to ask at: give --password-stdin.\n"
    assert not terminal.session_file.exists()


async def test_an_expired_token_is_renewed_once_by_many_commands_at_once(
    world: World, manager: Person, terminal: Terminal, url: str, clock: OffsetClock
) -> None:
    await world.incident(manager)
    await terminal.siems(*login(url, manager), stdin=PASSWORD)
    before = kept(terminal)["sessions"][url]
    clock.advance(minutes=16)
    done = await asyncio.gather(*[ended(each) for each in [await terminal.start(*LIST) for _ in range(4)]])
    assert [(each.code, each.out, each.err) for each in done] == [(0, "INC-1\n", "")] * 4
    after = kept(terminal)["sessions"][url]
    assert after["refresh_token"] != before["refresh_token"]
    async with world.app.units.of(world.organization.id) as work:
        query = "SELECT count(*) AS renewals FROM refresh_tokens WHERE organization_id = $1 AND used_at IS NOT NULL"
        [row] = await work.rows(query, world.organization.id)
    assert row["renewals"] == 1


async def test_a_renewal_whose_answer_is_lost_is_asked_for_again_and_burns_nothing(
    app: Application,
    world: World,
    manager: Person,
    terminal: Terminal,
    clock: OffsetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("siems.cli.credentials._RENEWAL_SECONDS", 1.0)
    web, to_lose, lost = create_app(app), [], []

    async def losing(scope: Scope, receive: Receive, send: Send) -> None:
        async def nobody_hears(message: Message) -> None:
            lost.append(message["type"])

        if not to_lose:
            return await web(scope, receive, send)
        to_lose.pop()
        await web(scope, receive, nobody_hears)
        return await asyncio.sleep(1.5)

    async with served(losing) as url:
        await terminal.siems(*login(url, manager), stdin=PASSWORD)
        session = kept(terminal)
        session["sessions"][url]["expires_at"] = "2000-01-01T00:00:00+00:00"
        terminal.session_file.write_text(json.dumps(session))
        to_lose.append("the answer to the renewal")
        assert (await terminal.siems(*LIST)).code == 0
        assert lost == ["http.response.start", "http.response.body"]
        clock.advance(minutes=16)
        assert (await terminal.siems(*LIST)).code == 0
    assert await open_sessions(world, manager) == 1


async def test_two_log_ins_at_once_leave_one_session(
    world: World, manager: Person, terminal: Terminal, url: str
) -> None:
    processes = [await terminal.start(*login(url, manager), stdin=asyncio.subprocess.PIPE) for _ in range(2)]
    done = await asyncio.gather(*[ended(each, f"{PASSWORD}\n") for each in processes])
    assert [each.code for each in done] == [0, 0]
    assert await open_sessions(world, manager) == 1
    assert (await terminal.siems(*LIST)).code == 0


async def test_a_session_that_was_ended_elsewhere_is_forgotten_and_said_to_be_over(
    world: World, manager: Person, terminal: Terminal, url: str
) -> None:
    await terminal.siems(*login(url, manager), stdin=PASSWORD)
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            "UPDATE sessions SET ended_at = now(), ended_because = 'LOGGED_OUT' WHERE user_id = $1 RETURNING id",
            manager.id,
        )
    over = await terminal.siems(*LIST)
    assert over.code == 3
    assert over.err == f"siems: The session of {manager.email} on {url} is over. Run `siems login {url}`.\n"
    assert kept(terminal)["sessions"] == {}


async def test_a_file_that_is_broken_or_cannot_be_written_is_named(
    manager: Person, terminal: Terminal, url: str, tmp_path: Path
) -> None:
    terminal.session_file.parent.mkdir(parents=True)
    terminal.session_file.write_text('{"sessions": []}')
    broken = await terminal.siems(*LIST)
    assert broken.code == 3
    assert (
        broken.err
        == f"siems: {terminal.session_file} is no file of sessions. Delete it, and run `siems login` again.\n"
    )
    (tmp_path / "file").write_text("")
    elsewhere = Terminal(tmp_path / "file")
    unwritable = await elsewhere.siems(*login(url, manager), stdin=PASSWORD)
    assert unwritable.code == 2
    assert unwritable.err.endswith("cannot be written: not a directory. Sessions are kept there.\n")
