"""A clock that stands still, for tests that expect exact moments."""

from datetime import UTC, datetime, timedelta


class StandingClock:
    """Says the same moment, whatever the database's clock says, until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def adjust(self, database_time: datetime) -> datetime:
        return self.now

    def advance(self, *, minutes: float) -> datetime:
        """Moves it (back, if `minutes` is negative), and returns the new moment."""
        self.now += timedelta(minutes=minutes)
        return self.now
