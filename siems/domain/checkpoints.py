"""What a checkpoint says of the logs, how it is hashed and signed, and what is wrong with a false one. No I/O.

A checkpoint covers every entry of both logs that stands in the feed behind what the one before it covers. For each
organization with something new it has a part: how many entries, a hash over their hashes in the feed's order, and a
hash over its heads, the entries in which the chains end that went on.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from typing import Any, Protocol, Self
from uuid import UUID

from siems.domain.log import GENESIS, canonical, timestamp

KINDS = ("incident", "configuration")
"""The logs, in the order in which a checkpoint takes them."""


@dataclass(frozen=True, order=True)
class Place:
    """Where an entry stands in the feed of its log. No entry that commits later stands before one that was read."""

    epoch: int = 1
    xid: int = 0
    id: int = 0

    def numbers(self) -> list[int]:
        """As it is signed: the first epoch is left out, as it was before there were epochs."""
        return [self.xid, self.id] if self.epoch == 1 else [self.epoch, self.xid, self.id]

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Self:
        """Reads `numbers`. Raises TypeError or ValueError if it is something else."""
        xid, id = numbers[-2:]
        [epoch] = numbers[:-2] or [1]
        return cls(epoch, xid, id)


@dataclass(frozen=True)
class Covered:
    """An entry as checkpoints see it; its hash stands for all that it says, and for the entries before it."""

    kind: str
    organization_id: UUID
    subject_id: UUID
    sequence: int
    hash: str
    place: Place

    def line(self) -> str:
        place = " ".join(map(str, self.place.numbers()))
        return f"{self.kind} {self.subject_id} {self.sequence} {self.hash} {place}"


class Lines:
    """SHA-256 over lines, one after the other, so that they need not be in memory together."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.count = 0

    def add(self, line: str) -> None:
        self._digest.update(f"{line}\n".encode())
        self.count += 1

    def hash(self) -> str:
        return self._digest.hexdigest()


@dataclass(frozen=True)
class Part:
    """What a checkpoint covers of one organization."""

    organization_id: UUID
    entries: int
    entries_hash: str
    """Over the hashes of the entries: those of the incident log first, each log in the feed's order."""
    heads_hash: str
    """Over the lines of the heads, by kind and subject."""


@dataclass(frozen=True)
class Checkpoint:
    """Which entries, by whose signature, and since when at the latest they have been there."""

    number: int
    previous_hash: str
    made_at: datetime
    entries: int
    incident: Place
    """How far it goes in the incident log."""
    configuration: Place
    contents: str
    """The hash over its parts."""
    public_key: str

    def place(self, kind: str) -> Place:
        """How far it goes in this log."""
        return self.incident if kind == "incident" else self.configuration

    def hash(self) -> str:
        """SHA-256, in hex, over the previous checkpoint's hash and the canonical JSON of everything else."""
        content = {name: value for name, value in self.content().items() if name != "previous"}
        return hashlib.sha256(f"{self.previous_hash}\n{canonical(content)}".encode()).hexdigest()

    def content(self) -> dict[str, Any]:
        return {
            "checkpoint": self.number,
            "previous": self.previous_hash,
            "made_at": timestamp(self.made_at),
            "entries": self.entries,
            "incident": self.incident.numbers(),
            "configuration": self.configuration.numbers(),
            "contents": self.contents,
            "key": self.public_key,
        }


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint as it is kept: with the hash and the signature that are said to be its own."""

    checkpoint: Checkpoint
    hash: str
    signature: str

    @property
    def number(self) -> int:
        return self.checkpoint.number

    def line(self) -> str:
        """Its line in the anchor file: JSON that says everything it takes to check the signature."""
        return canonical({**self.checkpoint.content(), "hash": self.hash, "signature": self.signature})


class Signer(Protocol):
    """A private key."""

    @property
    def public(self) -> str: ...

    def sign(self, text: str) -> str: ...


class Trust(Protocol):
    """The public keys that are believed. False if there are none."""

    def __bool__(self) -> bool: ...

    def __contains__(self, public: str) -> bool: ...

    def signed(self, public: str, text: str, signature: str) -> bool: ...


@dataclass(frozen=True)
class Batch:
    """Entries that a checkpoint is going to cover, summed up."""

    parts: tuple[Part, ...]
    heads: tuple[Covered, ...]
    """By organization, kind and subject."""
    entries: int
    ends: Mapping[str, Place]
    """The last place, by the kind of those logs that have something new."""


def summed_up(entries: Iterable[Covered]) -> Batch:
    """Sums up entries that come log by log, each log in the feed's order."""
    rolls: dict[UUID, Lines] = {}
    last: dict[tuple[UUID, str, UUID], Covered] = {}
    ends: dict[str, Place] = {}
    for entry in entries:
        rolls.setdefault(entry.organization_id, Lines()).add(entry.hash)
        last[entry.organization_id, entry.kind, entry.subject_id] = entry
        ends[entry.kind] = entry.place
    heads = tuple(last[key] for key in sorted(last))
    parts = tuple(
        Part(organization_id, roll.count, roll.hash(), hash_of_heads(heads, organization_id))
        for organization_id, roll in sorted(rolls.items())
    )
    return Batch(parts, heads, sum(part.entries for part in parts), ends)


