"""What is wrong with an exported incident: its chain is recomputed from the file alone. No I/O.

What an exported log proves: that its entries follow from one another, and that none of those whose content is complete
was changed without all hashes behind it being made anew. What it does not: that nothing was cut off at its end.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from siems.domain.incident_export import FORMAT, PARTS, VERSION, parts
from siems.domain.log import Link, canonical, digest_of
from siems.domain.visibility import READ_OF_ITS_ORIGIN_WITH, READ_WITH

_PARTS = ("format", "version", "exported", "incident", "summary", *PARTS, "log")
_CONTENT = frozenset(
    {
        *("organization", "subject", "sequence", "action", "actor", "before", "after", "reason", "origin"),
        *("request", "source", "at", "recorded_at"),
    }
)
_KEYS = {"content", "previous", "hash", "withheld"}
_WITHHOLDABLE = {*READ_WITH, *READ_OF_ITS_ORIGIN_WITH}
_HASH = re.compile("[0-9a-f]{64}")


class NotAnExport(ValueError):
    """The file is something else, or of a version that is not known here. Says which."""


@dataclass(frozen=True)
class Broken:
    """The first place that does not fit: an entry by its place in the log, or None for another part of the file."""

    sequence: int | None
    problem: str


@dataclass(frozen=True)
class Verdict:
    """What was found. `checked` counts the entries up to the first broken one."""

    key: str
    checked: int
    last: Link
    withheld: Mapping[str, int]
    """How many entries lack what, by its name. They are linked by their hashes, and cannot be recomputed."""
    linked_only: int
    """How many entries lack anything."""
    broken: Broken | None = None


def verified(text: str) -> Verdict:
    """Recomputes the chain of an exported log, and tells the other parts again. Raises NotAnExport."""
    try:
        document = _strict(text)
    except ValueError as error:
        if (line := _unreadable_entry(text)) is None:
            raise NotAnExport(f"it is not JSON: {error}") from None
        return Verdict("", line - 1, Link(), {}, 0, Broken(line, "it is not JSON, or says something twice"))
    _must_be_an_export(document)
    return _Chain(document).verdict()


class _Chain:
    """Walks the log of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._last = Link()
        self._withheld: Counter[str] = Counter()
        self._linked_only = 0

    def verdict(self) -> Verdict:
        broken = self._first_broken() or self._untold_part()
        key = str(self._document["incident"]["key"])
        return Verdict(key, self._last.sequence, self._last, dict(self._withheld), self._linked_only, broken)

    def _first_broken(self) -> Broken | None:
        for raw in self._document["log"]:
            problem = _malformed(raw) or self._misplaced(raw) or self._changed(raw)
            if problem:
                return Broken(self._last.sequence + 1, problem)
            self._last = Link(raw["content"]["sequence"], raw["hash"])
        return None

    def _misplaced(self, raw: Mapping[str, Any]) -> str | None:
        content, incident = raw["content"], self._document["incident"]
        if (content["subject"], content["organization"]) != (incident["id"], incident["organization"]["id"]):
            return "it belongs to another incident than the file is about"
        if content["sequence"] != self._last.sequence + 1:
            return f"it is missing here: the next one found is {content['sequence']}"
        if raw["previous"] != self._last.hash:
            return "it does not follow from the one before it"
        return None

    def _changed(self, raw: Mapping[str, Any]) -> str | None:
        if withheld := raw.get("withheld"):
            self._withheld.update(withheld)
            self._linked_only += 1
            return None
        if digest_of(raw["previous"], raw["content"]) != raw["hash"]:
            return "it does not match its own hash: it was changed"
        return None

    def _untold_part(self) -> Broken | None:
        """A part that does not say what the log says."""
        try:
            told = parts([raw["content"] for raw in self._document["log"]])
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            return Broken(None, f"what the log says cannot be told: {error!r}")
        for name, part in told.items():
            if canonical(self._document[name]) != canonical(part):  # 1 is not true
                return Broken(None, f"the part `{name}` does not say what the log says")
        return None


def _must_be_an_export(document: Any) -> None:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotAnExport("it is not the export of an incident")
    if type(document.get("version")) is not int or document["version"] != VERSION:
        raise NotAnExport(f"it has the version {document.get('version')!r}, and only {VERSION} is known here")
    if set(document) != set(_PARTS):
        wrong = ", ".join(sorted(set(document) ^ set(_PARTS)))
        raise NotAnExport(f"it has other parts than an export has: {wrong}")
    incident, log = document["incident"], document["log"]
    well_formed = isinstance(incident, dict) and isinstance(incident.get("organization"), dict)
    if not well_formed or not {"id", "key"} <= set(incident) or "id" not in incident["organization"]:
        raise NotAnExport("it does not say which incident it is about")
    if not isinstance(log, list) or not log:
        raise NotAnExport("it has no log")


def _malformed(raw: Any) -> str | None:
    """What is wrong with an entry by itself, but for its hash."""
    if not isinstance(raw, dict) or not {"content", "previous", "hash"} <= set(raw) <= _KEYS:
        return "it is not an entry: it consists of `content`, `previous`, `hash`, and perhaps `withheld`"
    content, withheld = raw["content"], raw.get("withheld", [])
    if not _is_hash(raw["previous"]) or not _is_hash(raw["hash"]):
        return "a hash of it is none"
    if "withheld" in raw and not _names(withheld):
        return "what it says to be withheld is nothing that is ever withheld"
    if not isinstance(content, dict) or set(content) != _CONTENT - set(withheld) or not _is_well_formed(content):
        return "its content is not that of an entry"
    if set(withheld) & set(content["after"]):
        return "it says what it calls withheld"
    return None


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _names(withheld: Any) -> bool:
    """Whether it is a list of what may be withheld, each once and in order."""
    if not isinstance(withheld, list) or not all(isinstance(name, str) for name in withheld):
        return False
    return bool(withheld) and withheld == sorted(set(withheld) & _WITHHOLDABLE)


def _is_well_formed(content: Mapping[str, Any]) -> bool:
    actor = content["actor"]
    return (
        type(content["sequence"]) is int
        and isinstance(content["before"], dict)
        and isinstance(content["after"], dict)
        and isinstance(actor, dict)
        and set(actor) == {"kind", "name", "id"}
    )


def _strict(text: str) -> Any:
    """The JSON, if nothing in it can be read in two ways. Raises ValueError."""
    try:
        read = json.loads(text, object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number)
        text.encode()
        json.dumps(read, ensure_ascii=False).encode()
        return read
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object says something twice")
    return found


def _no_number(spelt: str) -> NoReturn:
    raise ValueError(f"{spelt} is a number that no export has")


def _unreadable_entry(text: str) -> int | None:
    """The place in the log of the first line that is not JSON, if the file is laid out as an export is."""
    lines = text.split("\n")
    if '"log": [' not in lines:
        return None
    entries = lines[lines.index('"log": [') + 1 :]
    for place, line in enumerate(entries, 1):
        if line == "]":
            return None
        try:
            _strict(line.removesuffix(","))
        except ValueError:
            return place
    return None
