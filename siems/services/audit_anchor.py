"""The anchor file: the checkpoints once more, one line of JSON each, where no database can change them."""

import asyncio
import fcntl
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from siems.domain.checkpoints import SignedCheckpoint, read_line
from siems.domain.errors import ValidationFailed

_LONGEST_LINE = 4096  # bytes; ours have less than 900


@dataclass(frozen=True)
class AnchorLine:
    """What is kept in memory of a line: which checkpoint it is, and where to read the rest."""

    checkpoint: int
    hash: str
    place: int


@dataclass
class Anchor:
    """An anchor file that was read whole. A line may be there twice, and lines may be missing, as in a rotated log."""

    path: Path
    lines: dict[int, AnchorLine] = field(default_factory=dict)
    others: dict[int, AnchorLine] = field(default_factory=dict)
    """By number, checkpoints of which an earlier line says something else. There are none unless somebody cheated."""

    def take(self, line: AnchorLine) -> None:
        first = self.lines.setdefault(line.checkpoint, line)
        if first.hash != line.hash:
            self.others.setdefault(line.checkpoint, line)

    def whole(self, line: AnchorLine) -> SignedCheckpoint:
        """All that a line says."""
        with self.path.open("rb") as file:
            for place, text in enumerate(file, start=1):
                if place == line.place:
                    return read_line(text.decode().rstrip("\n"))
        raise ValidationFailed.of("anchor", f"{self.path} was cut while it was read.")


class AnchorFile:
    """The anchor file that this installation writes. Several processes may write the same one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def last(self) -> SignedCheckpoint | None:
        """What the last complete line says. Raises ValidationFailed if that is no checkpoint."""
        return await asyncio.to_thread(self._last)

    async def append(self, checkpoints: Sequence[SignedCheckpoint]) -> list[SignedCheckpoint]:
        """Adds those that are behind the last line; they are on the disk when this returns. Which ones they were.

        Raises OSError if the file cannot be written, ValidationFailed if it is not an anchor file.
        """
        return await asyncio.to_thread(self._append, checkpoints)

    def _last(self) -> SignedCheckpoint | None:
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            return _end(descriptor, self.path)[0]
        finally:
            os.close(descriptor)

    def _append(self, checkpoints: Sequence[SignedCheckpoint]) -> list[SignedCheckpoint]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # until it is closed
            last, begun = _end(descriptor, self.path)
            missing = [each for each in checkpoints if last is None or each.number > last.number]
            _write(descriptor, _rest(missing, begun, self.path))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _keep_name(self.path)
        return missing


def read_anchor(path: Path) -> Anchor:
    """Reads a whole anchor file. Raises OSError, or ValidationFailed with the number of the line that is wrong."""
    anchor = Anchor(path)
    with path.open("rb") as file:
        place = 0
        while text := file.readline(_LONGEST_LINE):
            place += 1
            if not text.endswith(b"\n") and text.startswith(b"{") and len(text) < _LONGEST_LINE:
                break  # is being written, or was when its writer was killed, who then finishes it
            found = _read(text, f"Line {place} of {path}")
            anchor.take(AnchorLine(found.number, found.hash, place))
    if not anchor.lines:
        raise ValidationFailed.of("anchor", f"{path} holds no checkpoint.")
    return anchor


def _read(text: bytes, where: str) -> SignedCheckpoint:
    try:
        return read_line(text.decode().rstrip("\n"))
    except ValueError:
        raise ValidationFailed.of("anchor", f"{where} is not a checkpoint.") from None


def _end(descriptor: int, path: Path) -> tuple[SignedCheckpoint | None, bytes]:
    """The last complete line, and what was begun behind it by somebody who was killed."""
    size = os.fstat(descriptor).st_size
    start = max(0, size - 2 * _LONGEST_LINE)
    complete, newline, begun = os.pread(descriptor, size - start, start).rpartition(b"\n")
    if not newline:
        return None, begun
    return _read(complete.rpartition(b"\n")[2], f"The last line of {path}"), begun


def _rest(missing: Iterable[SignedCheckpoint], begun: bytes, path: Path) -> bytes:
    """What to write. A line that was begun is finished, and never taken back, so that the file may be append-only."""
    text = "".join(f"{each.line()}\n" for each in missing).encode()
    if text and not text.startswith(begun):
        raise ValidationFailed.of("anchor", f"{path} ends in a line that is not the next checkpoint.")
    return text[len(begun) :]


def _write(descriptor: int, text: bytes) -> None:
    while text:
        text = text[os.write(descriptor, text) :]


def _keep_name(path: Path) -> None:
    """Sees to it that a new file is still in its directory after a power failure."""
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
