"""Why a command that asks a server did not do what it was asked, and which exit code says so."""

from collections.abc import Sequence
from typing import Any

from siems.cli import exits

Json = dict[str, Any]

_EXITS = {
    "VALIDATION": exits.REFUSED,
    "NOT_FOUND": exits.REFUSED,
    "INVALID_TRANSITION": exits.REFUSED,
    "COST_EXCEEDED": exits.REFUSED,
    "CONFLICT": exits.CONFLICT,
    "INVALID_CREDENTIALS": exits.NOT_ALLOWED,
    "SESSION_ENDED": exits.NOT_ALLOWED,
    "UNAUTHENTICATED": exits.NOT_ALLOWED,
    "FORBIDDEN": exits.NOT_ALLOWED,
    "NOT_SIGNED_IN": exits.NOT_ALLOWED,
    "USAGE": exits.WRONG_USAGE,
}


class Failure(Exception):
    """Something that is to be said in a sentence, with an exit code. `code` is the API's, or one of ours like it."""

    def __init__(self, code: str, message: str, field: Sequence[str] | None = None) -> None:
        self.errors: list[Json] = [{"code": code, "message": message, "field": None if field is None else list(field)}]
        super().__init__(message)

    @classmethod
    def of(cls, errors: Sequence[Json]) -> "Failure":
        """A mutation's refusal: the `errors` of its payload, of which there is one at least."""
        failure = cls(str(errors[0].get("code")), str(errors[0].get("message")))
        failure.errors = [{name: error.get(name) for name in ("code", "message", "field")} for error in errors]
        return failure

    @property
    def code(self) -> str:
        return str(self.errors[0]["code"])

    @property
    def exit_code(self) -> int:
        return _EXITS.get(self.code, exits.NO_ANSWER)

    @property
    def lines(self) -> list[str]:
        """What to tell people, a line for each thing that is wrong, which names what is to blame."""
        return [_said(error) for error in self.errors]


def wrong_usage(message: str) -> Failure:
    """What a wrong option or an unclear name gives."""
    return Failure("USAGE", message)


def not_siems(address: str, why: str) -> Failure:
    """Something answers, and it is no SIEMS server."""
    return Failure("NOT_SIEMS", f"{address} does not answer as a SIEMS server does: {why}. Is the address right?")


def _said(error: Json) -> str:
    field = [str(part) for part in error["field"] or () if part != "input"]
    return f"{'.'.join(field)}: {error['message']}" if field else str(error["message"])
