"""A real worker whose channels and webhooks are a server that the test runs: `python delivering_worker.py URL`.

Everything but the sending ends is as in `siems worker`, the settings among them.
"""

import asyncio
import sys

import httpx

from siems.bootstrap import application
from siems.config import Settings
from siems.domain.delivery import Again, Channel, Message, Outcome, Sent, WebhookCall
from siems.domain.delivery_timing import Limit
from siems.installation import opened
from siems.services.delivery.service import Outlets
from siems.worker import working


class Posting:
    """Posts what it is given, with the id of the message; anything but a 200 is to be tried again."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http = http
        self._url = url

    async def send(self, address: str, message: Message) -> Outcome:
        return await self._post(f"{address}\n{message.id}\n{message.body}")

    async def call(self, call: WebhookCall, timestamp: int) -> Outcome:
        return await self._post(f"{call.url}\n{call.id}\n{call.body}")

    async def _post(self, body: str) -> Outcome:
        try:
            answer = await self._http.post(self._url, content=body.encode())
        except httpx.HTTPError as error:
            return Again(type(error).__name__)
        return Sent() if answer.status_code == 200 else Again(str(answer.status_code))


async def main(url: str) -> None:
    with opened(Settings.read()) as installation:
        async with httpx.AsyncClient(timeout=30) as http:
            posting = Posting(http, url)
            channels = dict.fromkeys(Channel, posting)
            outlets = Outlets(channels, posting, limit=Limit(burst=100_000))
            servers = installation.working_servers()
            async with application(servers, outlets=outlets) as app, working(app, servers):
                print("The worker works.", flush=True)
                await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
