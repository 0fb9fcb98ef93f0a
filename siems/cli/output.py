"""What a command that asks a server prints: for people or as JSON, answers on stdout, and all else on stderr."""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO, TextIOWrapper
from shutil import get_terminal_size
from typing import Any

import typer
from rich.console import Console, RenderableType

from siems.cli import exits
from siems.cli.failures import Failure, wrong_usage

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_AS_WIDE_AS_IT_TAKES = 10_000


class Output:
    """Prints. A terminal gets colours and its own width; a pipe plain lines that are not cut off."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.now = datetime.now(UTC)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")  # whatever the locale is, a name does not end the command

    @property
    def width(self) -> int | None:
        """What lines have to fit: a terminal, or COLUMNS if somebody set it. None: nothing."""
        fits = sys.stdout.isatty() or "COLUMNS" in os.environ
        return get_terminal_size().columns if fits else None

    def document(self, value: Any) -> None:
        """JSON, indented for whoever looks at it."""
        typer.echo(_json(value, indent=2))

    def object_line(self, value: Any) -> None:
        """JSON on one line, at once."""
        typer.echo(_json(value))
        sys.stdout.flush()

    def line(self, text: str) -> None:
        typer.echo(text)

    def show(self, *parts: RenderableType, wrapped: bool = True) -> None:
        """Something of rich's, without blanks at the ends of lines."""
        console = Console(
            file=sys.stdout if sys.stdout.isatty() else StringIO(),
            width=self.width or _AS_WIDE_AS_IT_TAKES,
            highlight=False,
            markup=False,
            emoji=False,
        )
        console.print(*parts, sep="\n", soft_wrap=not wrapped)
        if isinstance(console.file, StringIO):
            typer.echo("\n".join(line.rstrip() for line in console.file.getvalue().splitlines()))
        sys.stdout.flush()

    def warn(self, code: str, message: str) -> None:
        """Something that is well to know, while the command goes on."""
        said = _json({"warning": {"code": code, "message": message}}) if self.as_json else f"siems: {plain(message)}"
        typer.echo(said, err=True)

    def fail(self, failure: Failure) -> None:
        """Why it was not done."""
        if self.as_json:
            typer.echo(_json({"errors": failure.errors, "exitCode": failure.exit_code}), err=True)
            return
        typer.echo("siems: " + "\n       ".join(plain(line) for line in failure.lines), err=True)


@contextmanager
def failing_plainly(output: Output) -> Iterator[None]:
    """What goes wrong within the block is said in a sentence, and its exit code is this process's."""
    try:
        yield
        sys.stdout.flush()
    except Failure as failure:
        output.fail(failure)
        raise SystemExit(failure.exit_code) from None
    except BrokenPipeError:  # whoever read us has enough
        _say_no_more()
        raise SystemExit(0) from None
    except OSError as error:
        _say_no_more()
        output.fail(wrong_usage(f"The output cannot be written: {(error.strerror or str(error)).lower()}."))
        raise SystemExit(exits.WRONG_USAGE) from None
    except KeyboardInterrupt:
        raise SystemExit(exits.INTERRUPTED) from None
    except (KeyError, TypeError, AttributeError, IndexError) as error:  # an answer without what the schema promises
        lacking = f"{type(error).__name__}: {error}"
        output.fail(Failure("OTHER_VERSION", f"The server's answer makes no sense to this version ({lacking})."))
        raise SystemExit(exits.NO_ANSWER) from None


def _say_no_more() -> None:
    """What is left to be written would fail once more when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def plain(text: str) -> str:
    """The text without what a terminal takes for an instruction: it may come from anybody."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _json(value: Any, indent: int | None = None) -> str:
    speaks_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(value, ensure_ascii=not speaks_unicode, indent=indent)
