"""What follows from the workers' heartbeats."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from siems.domain.workers import Mode, Seen, WorkersHealth, health

NOW = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def seen(seconds: float = 0, swept: float | None = None, mode: Mode | None = Mode.ARQ, **more: Any) -> Seen:
    facts: dict[str, Any] = {"redis_missed_since": None, "redis_error": None}
    return Seen(ago(seconds), None if swept is None else ago(swept), mode, **facts | more)


def test_nobody_was_ever_seen() -> None:
    assert health([], NOW) == WorkersHealth(0, None, None)


@pytest.mark.parametrize(("seconds", "workers"), [(0, 1), (15, 1), (15.001, 0)])
def test_a_worker_is_alive_for_15_seconds_after_its_last_word(seconds: float, workers: int) -> None:
    assert health([seen(seconds)], NOW).workers == workers


def test_a_worker_that_has_stopped_is_not_alive_and_its_last_sweep_counts() -> None:
    found = health([seen(1, swept=3, mode=None), seen(600, swept=602)], NOW)
    assert found == WorkersHealth(0, None, timedelta(seconds=3))


def test_one_that_works_with_arq_decides_and_who_misses_redis_for_longest_says_so() -> None:
    without = {"mode": Mode.TIMER, "redis_error": "gone"}
    found = health(
        [
            seen(swept=4),
            seen(swept=2, redis_missed_since=ago(5), **without),
            seen(swept=9, redis_missed_since=ago(8), **without | {"redis_error": "gone first"}),
        ],
        NOW,
    )
    assert found == WorkersHealth(3, Mode.ARQ, timedelta(seconds=2), timedelta(seconds=8), "gone first")


def test_all_that_miss_redis_sweep_by_timer() -> None:
    found = health([seen(swept=1, mode=Mode.TIMER, redis_missed_since=ago(5), redis_error="gone")], NOW)
    assert (found.mode, found.redis_missed) == (Mode.TIMER, timedelta(seconds=5))


@pytest.mark.parametrize(("swept", "sweeps"), [(None, False), (60, True), (61, False)])
def test_who_has_not_swept_for_a_minute_does_not_sweep(swept: float | None, sweeps: bool) -> None:
    assert health([seen(swept=swept)], NOW).sweeps is sweeps


def test_a_clock_that_was_set_back_gives_no_negative_span() -> None:
    assert health([seen(swept=-5)], NOW).last_sweep == timedelta()
