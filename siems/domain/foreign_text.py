"""Text that machines send: made to fit rather than refused, since an alert that is lost is worse. No I/O."""

import hashlib
import re

from siems.domain.text import DEDUP_KEY, TITLE, problem_with

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def stored(value: object, longest: int | None = None) -> str:
    """The value as text that can be stored, with U+FFFD in the place of what cannot, cut to so many characters."""
    text = _UNSTORABLE.sub("\ufffd", value if isinstance(value, str) else str(value)).strip()
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def title(value: object) -> str:
    """The value as the title of an incident: one line, not too long; "" for nothing."""
    return stored(" ".join(stored(value).split()), TITLE.longest)


def dedup_key(key: str) -> str:
    """A sender's own key as SIEMS keeps it: as it is if that can be, else its hash."""
    fits = key == key.strip() and key and problem_with(key, DEDUP_KEY) is None
    return key if fits else f"sha256:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"
