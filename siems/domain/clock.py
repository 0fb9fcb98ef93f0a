"""Time. The database's clock rules all machines; a unit of work reads it once and passes `now` down as a value."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Turns what the database's clock says into the time that SIEMS acts on."""

    def adjust(self, database_time: datetime) -> datetime: ...


class DatabaseClock:
    """The database's time as it is: the only clock outside tests."""

    def adjust(self, database_time: datetime) -> datetime:
        return database_time


class OffsetClock:
    """The database's time moved by an offset, so that a test can let half an hour pass."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def adjust(self, database_time: datetime) -> datetime:
        return database_time + self._offset

    def reset(self) -> None:
        self._offset = timedelta()

    def advance(self, *, minutes: float = 0, seconds: float = 0, hours: float = 0, days: float = 0) -> None:
        self._offset += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
