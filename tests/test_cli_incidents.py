"""The commands that work incidents on a server: what they print, for people and as JSON, and their exit codes."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asking import Terminal, ended
from commands import SIEMS, free_port
from factories import Person, World
from graphql_client import global_id
from over_network import served
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp

from siems.app import create_app
from siems.bootstrap import Application
from siems.cli import graphql_requests


@dataclass
class Office:
    """A served organization, and the machine of its manager."""

    world: World
    manager: Person
    terminal: Terminal
    url: str

    async def terminal_of(self, person: Person) -> Terminal:
        return Terminal(self.terminal.home, {"SIEMS_URL": self.url, "SIEMS_TOKEN": await self.world.token(person)})


@pytest.fixture
async def office(app: Application, world: World, tmp_path: Path) -> AsyncIterator[Office]:
    manager = await world.manager("Maria")
    async with served(create_app(app)) as url:
        settings = {"SIEMS_URL": url, "SIEMS_TOKEN": await world.token(manager)}
        yield Office(world, manager, Terminal(tmp_path, settings), url)


async def test_an_incident_is_reported_worked_and_closed_by_people(office: Office) -> None:
    world, siems = office.world, office.terminal.siems
    engineer = await world.engineer("Ada Lovelace")
    await world.service("Checkout")
    reported = await siems(
        *("incident", "report", "--title", "Pages are slow", "--severity", "high", "--service", "checkout"),
        *("--description", "-", "--dedup-key", "k", "--restricted", "--quiet"),
        stdin="Since noon.\nAll of them.\n",
    )
    assert (reported.code, reported.out, reported.err) == (0, "INC-1\n", "")

    walk = [
        ("assign", "1", engineer.email, "--reason", "knows it"),
        ("unassign", "1"),
        ("assign", "INC-1", "ada"),
        ("start", "inc-1"),
        ("comment", "1", "Looking"),
        ("escalate", "1", "--reason", "it grows"),
        ("acknowledge", "1"),
        ("resolve", "1", "Restarted"),
        ("reopen", "1"),
        ("resolve", "1", "-"),
        ("close", "1"),
    ]
    stands = []
    for command, *arguments in walk:
        done = await siems("incident", command, *arguments, stdin="Restarted twice\n")
        assert (done.code, done.err) == (0, "")
        stands.append(done.out.removeprefix("INC-1 is ").removesuffix(": Pages are slow\n"))
    given = "HIGH, assigned to Ada Lovelace"
    assert stands == [
        *(f"ASSIGNED, {given}", "OPEN, HIGH", f"ASSIGNED, {given}", *[f"IN_PROGRESS, {given}"] * 4),
        *(f"RESOLVED, {given}", f"IN_PROGRESS, {given}", f"RESOLVED, {given}", f"CLOSED, {given}"),
    ]

    shown = (await siems("incident", "show", "1")).out
    lines = {line.partition("  ")[0]: line.partition("  ")[2].strip() for line in shown.splitlines()}
    assert lines["INC-1"] == "Pages are slow"
    assert (lines["Severity"], lines["Status"], lines["Service"]) == ("HIGH", "CLOSED", "Checkout")
    assert lines["Assignee"] == f"Ada Lovelace <{engineer.email}>"
    assert lines["Reported"].endswith(" UTC (just now)")
    assert lines["Restricted"] == "yes: participants, managers and admins only"
    assert shown.endswith("\nDescription\nSince noon.\nAll of them.\n\nResolution\nRestarted twice\n")
    log = [line.split()[3] for line in (await siems("incident", "log", "1")).out.splitlines()]
    assert log == [
        *("REPORTED", "ASSIGNED", "UNASSIGNED", "ASSIGNED", "STARTED", "COMMENTED", "ESCALATED", "ACKNOWLEDGED"),
        *("RESOLVED", "REOPENED", "RESOLVED", "CLOSED"),
    ]


async def test_every_command_says_the_same_in_json_with_the_names_of_the_api(office: Office) -> None:
    siems = (await office.terminal_of(await office.world.engineer("Ada"))).siems
    await office.world.template("Disk full", category_id=None)

    async def json_of(*arguments: str) -> Any:
        done = await siems("incident", *arguments, "--json")
        assert (done.code, done.err) == (0, "")
        return done.json

    reported = await json_of("report", "--template", "disk full", "--value", "host=db-1", "--severity", "LOW")
    assert (reported["key"], reported["title"], reported["severity"]) == ("INC-1", "Disk full on db-1", "LOW")
    assert (await json_of("claim", "1"))["assignee"]["name"] == "Ada"
    assert (await json_of("start", "1", "--expected-version", "2"))["status"] == "IN_PROGRESS"
    shown = await json_of("show", reported["id"])
    assert shown == (await json_of("list", "--mine"))["incidents"][0] | {"updatedAt": shown["updatedAt"]}
    assert (await json_of("list", "--status", "open")) == {"totalCount": 0, "incidents": []}
    log = await json_of("log", "1", "--limit", "2")
    assert log["key"] == "INC-1"
    assert [entry["action"] for entry in log["incidentLog"]] == ["REPORTED", "CLAIMED"]
    assert (await siems("incident", "resolve", "1", "Cleaned", "--quiet")).out == ""


async def test_a_list_is_filtered_paged_and_fits_a_terminal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    world, siems = office.world, office.terminal.siems
    monkeypatch.setattr("siems.cli.incident_list._LARGEST_PAGE", 2)
    ada, team = await world.engineer("Ada Lovelace of the Analytical Engine"), await world.team("Platform")
    service, category = await world.service("Checkout"), await world.category("Outage")
    long_title = "The gateway answers 502 to every second customer since the deployment"
    await world.incident(office.manager, "Evil \x1b[31m\u202e title", service_id=service.id, team_id=team.id)
    await world.incident_in("ASSIGNED", office.manager, ada, title=long_title, category_id=category.id)
    await world.incident_in("CLOSED", office.manager, office.manager)

    piped = (await siems("incident", "list")).out.splitlines()
    assert piped[0].split() == ["KEY", "SEVERITY", "STATUS", "AGE", "ASSIGNEE", "TITLE"]
    assert [line.split()[0] for line in piped[1:]] == ["INC-3", "INC-2", "INC-1"]
    assert piped[2].endswith(f"just now  {ada.user.name}  {long_title}")
    assert piped[3].endswith("Evil \ufffd[31m\ufffd title")
    narrow = (await siems("incident", "list", COLUMNS="80")).out.splitlines()
    assert max(map(len, narrow)) <= 80
    assert [line.split()[:3] for line in narrow] == [line.split()[:3] for line in piped]
    assert (await siems("incident", "list", "--limit", "1")).out.endswith("\n1 of 3; --limit 0 lists them all.\n")

    for options, found in [
        (("--limit", "0"), "321"),
        (("--unresolved",), "21"),
        (("--status", "closed", "--status", "open"), "31"),
        (("--assignee", "ada"), "2"),
        (("--assignee", "me"), "3"),
        (("--mine",), "3"),
        (("--team", "platform"), "1"),
        (("--service", "checkout", "--severity", "high", "--severity", "low"), "1"),
        (("--category", "Outage"), "2"),
        (("--text", "gateway"), "2"),
        (("--severity", "critical"), ""),
    ]:
        listed = await siems("incident", "list", "-q", *options)
        assert (listed.code, listed.out) == (0, "".join(f"INC-{number}\n" for number in found)), options


@pytest.mark.parametrize(
    ("arguments", "code", "kind", "message"),
    [
        ("show 9", 1, "NOT_FOUND", "There is no INC-9 that you may see."),
        ("show nine", 2, "USAGE", "nine is neither a key like INC-42 nor an incident's id."),
        ("start 1", 1, "INVALID_TRANSITION", "An incident that is OPEN cannot be started. Allowed from here: "),
        ("acknowledge 1", 1, "NOT_FOUND", "INC-1 has not been escalated: there is nothing to acknowledge."),
        ("assign 1 li", 2, "USAGE", "'li' may be Li Na <EMAIL> or Li Wei <EMAIL>. Give the e-mail address."),
        ("list --service Chekout", 2, "USAGE", "There is no service called 'Chekout'. There are: Checkout, Search."),
        ("list --team A", 2, "USAGE", "There is no team called 'A'. There is none at all."),
        ("report", 2, "USAGE", "Give a --title, or a --template with a --value for each of its placeholders."),
        ("report --template x --value y", 2, "USAGE", "--value y lacks an =: it is NAME=VALUE, as host=db-1."),
        ("report --title x --bogus", 2, "USAGE", "No such option: --bogus"),
        ("close 1 --expected-version 7", 5, "CONFLICT", "INC-1 has changed since you read it: it is at version 1"),
        ("watch 1 --mine", 2, "USAGE", "Give either one incident's key, or options that say which incidents."),
        ("watch 1 --unresolved", 2, "USAGE", "Give either one incident's key, or options that say which incidents."),
        ("watch --kind BOGUS", 1, "VALIDATION", "BOGUS is no kind of event. There are: ACKNOWLEDGED, "),
        ("watch --exit-on BOGUS", 2, "USAGE", "--exit-on BOGUS would wait for ever. There are: ACKNOWLEDGED, "),
        ("list --url ftp://x", 2, "USAGE", "'ftp://x' is no address of a server. It looks like https://siems.exa"),
        ("list --url http://a:b@x", 2, "USAGE", "An address holds no user or password. Use `siems login URL`, or"),
        ("list --token x", 3, "UNAUTHENTICATED", "URL does not accept the token: it has expired, was revoked, or"),
        ("list --token=a\nb", 2, "USAGE", "The token has characters that no token has. Was it copied whole"),
    ],
)
async def test_what_is_not_done_is_said_in_a_sentence_with_its_exit_code_and_changes_nothing(
    office: Office, arguments: str, code: int, kind: str, message: str
) -> None:
    world = office.world
    people = [await world.engineer("Li Na"), await world.engineer("Li Wei")]
    await world.service("Checkout")
    await world.service("Search")
    await world.incident(office.manager)
    before = await world.fingerprint()

    def blanked(text: str) -> str:
        for known, blank in [(office.url, "URL"), *((one.email, "EMAIL") for one in people)]:
            text = text.replace(known, blank)
        return text

    refused = await office.terminal.siems("incident", *arguments.split(" "))
    assert (refused.code, refused.out) == (code, "")
    assert message in blanked(refused.err)
    assert len(refused.err.splitlines()) == 1 or kind == "USAGE"
    as_json = await office.terminal.siems("incident", *arguments.split(" "), "--json")
    assert (as_json.code, as_json.out, json.loads(as_json.err)["exitCode"]) == (code, "", code)
    assert as_json.errors[0]["code"] == kind
    assert blanked(as_json.errors[0]["message"]).startswith(message)
    assert await world.fingerprint() == before


async def test_every_violation_is_said_and_a_denial_names_the_role(office: Office) -> None:
    engineer = await office.terminal_of(await office.world.engineer())
    await office.world.incident(office.manager)
    wrong = await office.terminal.siems("incident", "report", "--title", " ", "--dedup-key", "x" * 300)
    assert wrong.code == 1
    assert [line.strip().partition(":")[0] for line in wrong.err.splitlines()] == ["siems", "dedupKey"]
    denied = await engineer.siems("incident", "close", "1")
    assert (denied.code, denied.err) == (3, "siems: The role ENGINEER may not close incidents.\n")


async def test_an_api_key_reports_by_id_and_is_told_that_it_may_not_look_names_up(office: Office) -> None:
    service = await office.world.service("Checkout")
    key = await office.world.key(await office.world.admin())
    machine = Terminal(office.terminal.home, {"SIEMS_URL": f"{office.url}/graphql", "SIEMS_TOKEN": key})
    report = ("incident", "report", "--title", "Disk full", "--quiet", "--service")
    assert (await machine.siems(*report, global_id(service))).out == "INC-1\n"
    denied = await machine.siems(*report, "Checkout")
    assert denied.code == 3
    assert denied.err.endswith(" Give the id in the place of the name.\n")
    assert (await machine.siems("incident", "list", "-q")).out == "INC-1\n"


async def _dripping(request: Request) -> Response:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" "
            await asyncio.sleep(0.05)

    return StreamingResponse(drops())


SECRET_PLACE = "https://elsewhere.example/graphql"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (PlainTextResponse("Hello"), "does not answer as a SIEMS server does: it answers with HTTP 200 and no JSON."),
        (PlainTextResponse("[]"), "does not answer as a SIEMS server does: it answers with HTTP 200 and no GraphQL."),
        (PlainTextResponse('{"data": {}}'), "The server's answer makes no sense to this version (KeyError: 'incid"),
        (PlainTextResponse('{"errors": [7]}'), "does not understand this command: it does not say why"),
        (PlainTextResponse("", 502), "has no answer at present (HTTP 502)."),
        (RedirectResponse(SECRET_PLACE), f"does not answer as a SIEMS server does: it sends one on to {SECRET_PLACE}."),
        (_dripping, "did not answer within 0.5 seconds."),
    ],
)
async def test_what_is_no_siems_is_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Any, message: str
) -> None:
    monkeypatch.setattr(graphql_requests.post, "__defaults__", (None, 0.5))

    async def web(scope: Any, receive: Any, send: Any) -> None:
        response: ASGIApp = answer if isinstance(answer, Response) else await answer(Request(scope, receive))
        await response(scope, receive, send)

    async with served(web) as url:
        done = await Terminal(tmp_path).siems("incident", "list", "--url", url, "--token", "x")
    assert (done.code, done.out) == (4, "")
    assert message in done.err
    assert len(done.err.splitlines()) == 1


async def test_nobody_there_nobody_signed_in_and_an_open_line_are_said(tmp_path: Path) -> None:
    terminal, nowhere = Terminal(tmp_path), f"http://127.0.0.1:{free_port()}"
    away = await terminal.siems("incident", "list", "--url", nowhere, "--token", "x")
    assert (away.code, away.err) == (4, f"siems: {nowhere} cannot be reached: connection refused.\n")
    stranger = await terminal.siems("incident", "list", "--url", nowhere)
    assert (stranger.code, stranger.err.count(f"Run `siems login {nowhere}`")) == (3, 1)
    lost = await terminal.siems("incident", "list")
    assert (lost.code, lost.err.partition("?")[0]) == (2, "siems: Which server")
    eavesdropped = await terminal.siems("incident", "list", "--json", "--token", "x", "--url", "http://siems.invalid")
    warning, error = map(json.loads, eavesdropped.err.splitlines())
    assert (warning["warning"]["code"], error["errors"][0]["code"]) == ("NOT_ENCRYPTED", "UNREACHABLE")


async def test_a_process_of_its_own_has_the_same_codes_and_no_traceback(office: Office) -> None:
    await office.world.incident(office.manager, "Größe \N{FIRE}")
    shell = (
        "siems incident list; siems incident list > /dev/full; echo $?; siems incident list | true; echo $PIPESTATUS"
    )
    listing = await asyncio.create_subprocess_exec(
        *("bash", "-c", shell),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=office.terminal.environment | {"PATH": f"{SIEMS.parent}:{os.environ['PATH']}"},
    )
    refused = await ended(await office.terminal.start("incident", "show", "9", "--json"))
    assert (refused.code, refused.out, refused.errors[0]["code"]) == (1, "", "NOT_FOUND")
    listed = await ended(listing)
    assert listed.out.splitlines()[1:] == [
        "INC-1  HIGH      OPEN    just now  -         Größe \N{FIRE}",
        "2",
        "0",
    ]
    assert listed.err == "siems: The output cannot be written: no space left on device.\n"
