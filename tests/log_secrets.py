"""Finding secrets in logs. Knows what secrets look like by itself, and not from the code that it watches."""

import logging
import re

KNOWN = ("correct horse battery staple", "a secret that only the tests know, long enough")
"""The password of everybody in tests, and the key that signs their tokens."""
SHAPES = re.compile(
    r"siems_[a-z]+_[A-Za-z0-9_-]{20,}"
    r"|eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*"
    r"|\$argon2[a-z]+\$\S+"
    r"|whsec_[A-Za-z0-9+/=]{20,}"
    r"|://[^/\s:@]+:[^/\s@]+@"
)


def secrets_in(text: str) -> list[str]:
    """What in the text is a secret, or looks like one."""
    return [*SHAPES.findall(text), *(secret for secret in KNOWN if secret in text)]


class Collector(logging.Handler):
    """Keeps what is logged, formatted as in a log file."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s %(facts)s"))
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        record.facts = {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        self._lines.append(self.format(record))

    def taken(self) -> str:
        """What was logged since this was asked last."""
        lines, self._lines = self._lines, []
        return "\n".join(lines)


_ORDINARY = {*vars(logging.makeLogRecord({})), "message", "asctime", "facts"}
