"""Skips become failures where CI says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from require_all import SHARED_DATA_MISSING

SKIPPED = f"""
import pytest
def test_without_node(): pytest.skip("there is no Node here")
@pytest.mark.skipif(True, reason="there is no Chromium here")
def test_without_chromium(): pass
def test_without_data(): pytest.skip({SHARED_DATA_MISSING!r})
@pytest.mark.xfail(strict=True)
def test_known(): assert False
def test_good(): pass
"""


@pytest.mark.parametrize(
    ("require_all", "outcome"),
    [("1", "1 failed, 1 passed, 1 skipped, 1 xfailed, 1 error"), ("", "1 passed, 3 skipped, 1 xfailed")],
)
def test_a_skip_fails_when_everything_is_required(tmp_path: Path, require_all: str, outcome: str) -> None:
    (tmp_path / "test_skipped.py").write_text(SKIPPED)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "require_all", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), "SIEMS_REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in ran.stdout
    assert ("SIEMS_REQUIRE_ALL=1 lets no test be skipped. Skipped: there is no Node here" in ran.stdout) is bool(
        require_all
    )
