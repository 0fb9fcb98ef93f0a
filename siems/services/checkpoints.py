"""Making checkpoints: a signed row for what is new in the logs, and its line in the anchor file."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from siems.domain.checkpoints import KINDS, Covered, Place, SignedCheckpoint, Signer, signed, summed_up
from siems.domain.errors import ValidationFailed
from siems.repositories.checkpoints import CheckpointRepository, Window
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.audit_anchor import AnchorFile

log = logging.getLogger(__name__)

ENTRIES_PER_CHECKPOINT = 5000
_LINES_AT_ONCE = 1000


class _Unwritable(Exception):
    """The anchor file is at fault, for this reason."""


@contextmanager
def _written() -> Iterator[None]:
    """Tells the file's errors from those of a database that is away, which are of the same kind."""
    try:
        yield
    except OSError as error:
        raise _Unwritable(error.strerror) from error


class CheckpointService:
    """The worker calls it every minute. Any number may do so at once: each entry is covered once all the same."""

    def __init__(
        self, units: UnitsOfWork, key: Signer | None, anchor: AnchorFile | None, batch: int = ENTRIES_PER_CHECKPOINT
    ) -> None:
        self._units = units
        self._key = key
        self._anchor = anchor
        self._batch = batch

    async def run(self) -> list[SignedCheckpoint]:
        """Covers all that is new, in as many checkpoints as that takes, each in a short transaction of its own.

        Begins with the lines that the anchor file lacks because somebody was killed. Without a key, which only
        whoever runs a worker has, it does nothing.
        """
        made: list[SignedCheckpoint] = []
        if self._key is None:
            return made
        await self._anchor_what_is_missing(made)
        while (checkpoint := await self._make(self._key)) is not None:
            made.append(checkpoint)
            log.info("checkpoint %s", checkpoint.line())
            await self._anchor_what_is_missing(made)
            if checkpoint.checkpoint.entries < self._batch:
                break  # and not when nothing is new any more: where people are busy that never comes
        return made

    async def window(self) -> Window:
        """What the last checkpoint leaves open."""
        async with self._units.across_organizations() as work:
            return await work.checkpoints.window()

    async def _make(self, key: Signer) -> SignedCheckpoint | None:
        async with self._units.across_organizations() as work:
            await work.checkpoints.lock()
            last = await work.checkpoints.last()
            batch = summed_up(await self._new(work.checkpoints, last))
            if not batch.entries:
                return None
            checkpoint = signed(batch, last, work.now, key)
            await work.checkpoints.add(checkpoint, batch)
        return checkpoint

    async def _new(self, checkpoints: CheckpointRepository, last: SignedCheckpoint | None) -> list[Covered]:
        found: list[Covered] = []
        for kind in KINDS:
            after = Place() if last is None else last.checkpoint.place(kind)
            found += await checkpoints.uncovered(kind, after, self._batch - len(found))
        return found

    async def _anchor_what_is_missing(self, told: list[SignedCheckpoint]) -> None:
        """Appends to the file what it lacks, and logs it, but for those that were `told` already."""
        if self._anchor is None:
            return
        try:
            for checkpoint in await self._append(self._anchor):
                if checkpoint not in told[-1:]:
                    log.info("checkpoint %s", checkpoint.line())
        except _Unwritable as error:
            log.error("The anchor file %s cannot be written: %s. It is tried again.", self._anchor.path, error)
        except ValidationFailed as error:
            log.error("Checkpoints do not reach the anchor file any more. %s", error.message)

    async def _append(self, anchor: AnchorFile) -> list[SignedCheckpoint]:
        with _written():
            last = await anchor.last()
        appended: list[SignedCheckpoint] = []
        if last is not None and not await self._is_stored(last):
            log.error("THE CHECKPOINTS WERE CHANGED: number %d of %s is not in the database", last.number, anchor.path)
        while missing := await self._behind(last):
            with _written():
                appended += await anchor.append(missing)
            last = missing[-1]
        return appended

    async def _is_stored(self, checkpoint: SignedCheckpoint) -> bool:
        async with self._units.across_organizations() as work:
            return await work.checkpoints.numbered(checkpoint.number) == checkpoint

    async def _behind(self, last: SignedCheckpoint | None) -> list[SignedCheckpoint]:
        async with self._units.across_organizations() as work:
            return await work.checkpoints.behind(0 if last is None else last.number, _LINES_AT_ONCE)
