"""The receiver of docs/webhooks.md, run as it stands, believes what SIEMS sends and nothing else."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from commands import eventually, free_port

from siems.channels.webhooks import SignedWebhooks, new_webhook_secret
from siems.domain.delivery import Outcome, Sent, WebhookCall
from siems.egress import Egress, Rules, networks

DOCS = Path(__file__).parents[2] / "docs" / "webhooks.md"
ID = UUID("0192aaaa-0000-7000-8000-000000000001")
SENDER = SignedWebhooks(Egress(Rules(networks(["127.0.0.0/8"]))))


@contextmanager
def receiver(secret: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Where the program of the documentation listens, and its process."""
    [program] = re.findall(r"<!-- receiver: .*? -->\n```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
    port = free_port()
    settings = {**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        eventually(lambda: _listens(port))
        yield f"http://127.0.0.1:{port}/", process
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def call(url: str, *secrets: str) -> Outcome:
    return await SENDER.call(WebhookCall(ID, url, '{"type":"siems.test"}', secrets), int(time.time()))


async def test_the_receiver_of_the_documentation_believes_the_present_and_the_former_secret_alone() -> None:
    former, present, unknown = new_webhook_secret(), new_webhook_secret(), new_webhook_secret()
    with receiver(former) as (url, process):
        refused = await call(url, unknown)
        assert not isinstance(refused, Sent)
        assert await call(url, present, former) == Sent()
        process.kill()
        output, _ = process.communicate()
    assert output == f"{ID} siems.test\n"
