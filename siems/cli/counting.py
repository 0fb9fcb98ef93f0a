"""Numbers of things, in words for people."""


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """ "1 entry", "2,000 entries"."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"
