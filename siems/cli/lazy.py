"""Commands that are listed without their code: it is loaded once one of them is asked for.

The application takes seconds to load, and its GraphQL schema most of them. `siems --version` needs neither.
"""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from siems.cli.exits import WRONG_USAGE

_UsageError: Any = typer.BadParameter.__base__


class LazyCommand(TyperCommand):
    """A name and a line for the list of commands; the function at `place` ("module:function") is what runs.

    The line must be the first one of that function's docstring, which is what its own help says.
    """

    def __init__(self, name: str, place: str, line: str) -> None:
        super().__init__(name, help=line)
        self.module, self._function = place.split(":")

    def loaded(self) -> Any:
        """The command itself, with its options."""
        alone = typer.Typer(add_completion=False)
        with _kept_for_good():
            alone.command(self.name)(getattr(import_module(self.module), self._function))
        return get_command(alone)

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        """What a group calls on the command that was chosen. The context belongs to the loaded one, which then runs."""
        return self.loaded().make_context(*arguments, **more)


class RemoteCommand(LazyCommand):
    """A command that asks a server. Whoever asks for JSON gets also a wrong option said in JSON."""

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **named: Any) -> Any:
        given = list(args)
        try:
            return super().make_context(info_name, args, *more, **named)
        except _UsageError as error:
            if "--json" not in given:
                raise
            error_of_ours = {"code": "USAGE", "message": error.format_message(), "field": None}
            typer.echo(json.dumps({"errors": [error_of_ours], "exitCode": WRONG_USAGE}), err=True)
            raise typer.Exit(WRONG_USAGE) from None


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """What is loaded meanwhile is never thrown away: the garbage collector looks for nothing in it, now and later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
