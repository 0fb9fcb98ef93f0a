"""Ranges of time that somebody asks about."""

from datetime import datetime, timedelta

from siems.domain.errors import ValidationFailed

FIRST_YEAR = 1900
"""Behind the beginning of the calendar by more than any time zone, and before anything happened."""


def checked_range(
    since: datetime, until: datetime | None, now: datetime, longest: timedelta
) -> tuple[datetime, datetime]:
    """From when until when, at most until now. Raises ValidationFailed."""
    end = now if until is None else min(until, now)
    if since >= now:
        raise ValidationFailed.of("since", "Nothing has happened since then: it must be in the past.")
    if since >= end:
        raise ValidationFailed.of("until", "The end must be behind the beginning.")
    if since.year < FIRST_YEAR:
        raise ValidationFailed.of("since", f"This is before {FIRST_YEAR}; ask for later times.")
    if end - since > longest:
        raise ValidationFailed.of("since", f"This is more than {longest.days} days before the end; ask for less.")
    return since, end
