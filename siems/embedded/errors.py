"""What goes wrong with the embedded servers, said to the person at the terminal."""

from collections.abc import Iterable
from pathlib import Path


class EmbeddedError(Exception):
    """The embedded servers cannot be used. The message says what is wrong and what to do; no traceback is needed."""


def last_lines(logs: Iterable[Path], count: int = 10) -> str:
    """The last lines of whichever of these logs was written last, under its name, ready to end a message with."""
    written = sorted((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime)
    if not written:
        return "it left no log"
    lines = written[-1].read_text(errors="replace").splitlines()[-count:]
    return "\n  ".join([f"the last lines of {written[-1]}:", *lines])
