"""The dashboard's own tests, which Vitest runs."""

import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parents[1] / "web"
PATIENCE = 600


def test_the_tests_of_the_dashboard_pass() -> None:
    npm = shutil.which("npm")
    if npm is None or not (WEB / "node_modules" / "vitest").is_dir():
        pytest.skip("the dashboard's tests need npm, and web/node_modules, which `make setup` fills where npm is")
    done = subprocess.run(
        [npm, "test", "--silent"], cwd=WEB, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
