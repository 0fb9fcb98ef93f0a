"""What a change of the schema breaks for clients is named, and fails the check unless it is meant."""

import subprocess
from pathlib import Path

import pytest

from schema.breaking import MEANT, SDL, breaking_changes, check

BEFORE = "type Query { incident(id: ID!): String  team: String }"
LESS = "type Query { incident(id: ID!): String }"
GONE = "Field Query.team was removed."


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        (BEFORE, []),
        ("type Query { incident(id: ID!, now: Boolean): String  team: String  user: String }", []),
        (LESS, [GONE]),
        (
            "type Query { incident(id: ID!): Int  team: String }",
            ["Field Query.incident changed type from String to Int."],
        ),
        (
            "type Query { incident(id: ID!, now: Boolean!): String  team: String }",
            ["A required argument Query.incident(now:) was added."],
        ),
    ],
)
def test_what_breaks_is_named(after: str, changes: list[str]) -> None:
    assert breaking_changes(BEFORE, after) == changes


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path, sdl: str) -> None:
    (root / SDL).parent.mkdir(exist_ok=True)
    (root / SDL).write_text(sdl)
    git(root, "add", ".")
    git(root, "commit", "--message", "Another schema")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose one commit has the schema BEFORE."""
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, BEFORE)
    return tmp_path


def test_a_change_that_is_not_committed_yet_is_compared_with_the_last_commit(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / SDL).write_text(LESS)
    assert check(repository) == 1
    assert capsys.readouterr().out.splitlines()[0] == f"BREAKING: {GONE}"


def test_a_commit_is_compared_with_the_one_before(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, LESS)
    assert check(repository) == 1
    commit(repository, f"{LESS} # Nothing breaks any more.")
    assert check(repository) == 0
    assert capsys.readouterr().out.count("BREAKING") == 1


def test_a_break_that_is_meant_is_named_and_passes(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / SDL).write_text(LESS)
    (repository / MEANT).parent.mkdir()
    (repository / MEANT).write_text(f"# What breaks\n\n- {GONE}\n")
    assert check(repository) == 0
    assert capsys.readouterr().out == f"BREAKING (meant): {GONE}\n"


def test_without_an_earlier_commit_there_is_nothing_to_compare_with(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(repository) == 0
    assert capsys.readouterr().out == "Breaking changes: no earlier commit to compare the schema with.\n"
