"""The README's walk from report to closed, run as it stands against a real `siems up --demo`."""

import json
import re
import subprocess
from pathlib import Path

from commands import PATIENCE, Serving, environment

README = Path(__file__).parents[2] / "README.md"


def walk() -> str:
    """The bash block that the README marks as its walk."""
    [block] = re.findall(r"<!-- walk: .*? -->\n```bash\n(.*?)```", README.read_text(), re.DOTALL)
    return block


def printed(output: str) -> list[object]:
    """The JSON documents in an output, one behind the other."""
    documents, decoder, rest = [], json.JSONDecoder(), output.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        documents.append(document)
        rest = rest[end:].lstrip()
    return documents


def test_the_walk_takes_an_incident_from_report_to_closed(data_dir: Path, tmp_path: Path) -> None:
    serving = Serving("up", "--demo", output=tmp_path / "up", data_dir=data_dir)
    try:
        settings = {"url": serving.url(), "data_dir": str(data_dir)}
        walked = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", walk()],
            env=environment(settings),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert walked.returncode == 0, walked.stderr
        *moves, log = printed(walked.stdout)
        assert [move["incident"]["status"] for move in moves] == ["ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED"]
        assert [move["errors"] for move in moves] == [[], [], [], []]
        actions = [edge["node"]["action"] for edge in log]
        assert actions == ["REPORTED", "ASSIGNED", "STARTED", "RESOLVED", "CLOSED"]
        serving.stop()
    finally:
        serving.kill()
