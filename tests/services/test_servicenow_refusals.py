"""Importing a ServiceNow event log that is flawed, that is none, or that is large."""

import csv
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from event_logs import SAMPLE, changed, contents, imported, incident, lines, utc
from factories import World

from siems.domain.errors import ValidationFailed
from siems.domain.servicenow import REQUIRED
from siems.domain.servicenow_walk import walk
from siems.services.servicenow_rows import opened

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[list[bytes]], Path]:
    def written(lines: list[bytes]) -> Path:
        file = tmp_path / "incidents.csv"
        file.write_bytes(b"".join(lines))
        return file

    return written


# Bad rows


def bad_date(line: bytes) -> bytes:
    return changed(line, sys_updated_at="2021-05-03T09:00")


BAD = {
    "a bad date": (bad_date, "sys_updated_at is '2021-05-03T09:00', which is not a time like 31-12-2016 23:59"),
    "an unknown priority": (
        lambda line: changed(line, priority="0 - Doom"),
        "priority is '0 - Doom'; it must begin with 1, 2, 3 or 4",
    ),
    "an unknown state": (
        lambda line: changed(line, incident_state="-100"),
        "incident_state is '-100', which is not a state that SIEMS knows",
    ),
    "a missing value": (lambda line: changed(line, number=""), "number is missing"),
    "too few columns": (lambda line: line.partition(b",Phone")[0] + b"\n", "the line has 14 columns instead of 36"),
    "too many columns": (lambda line: b"x," + line, "the line has 37 columns instead of 36"),
    "a time before the last": (
        lambda line: changed(line, sys_updated_at="03-05-2021 08:19"),
        "sys_updated_at is before that of line 3, which belongs to the same incident",
    ),
    "a time to come": (
        lambda line: changed(line, sys_updated_at="03-05-2121 08:19"),
        "opened_at or sys_updated_at is in the future",
    ),
    "a NUL": (lambda line: line.replace(b"Ada", b"A\x00a"), "the line contains a NUL character"),
    "Latin-1": (lambda line: line.replace(b"Ada", b"\xc5da"), "the line is not UTF-8"),
    "an open quote": (lambda line: b'"' + line, "the line is not CSV: unexpected end of data"),
    "a line separator": (
        lambda line: line.replace(b"Ada", "A\u2028a".encode()),
        "the line contains a control character that breaks it",
    ),
    "no end": (lambda line: b"x" * 70_000 + line, "the line has more than 65536 bytes"),
    "a name without end": (
        lambda line: changed(line, assigned_to="x" * 101),
        "assigned_to has 101 characters; at most 100 are allowed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("flaw", BAD)
async def test_a_bad_row_is_reported_with_its_line_and_the_rest_goes_in(
    world: World, write: Callable[[list[bytes]], Path], flaw: str
) -> None:
    spoil, reason = BAD[flaw]
    spoilt = lines()
    spoilt[4] = spoil(spoilt[4])  # the row that raises the severity of the first incident, and shows that work began
    report = await imported(world, write(spoilt))

    assert [(problem.line, problem.reason) for problem in report.problems] == [(4, reason)]
    assert (report.problem_count, report.rows_read, report.incidents_added) == (1, 28, 8)
    assert (await incident(world, "INC9000001"))["started_at"] == utc("2021-05-03 11:00")
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_an_incident_without_one_good_row_is_left_out(world: World, write: Callable[[list[bytes]], Path]) -> None:
    spoilt = [bad_date(line) if b"INC9000004" in line else line for line in lines()]
    report = await imported(world, write(spoilt))

    assert (report.incidents_added, report.problem_count) == (7, 2)


async def test_rows_that_come_back_later_are_problems(world: World, write: Callable[[list[bytes]], Path]) -> None:
    file = write([*lines(), lines()[3], lines()[4]])
    first, again = await imported(world, file), await imported(world, file)

    reason = "INC9000001 comes back: the rows of an incident must stand together"
    assert [(problem.line, problem.reason) for problem in first.problems] == [(30, reason), (31, reason)]
    assert (first.incidents_added, again.problems) == (8, first.problems)


async def test_a_row_that_leaves_closed_is_a_problem(world: World, write: Callable[[list[bytes]], Path]) -> None:
    file = lines()
    file.insert(9, changed(file[8], incident_state="Active", sys_updated_at="10-05-2021 09:00"))
    report = await imported(world, write(file))

    assert [(problem.line, problem.reason) for problem in report.problems] == [
        (9, "INC9000001 is Closed since line 8, and closed is final")
    ]
    assert (await incident(world, "INC9000001"))["status"] == "CLOSED"


async def test_a_time_of_resolution_that_cannot_be_is_reported_and_its_row_kept(
    world: World, write: Callable[[list[bytes]], Path]
) -> None:
    file = [line.replace(b"04-05-2021 09:30,09-05", b"04-05-2020 09:30,09-05") for line in lines()]
    report = await imported(world, write(file))

    assert [(problem.line, problem.reason) for problem in report.problems] == [
        (8, "resolved_at is before the incident was opened: it is ignored, and the last entry into Resolved counts")
    ]
    assert (await incident(world, "INC9000001"))["resolved_at"] == utc("2021-05-04 09:30")


async def test_a_byte_order_mark_and_windows_line_ends_are_nothing_bad(
    world: World, write: Callable[[list[bytes]], Path]
) -> None:
    file = write([b"\xef\xbb\xbf", *(line.replace(b"\n", b"\r\n") for line in lines()), b"\r\n"])
    report = await imported(world, file)

    assert (report.incidents_added, report.rows_read, report.problems) == (8, 28, ())


# Files that are none


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"",
            "is not a ServiceNow incident event log: its first line does not name the columns number, incident_state",
        ),
        (b"a,b\n1,2\n", "is not a ServiceNow incident event log: its first line does not name the columns number"),
        (lines()[1].replace(b"priority,", b""), "log: its first line does not name the columns priority."),
        (b"\x89PNG\r\n\x1a\n\x00", "is not a ServiceNow incident event log: the line is not UTF-8."),
        (b"\x00" * 100_000, "is not a ServiceNow incident event log: the line has more than 65536 bytes."),
    ],
)
async def test_a_file_that_is_no_event_log_is_refused_and_nothing_changes(
    world: World, write: Callable[[list[bytes]], Path], content: bytes, problem: str
) -> None:
    before = await contents(world)
    with pytest.raises(ValidationFailed) as refusal:
        await imported(world, write([content]))

    assert problem in refusal.value.message
    assert "\n" not in refusal.value.message
    assert await contents(world) == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere.csv", "No such file or directory"), (".", "Is a directory"), ("a\x00b", "embedded null byte")],
)
async def test_a_file_that_cannot_be_read_is_refused(world: World, tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await imported(world, tmp_path / name)

    assert refusal.value.message == f"{tmp_path / name} cannot be read: {reason}."


# A large file


def repeated(rows: int) -> Iterator[str]:
    """So many rows, made of the sample again and again with other numbers; only the columns that must be there."""
    with SAMPLE.open(encoding="utf-8", newline="") as sample:
        body = [[row[column] for column in REQUIRED] for row in csv.DictReader(sample)]
    yield ",".join(REQUIRED) + "\n"
    for place in range(rows):
        round, line = divmod(place, len(body))
        number, *others = body[line]
        yield ",".join([f"{number}-{round}", *others]) + "\n"


def peak_of_reading(file: Path) -> tuple[int, int]:
    """How many rows were read, and the most memory that it took, in bytes; one incident a batch is walked, for time."""
    tracemalloc.start()
    try:
        with opened(file, NOW) as log:
            for batch in log.batches(50):
                walk(batch[0])
        return log.rows_read, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_large_file_is_read_in_less_memory_than_it_has_bytes(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    with file.open("w", encoding="utf-8") as large:
        large.writelines(repeated(10_000))

    count, peak = peak_of_reading(file)

    assert count == 10_000
    assert peak < file.stat().st_size


def test_an_incident_of_too_many_rows_is_cut_and_reported(tmp_path: Path) -> None:
    file = tmp_path / "endless.csv"
    file.write_bytes(lines()[1] + lines()[2] * 5_000)

    with opened(file, NOW) as log:
        [[history]] = list(log.batches(50))

    assert len(history.rows) == 2_000
    assert (log.problems.count, len(log.problems.first)) == (3_000, 1_000)
    assert log.problems.first[0].reason == "INC9000001 has more than 2000 rows"
