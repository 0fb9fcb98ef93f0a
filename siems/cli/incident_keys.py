"""How people name an incident: by key, INC-42 or 42."""

import re

_KEY = re.compile(r"(?:INC-|#)?(\d{1,9})", re.IGNORECASE | re.ASCII)


def number_of(key: str) -> int | None:
    """The number that a key says; None if it is no key."""
    found = _KEY.fullmatch(key.strip())
    return None if found is None else int(found[1])
