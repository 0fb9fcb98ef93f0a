"""With SIEMS_REQUIRE_ALL=1, as CI sets it, a test that cannot run here fails instead of being skipped."""

import os
from collections.abc import Generator
from typing import Any

import pytest

SHARED_DATA_MISSING = "the real incidents are not beside this checkout: tests/data/ covers the same on a small sample"
"""The one reason that is good anywhere: that data is not part of the project."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if os.environ.get("SIEMS_REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if SHARED_DATA_MISSING not in reason:
            report.outcome = "failed"
            report.longrepr = f"SIEMS_REQUIRE_ALL=1 lets no test be skipped. {reason}"
    return report
