"""Running the commands that ask a server: in this process, which is fast, or as processes of their own."""

import asyncio
import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from commands import PATIENCE, SIEMS
from log_secrets import secrets_in

from siems.cli.command import commands


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def errors(self) -> Any:
        """What was said on stderr as JSON."""
        return json.loads(self.err)["errors"]


@dataclass
class Terminal:
    """Somebody's machine, on which `siems` is run: its settings, and its own folder for sessions."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def session_file(self) -> Path:
        return self.home / "siems" / "session.json"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIEMS_", "COLUMNS"))}
        return {**kept, "TZ": "UTC", "XDG_CONFIG_HOME": str(self.home), **self.settings}

    async def siems(self, *arguments: str, stdin: str | bytes = "", **more: str) -> Said:
        """Runs a command to its end, in a thread. Proves that it prints no secret and no traceback."""
        said = await asyncio.to_thread(_run, arguments, _bytes(stdin), {**self.environment, **more})
        assert secrets_in(said.out + said.err) == []
        assert "Traceback" not in said.err
        return said

    async def start(self, *arguments: str, stdin: int = asyncio.subprocess.DEVNULL) -> asyncio.subprocess.Process:
        """A command as a process of its own."""
        return await asyncio.create_subprocess_exec(
            SIEMS,
            *arguments,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
            limit=1 << 20,
        )


async def ended(process: asyncio.subprocess.Process, stdin: str | None = None) -> Said:
    """How a process ended."""
    out, err = await asyncio.wait_for(process.communicate(stdin and stdin.encode()), PATIENCE)
    said = Said(process.returncode or 0, out.decode(), err.decode())
    assert secrets_in(said.out + said.err) == []
    assert "Traceback" not in said.err
    return said


def _run(arguments: tuple[str, ...], stdin: bytes, environment: Mapping[str, str]) -> Said:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code = 0
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, environment, clear=True))
        stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        try:
            commands.main(list(arguments), prog_name="siems")
        except SystemExit as exit:
            code = int(exit.code or 0)
    said = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Said(code, *said)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
