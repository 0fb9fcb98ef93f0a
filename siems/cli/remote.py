"""Commands that ask a SIEMS server, this one or any other: by URL and token, or as whoever `siems login` signed in."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from siems.cli.credentials import Credentials, GivenToken, SessionToken, not_signed_in
from siems.cli.failures import Failure, Json, wrong_usage
from siems.cli.graphql_requests import post
from siems.cli.output import Output, failing_plainly
from siems.cli.server_address import ServerAddress
from siems.cli.session_file import SessionFile

P = ParamSpec("P")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with names as in the GraphQL API.")]
_Url = Annotated[
    str | None,
    typer.Option(envvar="SIEMS_URL", help="The server, as https://siems.example.com; else where you signed in last."),
]
_Token = Annotated[
    str | None,
    typer.Option(
        envvar="SIEMS_TOKEN",
        help="An access token or API key. Better in SIEMS_TOKEN: others see what a command is called with.",
    ),
]


class Siems:
    """A server, asked as somebody."""

    def __init__(self, address: ServerAddress, credentials: Credentials, output: Output) -> None:
        self.address = address
        self.credentials = credentials
        self.output = output

    @classmethod
    def chosen(cls, url: str | None, token: str | None, output: Output) -> "Siems":
        """The server and the token that somebody gave, or else those of `siems login`. Raises Failure."""
        file = SessionFile.usual()
        kept = file.read() if not (url and token) else None
        if (url or (kept and kept.current)) is None:
            raise wrong_usage("Which server? Run `siems login URL`, give --url, or set SIEMS_URL.")
        address = ServerAddress.parse(url or (kept and kept.current) or "")
        if token is None and kept is not None and address.url not in kept.by_address:
            raise not_signed_in(address)
        warn_of_eavesdroppers(address, output)
        return cls(address, SessionToken(address, file) if token is None else GivenToken(token), output)

    def ask(self, document: str, **variables: Any) -> Json:
        """The `data` of the answer. Raises Failure. A token that has expired is renewed where that can be done."""
        token = self.credentials.token()
        try:
            return post(self.address, document, variables, token)
        except Failure as failure:
            if failure.code != "UNAUTHENTICATED" or (another := self.credentials.another(token)) is None:
                raise
            return post(self.address, document, variables, another)

    def act(self, mutation: str, returning: str, **input: Any) -> Json:
        """The payload of a mutation. Raises Failure if it was refused."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        asked = f"{mutation}(input: $input) {{ {returning} errors {{ code message field }} }}"
        given = {name: value for name, value in input.items() if value is not None}
        payload: Json = self.ask(f"mutation($input: {kind}) {{ {asked} }}", input=given)[mutation]
        if payload["errors"]:
            raise Failure.of(payload["errors"])
        return payload


def warn_of_eavesdroppers(address: ServerAddress, output: Output) -> None:
    """Says so if what is sent can be read on its way."""
    if address.is_open_to_eavesdroppers:
        message = f"Warning: {address.url} is not encrypted, so others can read the token on its way. Use https://."
        output.warn("NOT_ENCRYPTED", message)


def remote(command: Callable[Concatenate[Siems, P], None]) -> Callable[..., None]:
    """Makes a command of a function that takes a server first: adds --url, --token and --json, and says failures."""

    def run(url: str | None, token: str | None, json: bool, *given: P.args, **chosen: P.kwargs) -> None:
        output = Output(json)
        with failing_plainly(output):
            command(Siems.chosen(url, token, output), *given, **chosen)

    own = list(inspect.signature(command).parameters.values())[1:]
    common = [_option("json", AsJson, False), _option("url", _Url, None), _option("token", _Token, None)]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__signature__ = inspect.Signature([*own, *common])  # type: ignore[attr-defined]  # read by inspect
    run.__annotations__ = {each.name: each.annotation for each in (*own, *common)}
    return run


def _option(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
