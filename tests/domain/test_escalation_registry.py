"""The registry of strategies, which other packages join."""

import logging
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from siems.domain.escalation import strategies as registry
from siems.domain.escalation.strategies import BUILT_IN, EscalationStrategy, strategies

PACKAGE = Path(__file__).parents[1] / "packages" / "siems_vip"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package of somebody else is installed, and then it is not."""
    monkeypatch.syspath_prepend(PACKAGE)
    strategies.cache_clear()
    yield
    strategies.cache_clear()
    sys.modules.pop("siems_vip", None)


def test_without_other_packages_there_are_five() -> None:
    assert sorted(BUILT_IN) == ["NOT_STARTED", "SILENT", "SLA_CONSUMED", "UNASSIGNED", "UNRESOLVED"]


@pytest.mark.usefixtures("installed")
def test_a_strategy_of_another_package_is_found(caplog: pytest.LogCaptureFixture) -> None:
    assert sorted(strategies()) == ["NOT_STARTED", "SILENT", "SLA_CONSUMED", "UNASSIGNED", "UNRESOLVED", "VIP"]
    assert strategies()["VIP"].described == "in the hands of nobody important"


@pytest.mark.usefixtures("installed")
def test_what_cannot_be_loaded_is_logged_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    strategies()
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "the escalation strategy siems_vip:DoesNotExist cannot be loaded",
        "builtins:object is no escalation strategy: it must be a subclass of EscalationStrategy",
    ]


def test_a_name_that_is_taken_is_left_out(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    class Usurper(EscalationStrategy):
        name, described = "UNASSIGNED", "somebody else's"

        def due_at(self, facts: object, rule: object) -> None:
            return None

    monkeypatch.setattr(registry, "_loaded", lambda entry_point: Usurper())
    monkeypatch.setattr(registry, "entry_points", lambda group: [EntryPoint("usurper", "somewhere:Usurper", group)])
    strategies.cache_clear()
    assert strategies()["UNASSIGNED"] is BUILT_IN["UNASSIGNED"]
    strategies.cache_clear()
    assert "is left out: its name is taken" in caplog.text


class Speechless(EscalationStrategy):
    """It cannot say why it fires."""

    name = "SPEECHLESS"

    def due_at(self, facts: object, rule: object) -> None:
        return None


def test_one_without_words_for_the_log_is_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(
        registry, "entry_points", lambda group: [EntryPoint("speechless", f"{__name__}:Speechless", group)]
    )
    strategies.cache_clear()
    assert set(strategies()) == set(BUILT_IN)
    strategies.cache_clear()
    assert "it must say what it is `described` as" in caplog.text
