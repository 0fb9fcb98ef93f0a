"""Reading an incident event log, from front to back and once, so that a file of any length needs little memory.

One line is one row: a broken quote spoils its own line and not its neighbours. What grows with the file is the set of
incident numbers seen, which is how rows that come back later are noticed (about 100 bytes an incident).
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from siems.domain.errors import ValidationFailed
from siems.domain.servicenow import NOTED, REQUIRED, BadRow, Row, SourceState, parse
from siems.domain.servicenow_walk import History, contradiction

LONGEST_LINE = 65_536
LONGEST_HISTORY = 2_000
"""Rows of one incident, all of which are in memory at once."""
ROWS_PER_BATCH = 1_000
PROBLEMS_KEPT = 1_000
_KEPT = frozenset((*REQUIRED, *NOTED))


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one line of the file (the header is line 1). Unless it says otherwise the row is left out."""

    line: int
    reason: str


@dataclass
class Problems:
    """The first PROBLEMS_KEPT problems, and how many there were."""

    first: list[RowProblem] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, reason: str) -> None:
        self.count += 1
        if len(self.first) < PROBLEMS_KEPT:
            self.first.append(RowProblem(line, reason))


class EventLog:
    """An open incident event log. Reading it counts its rows and bytes, and collects what is wrong with it."""

    def __init__(self, file: BinaryIO, name: Path, now: datetime) -> None:
        """Raises ValidationFailed unless the file begins with the header of an incident event log."""
        self._file = file
        self._now = now
        self._line = 0
        self.bytes_read = 0
        self.rows_read = 0
        self.problems = Problems()
        self._header = self._read_header(name)

    def batches(self, incidents: int) -> Iterator[list[History]]:
        """The incidents in the order of the file, at most so many at a time, and fewer when they are long."""
        batch: list[History] = []
        for history in self._histories():
            batch.append(history)
            if len(batch) == incidents or sum(len(one.rows) for one in batch) >= ROWS_PER_BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _histories(self) -> Iterator[History]:
        seen: set[str] = set()
        for number, rows in groupby(self._rows(), key=attrgetter("number")):
            if number in seen:
                self._leave_out(rows, f"{number} comes back: the rows of an incident must stand together")
            else:
                seen.add(number)
                yield self._history(self._consistent(rows))

    def _history(self, rows: list[Row]) -> History:
        if problem := contradiction(rows, self._now):
            self.problems.add(rows[-1].line, problem)
            return History(rows, None)
        return History(rows, rows[-1].resolved_at)

    def _consistent(self, rows: Iterator[Row]) -> list[Row]:
        kept: list[Row] = []
        for row in rows:
            if kept and (problem := _conflict(kept, row)):
                self.problems.add(row.line, problem)
            else:
                kept.append(row)
        return kept

    def _leave_out(self, rows: Iterator[Row], reason: str) -> None:
        for row in rows:
            self.problems.add(row.line, reason)

    def _rows(self) -> Iterator[Row]:
        for raw in self._lines():
            if not raw.strip():
                continue
            self.rows_read += 1
            try:
                yield self._row(raw)
            except BadRow as problem:
                self.problems.add(self._line, str(problem))

    def _row(self, raw: bytes) -> Row:
        values = _values(raw)
        if len(values) != len(self._header):
            raise BadRow(f"the line has {len(values)} columns instead of {len(self._header)}")
        pairs = zip(self._header, map(str.strip, values), strict=True)
        row = parse(self._line, {column: value for column, value in pairs if column in _KEPT})
        if max(row.opened_at, row.updated_at) > self._now:
            raise BadRow("opened_at or sys_updated_at is in the future")
        return row

    def _lines(self) -> Iterator[bytes]:
        """Every line; one that is too long is cut, and its rest skipped."""
        while raw := self._file.readline(LONGEST_LINE):
            self._line += 1
            part = raw
            while part and not part.endswith(b"\n"):
                self.bytes_read += len(part)
                part = self._file.readline(LONGEST_LINE)
            self.bytes_read += len(part)
            yield raw

    def _read_header(self, name: Path) -> list[str]:
        try:
            header = [column.strip() for column in _values(next(self._lines(), b"").removeprefix(b"\xef\xbb\xbf"))]
        except BadRow as problem:
            raise _refusal(name, str(problem)) from None
        if missing := [column for column in REQUIRED if column not in header]:
            raise _refusal(name, f"its first line does not name the columns {', '.join(missing)}")
        return header


@contextmanager
def opened(path: Path, now: datetime) -> Iterator[EventLog]:
    """The event log in this file. Raises ValidationFailed if there is none."""
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise ValidationFailed.of("file", f"{path} cannot be read: {reason}.") from None
    with file:
        yield EventLog(file, path, now)


def _refusal(name: Path, problem: str) -> ValidationFailed:
    return ValidationFailed.of("file", f"{name} is not a ServiceNow incident event log: {problem}.")


def _conflict(kept: list[Row], row: Row) -> str | None:
    """Why `row` cannot come behind the rows of the same incident that were kept."""
    last = kept[-1]
    if row.updated_at < last.updated_at:
        return f"sys_updated_at is before that of line {last.line}, which belongs to the same incident"
    if last.state is SourceState.CLOSED and row.state is not SourceState.CLOSED:
        return f"{row.number} is Closed since line {last.line}, and closed is final"
    if len(kept) == LONGEST_HISTORY:
        return f"{row.number} has more than {LONGEST_HISTORY} rows"
    return None


def _values(raw: bytes) -> list[str]:
    """The fields of one line. Raises BadRow if it is not a line of CSV in UTF-8."""
    if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
        raise BadRow(f"the line has more than {LONGEST_LINE} bytes")
    try:
        line = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadRow("the line is not UTF-8") from None
    if "\x00" in line:
        raise BadRow("the line contains a NUL character")
    if len(line.splitlines()) > 1:
        raise BadRow("the line contains a control character that breaks it")
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise BadRow(f"the line is not CSV: {error}") from None
