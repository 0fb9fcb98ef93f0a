"""Text that comes in through stdin."""

import sys

from siems.cli.failures import wrong_usage

_LONGEST = 1024 * 1024


def read_stdin(what: str) -> str:
    """All of stdin, as UTF-8. Raises Failure if it is something else, or more than a server would take."""
    try:
        read = sys.stdin.buffer.read(_LONGEST + 1)
        if len(read) > _LONGEST:
            raise wrong_usage(f"{what} on stdin is longer than a server would take.")
        return read.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise wrong_usage(f"{what} on stdin is not UTF-8.") from None


def text_or_stdin(text: str, what: str) -> str:
    """The text itself, or for `-` what comes through stdin, without the newline at its end."""
    return read_stdin(what).rstrip("\n") if text == "-" else text
