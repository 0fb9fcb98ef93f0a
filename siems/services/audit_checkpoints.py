"""Verifying the checkpoints: one behind the other, by a trusted key, as the anchor has them, and true of the logs."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from siems.domain.checkpoints import (
    KINDS,
    Lines,
    Part,
    Place,
    SignedCheckpoint,
    Trust,
    contents,
    forgery_in,
    problem_with,
)
from siems.repositories.checkpoints import CheckpointRepository
from siems.services.audit_anchor import Anchor, AnchorLine

T = TypeVar("T")


class Ahead(Generic[T]):
    """An async iterator whose next item can be looked at."""

    def __init__(self, items: AsyncIterator[T]) -> None:
        self._items = items
        self._next: T | None = None
        self._ended = False

    async def peek(self) -> T | None:
        """The next item, which stays the next; None at the end."""
        if self._next is None and not self._ended:
            self._next = await anext(self._items, None)
            self._ended = self._next is None
        return self._next

    async def take_while(self, wanted: Callable[[T], bool]) -> AsyncIterator[T]:
        """Takes items up to the first that is not wanted."""
        while (item := await self.peek()) is not None and wanted(item):
            self._next = None
            yield item


@dataclass(frozen=True)
class BrokenCheckpoint:
    """The first checkpoint that does not fit, and why."""

    number: int
    problem: str


@dataclass
class Proof:
    """What the checkpoints prove: as many of them as are whole."""

    checkpoints: int = 0
    anchored: int = 0
    """How many of them the anchor has too."""
    last: SignedCheckpoint | None = None
    """The last one that is whole. Its heads, and those before, can be held against the logs."""
    first_broken: BrokenCheckpoint | None = None
    untrue: BrokenCheckpoint | None = None
    """The first of those that are whole and yet not true of the entries that they cover."""

    def covers(self, kind: str, place: Place) -> bool:
        """True if an entry that stands there must be covered."""
        return self.last is not None and place <= self.last.checkpoint.place(kind)


class CheckpointVerification:
    """Walks checkpoints, their parts and heads, and the entries of both logs, all side by side.

    Of one organization it reads the entries and the heads of that one only; the parts of the others are hashes to it.
    """

    def __init__(
        self, repository: CheckpointRepository, organization_id: UUID | None, trust: Trust, anchor: Anchor | None
    ) -> None:
        self._repository = repository
        self._organization_id = organization_id
        self._trust = trust
        self._anchor = anchor
        self._parts = Ahead(repository.parts())
        self._heads = Ahead(repository.heads(organization_id))
        self._entries = {kind: Ahead(repository.entries(kind, organization_id)) for kind in KINDS}

    async def run(self) -> Proof:
        proof = Proof()
        async for found in self._repository.all():
            number = proof.checkpoints + 1
            parts = await self._parts_of(found.number)
            if problem := (
                problem_with(found, proof.last, self._trust)
                or self._against_anchor(found)
                or await self._inside(found, parts)
            ):
                proof.first_broken = BrokenCheckpoint(number, problem)
                return proof
            if (untrue := await self._against_logs(found, parts)) and proof.untrue is None:
                proof.untrue = BrokenCheckpoint(number, untrue)
            proof.checkpoints, proof.last = number, found
            proof.anchored += self._anchor is not None and number in self._anchor.lines
        proof.first_broken = self._missing(proof.checkpoints)
        return proof

    async def _parts_of(self, number: int) -> list[Part]:
        return [part async for _, part in self._parts.take_while(lambda each: each[0] <= number)]

    def _against_anchor(self, found: SignedCheckpoint) -> str | None:
        line = self._anchor.lines.get(found.number) if self._anchor else None
        if self._anchor is None or line is None:
            return None
        if line.hash != found.hash:
            return self._false(line) or f"it is not the one in line {line.place} of the anchor file: it was replaced"
        if (other := self._anchor.others.get(found.number)) is not None:
            return self._false(other) or (
                f"lines {line.place} and {other.place} of the anchor file have two different ones: it was replaced"
            )
        return None

    def _false(self, line: AnchorLine) -> str | None:
        """What is wrong if it is the anchor that is false."""
        assert self._anchor is not None
        problem = forgery_in(self._anchor.whole(line), self._trust)
        return f"line {line.place} of the anchor file is false: {problem}" if problem else None

    def _missing(self, stored: int) -> BrokenCheckpoint | None:
        """The first checkpoint that the anchor has and the database, which has `stored`, has not."""
        number = min((each for each in self._anchor.lines if each > stored), default=None) if self._anchor else None
        if self._anchor is None or number is None:
            return None
        missing = self._anchor.lines[number]
        covered = self._anchor.whole(missing).checkpoint.entries
        return BrokenCheckpoint(
            number,
            self._false(missing)
            or f"it is missing, and line {missing.place} of the anchor file has it: it was deleted, and perhaps the "
            f"{covered} entries with it that it covers",
        )

    async def _inside(self, found: SignedCheckpoint, parts: list[Part]) -> str | None:
        """What is wrong with its own parts and heads."""
        said, entries = found.checkpoint, sum(part.entries for part in parts)
        if (contents(parts), entries) != (said.contents, said.entries):
            return "the list of what it covers was changed"
        for part in self._own(parts):
            key = (found.number, part.organization_id)
            lines = Lines()

            async for _, head in self._heads.take_while(lambda each: (each[0], each[1].organization_id) <= key):  # noqa: B023
                lines.add(head.line())
            if lines.hash() != part.heads_hash:
                return "the list of the chains that it covers was changed"
        return None

    async def _against_logs(self, found: SignedCheckpoint, parts: list[Part]) -> str | None:
        rolls: dict[UUID, Lines] = defaultdict(Lines)
        for kind in KINDS:
            end = found.checkpoint.place(kind)
            async for entry in self._entries[kind].take_while(lambda each: each.place <= end):  # noqa: B023
                rolls[entry.organization_id].add(entry.hash)
        covered = {part.organization_id: part for part in self._own(parts)}
        for organization_id in sorted(covered.keys() | rolls.keys()):
            part, roll = covered.get(organization_id), rolls[organization_id]
            if (signed := part.entries if part else 0) != roll.count:
                return f"it covers {signed} entries of this organization, and {roll.count} are there"
            if part and part.entries_hash != roll.hash():
                return "the entries that it covers are not those that it signed, or not in that order"
        return None

    def _own(self, parts: list[Part]) -> list[Part]:
        return [part for part in parts if self._organization_id in (None, part.organization_id)]
