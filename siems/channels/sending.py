"""What all channels have in common: guarded sending that always ends in an outcome, and texts that fit."""

import logging
import re
import traceback
from collections.abc import Callable
from uuid import UUID

from siems.domain.delivery import Again, Outcome, Refused, Sent
from siems.egress import NOT_ALLOWED, Egress, NotAllowed, TookTooLong, Work

SECONDS = 40.0
"""How long one attempt may take, whatever the other side does."""
_LINK = re.compile(r"https?://\S+")
_MENTION = re.compile(r"@(?=everyone\b|here\b|channel\b|all\b|room\b)", re.IGNORECASE)

log = logging.getLogger(__name__)


async def send_guarded(
    egress: Egress,
    name: str,
    do: Callable[[], Outcome],
    seconds: float = SECONDS,
    *,
    trusted: bool = False,
    allowed_only: bool = False,
) -> Outcome:
    """What `do` says, in time; raises nothing. `name` is whom it talks to, for people."""

    def judged(work: Work) -> Outcome:
        outcome = do()
        return Refused(NOT_ALLOWED) if work.refused and not isinstance(outcome, Sent) else outcome

    try:
        return await egress.run(judged, seconds, trusted=trusted, allowed_only=allowed_only)
    except TookTooLong:
        return Again(f"{name} did not answer within {seconds:g} seconds.")
    except NotAllowed:
        return Refused(NOT_ALLOWED)
    except Exception as error:  # noqa: BLE001  (the contract; its text is not logged, since URLs are secrets)
        place = traceback.extract_tb(error.__traceback__)[-1]
        facts = {"error": type(error).__name__, "place": f"{place.filename}:{place.lineno}"}
        log.error("a message could not be sent", extra=facts)
        return Again("SIEMS failed to send it; its own log says where.")


def one_line(text: str) -> str:
    """The text without line ends and other control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def shortened(text: str, longest: int) -> str:
    """The text in at most `longest` characters. Its last link is kept whole, at the end, if that is possible."""
    if len(text) <= longest:
        return text
    links = _LINK.findall(text)
    link = links[-1] if links and len(links[-1]) <= longest - 20 else ""
    rest = text.replace(link, "") if link else text
    ending = f"…\n{link}" if link else "…"
    return rest[: longest - len(ending)].rstrip() + ending


def tag(message_id: UUID) -> str:
    """What tells two copies of a message from two messages, for people. The end: the beginning of an id is a time."""
    return f"[{message_id.hex[-8:]}]"


def calling_nobody(text: str) -> str:
    """The text, in which a title like "@everyone" does not ring for a whole channel."""
    return _MENTION.sub("@\u200b", text)
