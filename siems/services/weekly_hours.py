"""Hours of the week and time zones as somebody writes them, and everything that can be wrong with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from zoneinfo import available_timezones

from siems.domain.errors import Violation
from siems.domain.hours import WeeklyHours, Window
from siems.domain.text import Checks

MOST_WINDOWS = 21


@dataclass(frozen=True)
class WindowDraft:
    """The same hours on some weekdays (0 is Monday), as "HH:MM". One that ends no later than it starts ends a day
    later."""

    weekdays: Sequence[int]
    starts_at: str
    ends_at: str


def check_zone(checks: Checks, zone: str | None, *path: object) -> None:
    """Notes it if the time zone has no such name."""
    if zone not in time_zones():
        _blame(checks, "This must be the name of a time zone, as in Europe/Berlin.", *path)


def checked_hours(
    checks: Checks, windows: Sequence[WindowDraft], *path: object, otherwise: str = ", or null for all hours"
) -> WeeklyHours:
    """The hours that the windows say, as far as nothing is wrong with them; notes what is. `otherwise` is said to
    whoever has too few or too many."""
    if not 1 <= len(windows) <= MOST_WINDOWS:
        message = f"These are {len(windows)}; 1 to {MOST_WINDOWS} are allowed{otherwise}."
        _blame(checks, message, *path)
    checked = [_window(checks, window, *path, place) for place, window in enumerate(windows)]
    return WeeklyHours(tuple(window for window in checked if window is not None))


def check_apart(checks: Checks, hours: WeeklyHours, *path: object) -> None:
    """Notes each of the windows that has a time in common with one before it."""
    for place, window in enumerate(hours.windows):
        for earlier, other in enumerate(hours.windows[:place]):
            if window.overlaps(other):
                _blame(checks, f"This overlaps with window {earlier + 1}; leave out what they share.", *path, place)
                break


def checked_time(checks: Checks, text: str, *path: object) -> time | None:
    """The time of day, if it is one; notes it otherwise."""
    if re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        return time.fromisoformat(text)
    _blame(checks, 'This must be a time of day, "00:00" to "23:59".', *path)
    return None


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA database that is installed here, and that PostgreSQL knows too."""
    return frozenset(available_timezones() - {"localtime"})


def _window(checks: Checks, draft: WindowDraft, *path: object) -> Window | None:
    if not draft.weekdays:
        _blame(checks, "Name at least one weekday.", *path, "weekdays")
    starts_at = checked_time(checks, draft.starts_at, *path, "startsAt")
    ends_at = checked_time(checks, draft.ends_at, *path, "endsAt")
    if starts_at is None or ends_at is None:
        return None
    return Window(frozenset(draft.weekdays), starts_at, ends_at)


def _blame(checks: Checks, message: str, *path: object) -> None:
    checks.violations.append(Violation(tuple(str(part) for part in path), message))
