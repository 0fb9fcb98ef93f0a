"""Moments that come in."""

from datetime import UTC, datetime

from siems.domain.errors import ValidationFailed


def in_utc(moment: datetime | None, field: str) -> datetime | None:
    """The moment in UTC. Raises ValidationFailed, blaming `field`, for one without a time zone or out of range."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValidationFailed.of(field, "This needs a time zone, as in 2026-01-31T12:00:00Z.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValidationFailed.of(field, "This is outside the range of dates.") from None
