"""What runs beside the API: embedded servers that have died are started again, and nothing ends that."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from siems.cli.background import keep_alive
from siems.config import Settings
from siems.installation import Installation

PATIENCE = 60  # seconds: whoever needs more hangs


@dataclass(frozen=True)
class Dead(Installation):
    """An installation whose servers do not answer, and cannot be started at first, for want of disk space."""

    tries: list[int] = field(default_factory=list)
    tried_again: asyncio.Event = field(default_factory=asyncio.Event)
    loop: list[asyncio.AbstractEventLoop] = field(default_factory=list)

    def revive(self) -> None:
        self.tries.append(1)
        if len(self.tries) == 1:
            raise OSError(28, "No space left on device")
        self.loop[0].call_soon_threadsafe(self.tried_again.set)


async def test_servers_that_cannot_be_started_are_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = f"postgresql://siems_app@/siems?host={tmp_path}"
    dead = Dead(Settings(data_dir=tmp_path), nowhere, nowhere, f"unix://{tmp_path}/redis.sock")
    dead.loop.append(asyncio.get_running_loop())
    keeping = asyncio.create_task(keep_alive(dead, every=0))
    try:
        await asyncio.wait_for(dead.tried_again.wait(), PATIENCE)
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])
    said = "looking after the embedded servers failed (OSError: [Errno 28] No space left on device); it is tried again"
    assert said in caplog.messages
