"""Proving the log: walking every chain, held against the signed checkpoints, and naming the first that does not fit."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from siems.domain.checkpoints import Covered, Place, Trust
from siems.domain.errors import ValidationFailed
from siems.domain.log import Link, problem_with
from siems.models import ConfigurationLog, IncidentLog, LogEntry
from siems.repositories.logs import entry_of
from siems.repositories.unit_of_work import InstallationWork, UnitsOfWork
from siems.services.audit_anchor import Anchor, read_anchor
from siems.services.audit_checkpoints import Ahead, BrokenCheckpoint, CheckpointVerification, Proof

LOGS: dict[str, type[LogEntry]] = {"incident": IncidentLog, "configuration": ConfigurationLog}
_INSERTED = "the entry stands among those that checkpoints cover, and none covers it: it was put in later"


@dataclass(frozen=True)
class BrokenEntry:
    """The first place that does not fit: an entry of a log, by its chain, or a checkpoint, by its number; and why."""

    kind: str
    id: UUID | int
    sequence: int
    problem: str

    @property
    def place(self) -> str:
        """Where it is, in words."""
        entry = "" if self.kind == "checkpoint" else f"entry {self.sequence} of "
        return f"{entry}{self.kind} {self.id}"


@dataclass(frozen=True)
class Verification:
    """What was found. `checked` counts the entries that were looked at, `checkpoints` the checkpoints that are whole,
    `anchored` those of them that are in the anchor file too: None if there was no file to compare with."""

    checked: int
    first_broken: BrokenEntry | None = None
    checkpoints: int = 0
    last_checkpoint_at: datetime | None = None
    anchored: int | None = None

    @property
    def ok(self) -> bool:
        return self.first_broken is None


class AuditService:
    """Recomputes hash chains and checkpoints from what is stored."""

    def __init__(self, units: UnitsOfWork, trust: Trust, anchor: Path | None = None) -> None:
        """`anchor` is the installation's own anchor file, which need not be there."""
        self._units = units
        self._trust = trust
        self._anchor = anchor

    @property
    def can_check_signatures(self) -> bool:
        """False if there is no key that this process believes."""
        return bool(self._trust)

    async def verify(
        self, organization_id: UUID | None = None, anchor: Path | None = None, trust: Trust | None = None
    ) -> Verification:
        """Checks everything of one organization, or of all. Stops at the first broken entry.

        Compares with the anchor file that is given, or else with the installation's own if that can be read.
        Raises ValidationFailed if the file is not an anchor file.
        """
        compared = await asyncio.to_thread(self._read, anchor)
        async with self._units.across_organizations() as work:
            walk = CheckpointVerification(work.checkpoints, organization_id, trust or self._trust, compared)
            proof = await walk.run()
            checked, broken = 0, None
            for kind in LOGS:
                chains = _Chains(work, kind, organization_id, proof)
                broken = broken or await chains.first_broken()
                checked += chains.checked
        anchored = None if compared is None else proof.anchored
        last = None if proof.last is None else proof.last.checkpoint.made_at
        return Verification(checked, broken or _first(proof), proof.checkpoints, last, anchored)

    def _read(self, given: Path | None) -> Anchor | None:
        try:
            if given is not None:
                return read_anchor(given)
            own = self._anchor
            return read_anchor(own) if own is not None and own.exists() and own.stat().st_size else None
        except PermissionError:
            if given is None:
                return None  # an API process need not be able to read the worker's file
            raise ValidationFailed.of("anchor", f"{given} may not be read.") from None
        except OSError as error:
            raise ValidationFailed.of("anchor", f"{given or self._anchor} cannot be read: {error.strerror}.") from None


def _first(proof: Proof) -> BrokenEntry | None:
    """The first broken checkpoint. One that is whole and untrue comes before any that is not whole."""
    found: BrokenCheckpoint | None = proof.untrue or proof.first_broken
    return None if found is None else BrokenEntry("checkpoint", found.number, found.number, found.problem)


class _Chains:
    """One walk over the chains of one log, and beside it over what the checkpoints say of their ends."""

    def __init__(self, work: InstallationWork, kind: str, organization_id: UUID | None, proof: Proof) -> None:
        up_to = 0 if proof.last is None else proof.last.number
        self.checked = 0
        self._kind = kind
        self._proof = proof
        self._rows = work.chains.walk(LOGS[kind], organization_id)
        self._heads = Ahead(work.checkpoints.heads_by_chain(kind, organization_id, up_to))
        self._subject_id: UUID | None = None
        self._last = Link()
        self._proven = 0
        """Up to which sequence of the present chain a checkpoint has confirmed it."""

    async def first_broken(self) -> BrokenEntry | None:
        async for row in self._rows:
            if row.subject_id != self._subject_id:
                if cut := await self._cut(before=row.subject_id):
                    return cut
                self._subject_id, self._last, self._proven = row.subject_id, Link(), 0
            self.checked += 1
            if problem := problem_with(entry_of(row), row.hash, self._last) or await self._against_heads(row):
                return BrokenEntry(self._kind, row.subject_id, row.sequence, problem)
            self._last = Link(row.sequence, row.hash)
        return await self._cut(before=None)

    async def _cut(self, before: UUID | None) -> BrokenEntry | None:
        """What is missing of the chain that has ended, or of chains that are gone up to `before`."""
        found = await self._heads.peek()
        if found is None or (before is not None and found[1].subject_id >= before):
            return None
        checkpoint, head = found
        there = self._last.sequence if head.subject_id == self._subject_id else 0
        missing = _entries(there + 1, head.sequence)
        problem = f"{missing} missing, which checkpoint {checkpoint} covers: " + (
            f"the log was cut behind entry {there}" if there else "the whole log is gone"
        )
        return BrokenEntry(self._kind, head.subject_id, there + 1, problem)

    async def _against_heads(self, row: LogEntry) -> str | None:
        """What a checkpoint has against an entry that continues its chain."""
        found = await self._heads.peek()
        place = Place(row.feed_epoch, int(row.feed_xid), row.id)
        if found is None or found[1].subject_id != row.subject_id:
            return _INSERTED if self._proof.covers(self._kind, place) else None
        checkpoint, head = found
        if head.sequence != row.sequence:
            return None
        async for _ in self._heads.take_while(lambda each: each[1] is head):
            pass
        first, self._proven = self._proven + 1, row.sequence
        return _against_head(row, place, head, checkpoint, first)


def _against_head(row: LogEntry, place: Place, head: Covered, checkpoint: int, first: int) -> str | None:
    if row.hash != head.hash:
        which = "it" if first == row.sequence else f"one of the entries {first} to {row.sequence}"
        return (
            f"the entry is not the one that checkpoint {checkpoint} signed: {which} was changed, and the hashes were "
            "computed anew"
        )
    if row.organization_id != head.organization_id or place != head.place:
        return f"the entry does not stand where it stood in the feed when checkpoint {checkpoint} signed it"
    return None


def _entries(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"
