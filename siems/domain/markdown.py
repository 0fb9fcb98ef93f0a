"""Other people's text in Markdown, so that it is shown as it is and changes nothing around it. No I/O.

Two ways: `inline` within a line or a table's cell, which must not begin with it; and `block`, a fence that the text
cannot close. Both hold for CommonMark with tables, strikethrough, autolinks, formulas and raw HTML.
"""

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#!|~&$^@=+]|:(?=[^\d\s])|(?<=www)\.", re.IGNORECASE)
"""What means something within a line; a backslash makes it a character. Bare links have `://`, `www.` or `@`."""
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What moves the cursor, breaks lines or turns the direction of writing."""
_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,1000}", re.IGNORECASE)
"""Printable ASCII without spaces and angle brackets, as an address is spelt."""
_BACKTICKS = re.compile("`+")


def inline(text: object) -> str:
    """The text as one line of plain characters."""
    return visible(_SPECIAL.sub(r"\\\g<0>", " ".join(str(text).split())))


def link(text: str) -> str:
    """An address of the web to click on; anything else as `inline` shows it."""
    return f"<{text}>" if _ADDRESS.fullmatch(text) else inline(text)


def block(text: str) -> str:
    """The text as it is, in a fence that is longer than anything in it that could close one."""
    lines = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    longest = max((len(run) for run in _BACKTICKS.findall(lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{lines}\n{fence}"


def visible(text: str) -> str:
    """The text with its code points in the place of characters that nobody sees and that do something: ⟨U+202E⟩."""
    return _INVISIBLE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, or "None." without rows. The cells are Markdown already: one line, and no `|` that is not escaped."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines]) if lines else "None."
