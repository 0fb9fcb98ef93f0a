"""The README's walk, from a report to a rule that escalates, run as it stands against a real `siems up --demo`."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import PATIENCE, Serving, environment

from siems.services.demo_roster import ROSTERS
from siems.services.escalation_defaults import DEFAULTS

README = Path(__file__).parents[2] / "README.md"


def walk() -> str:
    """The bash blocks that the README marks as its walk, one behind the other."""
    return "".join(re.findall(r"<!-- walk: .*? -->\n```bash\n(.*?)```", README.read_text(), re.DOTALL))


def machines(language: str) -> str:
    """The block in this language that the README marks as a machine's."""
    [block] = re.findall(rf"<!-- machines: [^\n]* -->\n```{language}\n(.*?)```", README.read_text(), re.DOTALL)
    return str(block)


def reported_again_and_resolved(settings: dict[str, str | Path], folder: Path) -> None:
    """Runs what the README shows machines: curl reports, Python reports again, JavaScript resolves."""
    functions = walk().split("INCIDENT=")[0]
    curl = run(["bash", "-euo", "pipefail", "-c", f'{functions}{machines("bash")}\necho "\\"$SIEMS_KEY\\""'], settings)
    first, key = printed(curl)
    incident = first["data"]["reportIncident"]["incident"]
    assert first["data"]["reportIncident"] == {"merged": False, "incident": incident, "errors": []}
    (folder / "again.py").write_text(machines("python"))
    (folder / "resolved.mjs").write_text(machines("javascript"))
    [again] = printed(run([sys.executable, folder / "again.py"], {**settings, "key": key}))
    assert again == {"merged": True, "incident": {"key": incident["key"], "severity": "HIGH"}, "errors": []}
    if shutil.which("node") is None:
        pytest.skip("no Node here for the JavaScript of the README")
    [resolved] = printed(run(["node", folder / "resolved.mjs"], {**settings, "key": key}))
    done = {"key": incident["key"], "status": "RESOLVED", "resolution": "The next backup worked"}
    assert resolved == {"incident": done, "errors": []}


def run(command: list[str | Path], settings: dict[str, str | Path]) -> str:
    """What a command prints that ends well."""
    done = subprocess.run(
        command, env=environment(settings), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def printed(output: str) -> list[Any]:
    """The JSON documents in an output, one behind the other."""
    documents, decoder, rest = [], json.JSONDecoder(), output.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        documents.append(document)
        rest = rest[end:].lstrip()
    return documents


def test_the_walk_takes_an_incident_from_report_to_closed_and_adds_a_rule(data_dir: Path, tmp_path: Path) -> None:
    serving = Serving("up", "--demo", cold=True, output=tmp_path / "up", data_dir=data_dir)
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
        *done, schedules, on_call, suggested, given, workloads = printed(walked.stdout)
        *moves, log, made, rules, planning, times, policy, promised, late = done
        assert [move["incident"]["status"] for move in moves] == ["ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED"]
        assert [move["errors"] for move in moves] == [[], [], [], []]
        actions = [edge["node"]["action"] for edge in log]
        assert actions == ["REPORTED", "ASSIGNED", "STARTED", "RESOLVED", "CLOSED"]
        assert (made["escalationRule"]["name"], made["errors"]) == ("Critical: ten quiet minutes", [])
        assert len(rules) == len(DEFAULTS) + 1
        assert set(planning) == {"total", "done", "finished"}
        # 90 min on Christmas Eve, 390 on the Monday after: 14:30 in Berlin.
        assert times == {"atRiskAt": "2026-12-28T11:54:00+00:00", "dueAt": "2026-12-28T13:30:00+00:00"}
        assert (policy["slaPolicy"]["calendar"], policy["errors"]) == ({"name": "Shop hours"}, [])
        assert (promised["sla"]["state"], promised["sla"]["policy"]) == (
            "ON_TRACK",
            {"name": "Checkout, in shop hours"},
        )
        assert late["totalCount"] > 0
        assert [each["name"] for each in schedules] == sorted(ROSTERS)
        assert len(on_call) == 1
        assert suggested[0]["score"] == sum(reason["points"] for reason in suggested[0]["reasons"])
        assert (given["incident"]["status"], given["errors"]) == ("ASSIGNED", [])
        assert given["incident"]["assignee"] == suggested[0]["user"]
        assert len(workloads) == 3
        reported_again_and_resolved(settings, tmp_path)
        serving.stop()
    finally:
        serving.kill()
