"""What the processes say of themselves: one line an event, as JSON or as text, with who asked and in which request.

Modules log with the standard library; this is where it goes. Secrets do not belong into logs: what looks like one is
blotted out all the same.
"""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_CHATTY = ("uvicorn", "arq", "aerich", "tortoise", "asyncio")
_SECRETS = re.compile(
    r"siems_(?:refresh|invite|key|calendar)_[\w-]+"  # tokens of our own
    r"|whsec_[A-Za-z0-9+/=]+"  # what webhooks are signed with
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*"  # JSON Web Tokens
    r"|\$argon2\w+\$[^\s\"']+"
    r"|(?<=://)[^\s/@:\"']*:[^\s/@\"']+(?=@)"  # user and password in a URL
)
BLOT = "[secret]"


def _in_order(logger: WrappedLogger, method: str, event: EventDict) -> dict[str, Any]:
    """What a reader looks for first, first."""
    return {name: event[name] for name in ("at", "level", "message", "logger")} | dict(event)


_COLUMNS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]


def configure(format: str, stream: TextIO | None = None) -> None:
    """Sends every log record of this process to `stream` (stderr): as "text", as "json", or as it fits ("auto")."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.INFO)
    as_text = format == "text" or (format == "auto" and stream.isatty())
    handler.setFormatter(_Blotting(_text(stream.isatty()) if as_text else _JSON))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _text(colors: bool) -> list[Processor]:
    plain = structlog.dev.plain_traceback  # others show the values of variables, some of which are secret
    return [structlog.dev.ConsoleRenderer(colors=colors, timestamp_key="at", exception_formatter=plain)]


_JSON: list[Processor] = [
    structlog.processors.format_exc_info,
    structlog.processors.EventRenamer("message"),
    _in_order,
    structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
]


@contextmanager
def request(id: str) -> Iterator[None]:
    """Whatever is logged within says which request it was for."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=id)
    try:
        yield
    finally:
        structlog.contextvars.clear_contextvars()


def asked_by(actor_id: UUID, organization_id: UUID) -> None:
    """Whatever is logged from here on in this request says who asked."""
    structlog.contextvars.bind_contextvars(actor_id=str(actor_id), organization_id=str(organization_id))


def blotted(text: str) -> str:
    """The text without what looks like a secret."""
    return _SECRETS.sub(BLOT, text)


class _Blotting(structlog.stdlib.ProcessorFormatter):
    def __init__(self, renderers: list[Processor]) -> None:
        super().__init__(foreign_pre_chain=_COLUMNS, processors=[self.remove_processors_meta, *renderers])

    def format(self, record: logging.LogRecord) -> str:
        return blotted(super().format(record))
