"""Places in the feed, and the cursors that clients keep of them. No I/O."""

import base64
import json
import re
from dataclasses import dataclass
from typing import Self

from siems.domain.errors import CursorExpired, ValidationFailed
from siems.domain.visibility import Visibility

_LONGEST = 200
_LARGEST_XID, _LARGEST_ID, _LARGEST_EPOCH = 2**64 - 1, 2**63 - 1, 2**31 - 1


@dataclass(frozen=True, order=True)
class FeedPosition:
    """A place in the feed. Positions are ordered as their entries are; the default is before everything."""

    epoch: int = 0
    xid: int = 0
    id: int = 0


@dataclass(frozen=True)
class FeedEpoch:
    """The time that a database has spent in one cluster. Another restored from the same dump has another nonce."""

    epoch: int
    nonce: str


@dataclass(frozen=True)
class FeedCursor:
    """Up to where a client has read the feed: worth something in the epoch in which it was given, to the same eyes."""

    nonce: str
    """Of the epoch in which it was given. The position may be in an older one."""
    position: FeedPosition
    sight: str
    """As of `sight_of`."""

    def encode(self) -> str:
        """An opaque string for clients, safe in a URL."""
        position = self.position
        said = json.dumps([self.nonce, position.epoch, position.xid, position.id, self.sight], separators=(",", ":"))
        return base64.urlsafe_b64encode(said.encode()).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str) -> Self:
        """Reads what `encode` wrote. Raises ValidationFailed if it is nothing of the kind."""
        try:
            if len(text) <= _LONGEST:
                nonce, epoch, xid, id, sight = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
                read = cls(nonce, FeedPosition(epoch, xid, id), sight)
                if read._is_well_formed() and read.encode() == text:
                    return read
        except (ValueError, TypeError, RecursionError):
            pass
        raise ValidationFailed.of("after", "This is not a cursor of SIEMS's events.")

    def position_in(self, epoch: FeedEpoch, sight: str) -> FeedPosition:
        """Where to go on, now that it is this epoch, for somebody who sees like this. Raises CursorExpired."""
        if self.nonce != epoch.nonce or self.position.epoch > epoch.epoch:
            raise CursorExpired(
                "This cursor is from before the database was restored or moved, or from another installation"
            )
        if self.sight != sight:
            raise CursorExpired("This cursor is from when you saw other incidents than you do now")
        return self.position

    def _is_well_formed(self) -> bool:
        position = self.position
        bounds = ((position.epoch, _LARGEST_EPOCH), (position.xid, _LARGEST_XID), (position.id, _LARGEST_ID))
        words = (self.nonce, self.sight)
        return all(type(number) is int and 0 <= number <= largest for number, largest in bounds) and all(
            type(word) is str and re.fullmatch(r"[\w-]{0,32}", word, re.ASCII) for word in words
        )


def sight_of(visibility: Visibility) -> str:
    """One word that says what kind of eyes these are. What one kind was shown cannot be withdrawn for another."""
    if visibility.only_reported:
        return "own"
    return "all" if visibility.sees_restricted else "part"
