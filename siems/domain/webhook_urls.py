"""Where a webhook calls, as somebody writes it."""

from urllib.parse import SplitResult, urlsplit

LONGEST = 2_000
LONGEST_HINT = 200


def problem_with_url(url: str, plain: bool) -> str | None:
    """What keeps this from being called; None if nothing does. `plain`: http is allowed too. Whether its network may
    be reached is seen when it is called."""
    if len(url) > LONGEST:
        return f"This has {len(url)} characters; at most {LONGEST:,} are allowed."
    if not url.isascii() or any(char.isspace() or char < " " for char in url):
        return "This must be written in ASCII, without spaces."
    parts = _split(url)
    if parts is None or not parts.hostname or parts.scheme not in ("http", "https"):
        return "This must be an address like https://example.com/siems."
    if parts.scheme == "http" and not plain:
        return "This must begin with https://, so that nobody on the way reads or changes what is sent."
    if parts.username is not None or parts.password is not None:
        return "Leave out the user and the password: the signature shows who calls."
    return "Leave out what follows the #: it is never sent." if "#" in url else None


def hint_of(url: str) -> str:
    """What may be shown of it: the host, and the first part of the path, since the rest may be a secret."""
    parts = urlsplit(url)
    first, more, _ = parts.path[1:].partition("/")
    shown = f"{parts.scheme}://{parts.netloc}/{first if more else ''}"
    return shown[: LONGEST_HINT - 2] + ("/…" if more else "…" if first or parts.query else "")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is no port
    except ValueError:
        return None
    return parts
