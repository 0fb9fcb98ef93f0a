"""Signing in to a server from this machine, and out again."""

import sys
from contextlib import suppress
from typing import Annotated

import typer

from siems.cli.credentials import SESSION, not_signed_in, session_of
from siems.cli.failures import Failure, Json, wrong_usage
from siems.cli.graphql_requests import post
from siems.cli.output import Output, failing_plainly, plain
from siems.cli.remote import AsJson, warn_of_eavesdroppers
from siems.cli.server_address import ServerAddress
from siems.cli.session_file import SessionFile
from siems.cli.stdin import read_stdin

_LOGIN = f"mutation($input: LoginInput!) {{ login(input: $input) {{ {SESSION} viewer {{ id name email role }} }} }}"
_LOGOUT = "mutation($input: LogoutInput!) { logout(input: $input) { sessionsEnded errors { code message field } } }"
_LAST_WORDS_SECONDS = 5.0
Address = Annotated[str, typer.Argument(metavar="URL", envvar="SIEMS_URL", help="As https://siems.example.com.")]


def login(
    url: Address,
    email: Annotated[str | None, typer.Option(help="Your e-mail address; asked for otherwise.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
    json: AsJson = False,
) -> None:
    """Sign in to a server with e-mail address and password, for the commands that ask one.

    The session is kept in ~/.config/siems/session.json, which only you can read, until `siems logout`, or until it has
    not been used for 14 days.
    """
    output = Output(json)
    with failing_plainly(output):
        address, file = ServerAddress.parse(url), SessionFile.usual()
        warn_of_eavesdroppers(address, output)
        given = {"email": _email(email), "password": _password(password_stdin)}
        with file.changing():  # before anything is begun on the server: can a session be kept here at all?
            pass
        answer = post(address, _LOGIN, {"input": given})["login"]
        _keep(file, address, answer, given["email"])
        _say_who(output, address, answer["viewer"])


def logout(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="Of which server; else the one you signed in to last.")
    ] = None,
    json: AsJson = False,
) -> None:
    """End the session that `siems login` began, on the server and here."""
    output, file = Output(json), SessionFile.usual()
    with failing_plainly(output), file.changing() as kept:
        if url is None and kept.current is None:
            raise Failure("NOT_SIGNED_IN", "Not signed in to any server from here.")
        address = ServerAddress.parse(url or kept.current or "")
        if (session := kept.by_address.get(address.url)) is None:
            raise not_signed_in(address)
        ended = _ended(address, session.refresh_token, file)
        kept.forget(address.url)
        file.write(kept)
        if output.as_json:
            output.document({"url": address.url, "sessionsEnded": ended})
        else:
            output.line(f"Signed out of {address.url}.")


def _keep(file: SessionFile, address: ServerAddress, answer: Json, email: str) -> None:
    """Keeps the new session and ends the one that it takes the place of."""
    with file.changing() as kept:
        before = kept.put(address.url, session_of(email, answer))
        file.write(kept)
    if before is not None:
        with suppress(Failure):  # it ends by itself, 14 days after its last use
            post(address, _LOGOUT, {"input": {"refreshToken": before.refresh_token}}, seconds=_LAST_WORDS_SECONDS)


def _ended(address: ServerAddress, refresh_token: str, file: SessionFile) -> int:
    """How many sessions have ended. One that is over already is as good as ended."""
    try:
        payload = post(address, _LOGOUT, {"input": {"refreshToken": refresh_token}})["logout"]
    except Failure as failure:
        message = f"{failure} The session is kept; to forget it here only, delete {file.path}."
        raise Failure(failure.code, message) from None
    return int(payload["sessionsEnded"] or 0)


def _say_who(output: Output, address: ServerAddress, viewer: Json) -> None:
    if output.as_json:
        output.document({"url": address.url, "viewer": viewer})
    else:
        output.line(plain(f"Signed in to {address.url} as {viewer['name']} <{viewer['email']}>, {viewer['role']}."))


def _email(given: str | None) -> str:
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise wrong_usage("stdin is no terminal to ask at: give --email and --password-stdin.")
    return str(typer.prompt("E-mail", err=True))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return read_stdin("The password").partition("\n")[0].removesuffix("\r")
    if not sys.stdin.isatty():
        raise wrong_usage("stdin is no terminal to ask at: give --password-stdin.")
    return str(typer.prompt("Password", hide_input=True, err=True))