def hash_of_heads(heads: Iterable[Covered], organization_id: UUID) -> str:
    """Over those of the heads that are this organization's."""
    lines = Lines()
    for head in heads:
        if head.organization_id == organization_id:
            lines.add(head.line())
    return lines.hash()


def contents(parts: Iterable[Part]) -> str:
    """The hash over parts, which come by organization."""
    said = [{name: str(value) for name, value in asdict(part).items()} for part in parts]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def signed(batch: Batch, last: SignedCheckpoint | None, made_at: datetime, key: Signer) -> SignedCheckpoint:
    """The checkpoint behind `last` that covers the batch."""
    before = {kind: Place() if last is None else last.checkpoint.place(kind) for kind in KINDS}
    ends = {**before, **batch.ends}
    checkpoint = Checkpoint(
        number=1 if last is None else last.number + 1,
        previous_hash=GENESIS if last is None else last.hash,
        made_at=made_at,
        entries=batch.entries,
        incident=ends["incident"],
        configuration=ends["configuration"],
        contents=contents(batch.parts),
        public_key=key.public,
    )
    hash = checkpoint.hash()
    return SignedCheckpoint(checkpoint, hash, key.sign(_message(hash)))


def problem_with(found: SignedCheckpoint, last: SignedCheckpoint | None, trust: Trust) -> str | None:
    """What is wrong with a checkpoint found behind `last`, or None if it is what a trusted key has signed."""
    number, previous = (0, GENESIS) if last is None else (last.number, last.hash)
    if found.number != number + 1:
        return f"it is missing: the next one found is {found.number}"
    if found.checkpoint.previous_hash != previous:
        return "it does not follow from the one before it"
    return forgery_in(found, trust)


def forgery_in(found: SignedCheckpoint, trust: Trust) -> str | None:
    """What is wrong with a checkpoint by itself, or None."""
    if found.checkpoint.hash() != found.hash:
        return "it does not match its own hash: it was changed"
    if found.checkpoint.public_key not in trust:
        return f"it is signed with the key {found.checkpoint.public_key}, which is not trusted here"
    if not trust.signed(found.checkpoint.public_key, _message(found.hash), found.signature):
        return "its signature is false: it was changed"
    return None


def read_line(line: str) -> SignedCheckpoint:
    """What a line of an anchor file says. Raises ValueError if it is not such a line, character by character."""
    try:
        said = json.loads(line)
        checkpoint = Checkpoint(
            number=said["checkpoint"],
            previous_hash=said["previous"],
            made_at=datetime.fromisoformat(said["made_at"]),
            entries=said["entries"],
            incident=Place.of(said["incident"]),
            configuration=Place.of(said["configuration"]),
            contents=said["contents"],
            public_key=said["key"],
        )
        read = SignedCheckpoint(checkpoint, said["hash"], said["signature"])
        if _is_well_formed(read) and read.line() == line:
            return read
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        pass
    raise ValueError("it is not a checkpoint")


def _is_well_formed(read: SignedCheckpoint) -> bool:
    said = read.checkpoint
    numbers = (said.number, said.entries, *astuple(said.incident), *astuple(said.configuration))
    hashes = (said.previous_hash, said.contents, said.public_key, read.hash)
    return (
        all(type(number) is int and number >= 0 for number in numbers)
        and all(re.fullmatch("[0-9a-f]{64}", hash) for hash in hashes)
        and re.fullmatch("[0-9a-f]{128}", read.signature) is not None
    )


def _message(hash: str) -> str:
    # Says what is signed, so that no signature made for anything else could pass for one of these.
    return f"siems checkpoint {hash}"
