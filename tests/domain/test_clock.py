"""The clocks: the database's as it is, and the one that tests move."""

from datetime import UTC, datetime

from siems.domain.clock import DatabaseClock, OffsetClock

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_the_database_clock_is_the_database_time_as_it_is() -> None:
    assert DatabaseClock().adjust(NOON) == NOON


def test_the_offset_adds_up_until_it_is_reset() -> None:
    clock = OffsetClock()
    clock.advance(minutes=16)
    clock.advance(days=1, hours=1, seconds=1.5)
    assert clock.adjust(NOON) == datetime(2026, 11, 25, 13, 16, 1, 500_000, tzinfo=UTC)
    clock.reset()
    assert clock.adjust(NOON) == NOON
