"""The one error tree of SIEMS. `schema.errors` translates it to GraphQL, `siems.cli` to a line and an exit code.

A `Refusal` is an expected answer and becomes data in a mutation's payload; a `Denial` becomes a top-level
GraphQL error; anything outside this tree is a fault of ours and reaches the client as INTERNAL without detail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


class SiemsError(Exception):
    """Root of everything that SIEMS raises on purpose. `code` is part of the API; `message` is for people."""

    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def details(self) -> dict[str, Any]:
        """What a program may want to know besides the code; part of the API."""
        return {}


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong with one input field. `field` is the path below `input`, in GraphQL spelling."""

    field: tuple[str, ...]
    message: str


class Refusal(SiemsError):
    """Understood, and not done; nothing has changed."""

    field: tuple[str, ...] = ()


class ValidationFailed(Refusal):
    """The input is malformed. Carries every violation found, not only the first."""

    code = "VALIDATION"

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("; ".join(violation.message for violation in violations))
        self.violations = tuple(violations)

    @classmethod
    def of(cls, field: str, message: str) -> "ValidationFailed":
        return cls([Violation((field,), message)])


class NotFound(Refusal):
    """The id names nothing that this person may see. Another organization's rows are not found either."""

    code = "NOT_FOUND"

    def __init__(self, noun: str, field: str, by: str = "id") -> None:
        super().__init__(f"There is no {noun} with this {by}.")
        self.field = (field,)


class InvalidTransition(Refusal):
    """The lifecycle does not allow this move from the incident's present state."""

    code = "INVALID_TRANSITION"


class Conflict(Refusal):
    """The caller decided on a version of the incident, or of its postmortem, that is no longer the present one."""

    code = "CONFLICT"
    field = ("expectedVersion",)


class OnItsWay(Conflict):
    """The delivery that was to be sent again is being sent or has been: with another one, or by somebody faster."""

    field = ("deliveryId",)


class InvalidCredentials(Refusal):
    """E-mail or password is wrong, or the account may not log in. Which of them is never said."""

    code = "INVALID_CREDENTIALS"


class WrongPassword(InvalidCredentials):
    """Whoever is signed in did not prove it with the present password."""

    field = ("currentPassword",)

    def __init__(self) -> None:
        super().__init__("This is not your present password.")


class SessionEnded(Refusal):
    """A refresh token is worth nothing: it is unknown, used or too old, or its session is over. Which is never said."""

    code = "SESSION_ENDED"

    def __init__(self) -> None:
        super().__init__("This session is over. Log in again.")


class Denial(SiemsError):
    """Not done because of who asks, or how much."""


class Unauthenticated(Denial):
    """There is no valid access token."""

    code = "UNAUTHENTICATED"


class Forbidden(Denial):
    """The person is known and lacks the authority."""

    code = "FORBIDDEN"


class RateLimited(Denial):
    """Too often in too short a time. Says when to try again."""

    code = "RATE_LIMITED"

    def __init__(self, what: str, seconds: int) -> None:
        super().__init__(f"Too many {what}. Try again in {seconds} seconds.")
        self.seconds = seconds

    def details(self) -> dict[str, Any]:
        return {"retryAfter": self.seconds}


class Busy(Denial):
    """Others have held what this needs for too long. Nothing has changed."""

    code = "BUSY"

    def __init__(self, message: str = "Somebody else is changing this right now; try again.") -> None:
        super().__init__(message)


class CursorExpired(Denial):
    """A cursor says nothing about the feed as it is now: nobody can tell from it what the client has seen already."""

    code = "CURSOR_EXPIRED"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}. Reload what you show, and subscribe without a cursor.")


class SlowConsumer(Denial):
    """Events came faster than they were taken. Says up to where they were: subscribe again from there."""

    code = "SLOW_CONSUMER"

    def __init__(self, cursor: str) -> None:
        super().__init__("Events came faster than you took them. Subscribe again with the cursor, `after`.")
        self.cursor = cursor

    def details(self) -> dict[str, Any]:
        return {"cursor": self.cursor}


class TooManyStreams(Denial):
    """Somebody has as many subscriptions or connections open as one may have."""

    code = "TOO_MANY_SUBSCRIPTIONS"

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"You have {most} {what} open, which is all that one may have. Close some of them.")
