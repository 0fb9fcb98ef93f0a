"""Names what the committed schema breaks for clients, compared with the last commit: `python -m schema.breaking`.

A break that is meant is written down: its line, word for word, in docs/breaking-changes.md. Then it is no failure.
"""

import subprocess
import sys
from pathlib import Path

from graphql import build_schema
from graphql.utilities import find_breaking_changes

ROOT = Path(__file__).parents[1]
SDL = "schema/schema.graphql"
MEANT = "docs/breaking-changes.md"


def breaking_changes(before: str, after: str) -> list[str]:
    """What the schema `after` takes from clients of `before`, both in SDL: one sentence each."""
    return sorted(change.description for change in find_breaking_changes(build_schema(before), build_schema(after)))


def last_committed(root: Path) -> str | None:
    """The SDL of the last commit that this one can differ from: HEAD's, or its parent's if HEAD's is the one at hand.

    None where there is no such commit to look into: no git, a shallow clone, the first commit.
    """
    at_head = _show(root, "HEAD")
    return at_head if at_head != (root / SDL).read_text() else _show(root, "HEAD~1")


def unannounced(root: Path, changes: list[str]) -> list[str]:
    """Those of the changes that are not written down as meant."""
    file = root / MEANT
    meant = {line.lstrip("- ").strip() for line in file.read_text().splitlines()} if file.is_file() else set()
    return [change for change in changes if change not in meant]


def check(root: Path) -> int:
    """Prints what breaks; 1 if any of it is not meant, else 0."""
    before = last_committed(root)
    if before is None:
        print("Breaking changes: no earlier commit to compare the schema with.")
        return 0
    changes = breaking_changes(before, (root / SDL).read_text())
    missing = unannounced(root, changes)
    for change in changes:
        print(f"BREAKING{'' if change in missing else ' (meant)'}: {change}")
    if missing:
        print(f"Take it back, or say in {MEANT} that it is meant, a line each, word for word.")
    return 1 if missing else 0


def _show(root: Path, revision: str) -> str | None:
    try:
        shown = subprocess.run(
            ["git", "show", f"{revision}:./{SDL}"], cwd=root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None
    return shown.stdout if shown.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(check(ROOT))
