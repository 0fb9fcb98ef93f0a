"""What people type into a search box, and what they are shown of what was found. No I/O."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from siems.domain.errors import ValidationFailed
from siems.domain.text import Checks, TextRule

QUERY = TextRule(longest=500)
BEGIN_HIT, END_HIT = "\u27e6", "\u27e7"
"""Around what was found in a highlight: \u27e6 and \u27e7. What a text has of them itself is shown as [ and ]."""
_HIGHLIGHT_LENGTH, _BEFORE_HIT = 200, 60
_KEY = re.compile(r"(?:inc[-\s]?|#)0*([1-9]\d{0,8})", re.IGNORECASE | re.ASCII)
_TOKEN = re.compile(r'-?"[^"]*"?|[^\s"]+')
_LARGEST_RANK = 2**62


class SearchField(StrEnum):
    """Where in an incident something was found."""

    TITLE = "TITLE"
    DESCRIPTION = "DESCRIPTION"
    RESOLUTION = "RESOLUTION"
    COMMENT = "COMMENT"


@dataclass(frozen=True)
class TextQuery:
    """What is searched for: either of `earlier` (alternatives already), or `words` and `last` together.

    All three are in PostgreSQL's web search syntax. `prefix` is the word that `last` may only be the beginning of.
    """

    earlier: str = ""
    words: str = ""
    last: str = ""
    prefix: str | None = None
    number: int | None = None
    """The incident of this number is meant, before what mentions it."""

    @classmethod
    def parse(cls, text: str, field: str) -> Self:
        """Reads what somebody typed. Raises ValidationFailed, blaming `field`, for what cannot be searched for."""
        checks = Checks()
        checks.text(field, text, QUERY)
        checks.done()
        if key := _KEY.fullmatch(text.strip()):
            return cls(last=f'"INC-{key[1]}"', number=int(key[1]))
        *earlier, tokens = _alternatives(_TOKEN.findall(text))
        *words, last = tokens or [""]
        prefix = last if _may_go_on(text, last) else None
        return cls(" or ".join(" ".join(words) for words in earlier), " ".join(words), last, prefix)


@dataclass(frozen=True)
class RankedPlace:
    """A place among what was found, the best first and the newest first among equals."""

    rank: int
    id: UUID

    def encode(self) -> str:
        """A cursor for clients."""
        return base64.urlsafe_b64encode(json.dumps(["rank", self.rank, str(self.id)]).encode()).decode()

    @classmethod
    def decode(cls, cursor: str) -> Self:
        """Reads what `encode` wrote. Raises ValidationFailed if it is nothing of the kind."""
        try:
            kind, rank, id = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
            if kind == "rank" and type(rank) is int and 0 <= rank <= _LARGEST_RANK:
                return cls(rank, UUID(id))
        except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error):
            pass
        raise ValidationFailed.of("after", "This is not a cursor of a search. Use one from its edges or its pageInfo.")


@dataclass(frozen=True)
class Highlight:
    """A piece of an incident's text, with BEGIN_HIT and END_HIT around what was found."""

    field: SearchField
    text: str


def excerpt(marked: str) -> str:
    """The surroundings of the first hit in a text whose hits are marked, perhaps more than once each."""
    text = re.sub(f"{BEGIN_HIT}{{2,}}", BEGIN_HIT, re.sub(f"{END_HIT}{{2,}}", END_HIT, marked))
    text = text.replace(END_HIT + BEGIN_HIT, "")
    begin = _word_start(text, text.find(BEGIN_HIT) - _BEFORE_HIT)
    end = len(text) if len(text) - begin <= _HIGHLIGHT_LENGTH else _word_end(text, begin, begin + _HIGHLIGHT_LENGTH)
    piece = text[begin:end]
    if piece.count(BEGIN_HIT) > piece.count(END_HIT):
        piece += END_HIT
    return ("… " if begin else "") + piece + (" …" if end < len(text) else "")


def _alternatives(tokens: list[str]) -> list[list[str]]:
    """The tokens between the words `or`; at least one list, and only the last one may be empty."""
    found: list[list[str]] = [[]]
    for token in tokens:
        if token.lower() != "or":
            found[-1].append(token)
        elif found[-1]:
            found.append([])
    return found


def _may_go_on(text: str, last: str) -> bool:
    """Whether the last word may be half typed: not if a space or a quote ended it, nor if it is to be left out."""
    if not text.endswith(last) or last.startswith("-") or '"' in last:
        return False
    return len(last) > 1 or last > "\x7f"


def _word_start(text: str, place: int) -> int:
    """The beginning of the first whole word at or behind the place, but not behind the first hit."""
    if place <= 0:
        return 0
    return text.find(" ", place, text.find(BEGIN_HIT)) + 1 or place


def _word_end(text: str, begin: int, place: int) -> int:
    """The end of the last whole word before the place, but not before the first hit has ended."""
    hit_end = text.find(END_HIT, begin) + 1
    space = text.rfind(" ", begin, place)
    return max(space, min(hit_end, place)) if space > begin else place
