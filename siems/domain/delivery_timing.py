"""When something is sent, and sent again: limits and back-off. All moments are given; nothing here looks at a clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

MOST_ATTEMPTS = 8
"""Of one message to a person, with what a crash cut off."""
WEBHOOK_PATIENCE = timedelta(hours=24)
"""For so long a machine that does not answer is called again."""
GIVES_WAY_AFTER = 2
"""A page that failed so often does not keep the person's next step waiting, whatever becomes of it."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)
_LONGEST_WISH = timedelta(hours=1)


def pause(attempts: int, dice: Random, wish: timedelta | None = None) -> timedelta:
    """How long to wait after so many attempts: 5 s, doubling, 15 min at most, of which the upper half is by chance.

    If the other side has a `wish`, then at least that long, but not for ever.
    """
    full = min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(attempts - 1, 20)))
    drawn = full / 2 + full / 2 * dice.random()
    return max(drawn, min(wish, _LONGEST_WISH)) if wish is not None else drawn


@dataclass(frozen=True)
class Limit:
    """GCRA: `burst` messages at once, and then one in every `interval`.

    What is kept of the past is one moment: when all that was sent would have been sent at the steady rate.
    """

    burst: int = 5
    interval: timedelta = timedelta(minutes=1)
    kept_for_pages: int = 2
    """So many of the burst information leaves to pages, so that it never keeps the first page waiting."""

    def opens_at(self, steady: datetime | None, now: datetime, *, page: bool) -> datetime:
        """The moment from which the next message may go out; not after `now`, if it may at once."""
        free = self.burst if page else max(self.burst - self.kept_for_pages, 1)
        return now if steady is None else steady - self.interval * (free - 1)

    def spent(self, steady: datetime | None, now: datetime) -> datetime:
        """What is kept once another one has gone out."""
        return (now if steady is None else max(steady, now)) + self.interval
