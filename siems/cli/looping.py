"""How a command that serves until it is stopped runs."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from uvicorn.loops.auto import auto_loop_factory

from siems import logs
from siems.config import Settings


def run(settings: Settings, serving: Coroutine[Any, Any, None]) -> None:
    """Runs it to its end, on the fastest event loop there is, with logs as the settings want them."""
    logs.configure(settings.log_format)
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(serving)
