"""What a storm costs whoever is paged: 500 incidents escalated to 20 people at once, and the messages that come of it.

That is 10,000 notifications, each owed by e-mail and by SMS, and 500 calls of a webhook. One worker sweeps and
delivers, to channels that take 50 ms for each message. Runs on a private PostgreSQL with its usual settings. Then time
is moved until nothing waits, and the rows say how many messages each contact method got, and whether any got more than
its limit allows.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from dataclasses import replace
from itertools import product
from pathlib import Path
from uuid import UUID

from bench_escalation import fill, make_due, organization

from siems import migrate
from siems.bootstrap import Application, Servers, application
from siems.domain.clock import OffsetClock
from siems.domain.delivery import Channel, Message, Outcome, Sent, WebhookCall
from siems.domain.delivery_timing import Limit
from siems.domain.users import Role
from siems.embedded import EmbeddedServers
from siems.models import ContactMethod, Organization, Webhook
from siems.sealing import Seals
from siems.services.delivery.service import Outlets

SECRET = "a secret of the benchmark's own, long enough"
SEALS = Seals([SECRET])
PEOPLE = 20
SLOW = 0.05  # seconds
LIMIT = Limit()
STATES = """
SELECT state, count(*) AS deliveries, count(DISTINCT message_id) AS messages, webhook_id IS NOT NULL AS to_webhook
FROM deliveries WHERE organization_id = $1 GROUP BY 1, 4 ORDER BY 4, 1
"""
OVER_THE_LIMIT = """
WITH messages AS (
    SELECT contact_method_id, message_id, min(ended_at) AS at FROM deliveries
    WHERE organization_id = $1 AND state = 'SENT' AND contact_method_id IS NOT NULL GROUP BY 1, 2
)
SELECT max(excess) AS excess FROM (
    SELECT count(*) - $2::int - floor(extract(epoch FROM b.at - a.at) / 60 + 0.05) AS excess
    FROM messages a JOIN messages b ON b.contact_method_id = a.contact_method_id AND b.at >= a.at
    JOIN messages c ON c.contact_method_id = a.contact_method_id AND c.at BETWEEN a.at AND b.at
    GROUP BY a.contact_method_id, a.message_id, b.message_id, a.at, b.at
) windows
"""


class Slow:
    """Takes its time for everything, and counts."""

    def __init__(self) -> None:
        self.messages = self.calls = 0

    async def send(self, address: str, message: Message) -> Outcome:
        await asyncio.sleep(SLOW)
        self.messages += 1
        return Sent()

    async def call(self, call: WebhookCall, timestamp: int) -> Outcome:
        self.calls += 1
        return Sent()


async def cast(app: Application, made: Organization) -> None:
    """Managers beside the one who is there, each with an e-mail address and a telephone, and a webhook."""
    for number in range(PEOPLE - 1):
        email, name = f"manager{number}@example.com", f"Manager {number}"
        await app.setup.create_user(made, email, name, "a password long enough", Role.MANAGER)
    async with app.units.of(made.id) as work:
        common = {"organization_id": made.id, "created_at": work.now}
        managers = await work.users.active_with(Role.MANAGER)
        for user_id, channel in product([user.id for user in managers], (Channel.EMAIL, Channel.SMS)):
            row = ContactMethod(
                **common, user_id=user_id, channel=channel, name=channel.value, address=SEALS.seal("somewhere"),
                hint="s***", verified_at=work.now,
            )  # fmt: skip
            await row.save(using_db=work.connection, force_create=True)
        hook = Webhook(
            **common, name="Status page", url=SEALS.seal("https://example.com"), hint="https://example.com",
            actions=["ESCALATED"], restricted=False, secret=SEALS.seal("whsec_c2VjcmV0"), enabled=True,
            created_by_id=managers[0].id,
        )  # fmt: skip
        await hook.save(using_db=work.connection, force_create=True)


async def storm(app: Application, made: Organization, incidents: int) -> float:
    """The seconds that it takes to escalate them all."""
    await make_due(app, made.id, incidents)
    began = time.perf_counter()
    swept = await app.escalations.sweep()
    assert (swept.fired, swept.failed) == (incidents, 0), swept
    return time.perf_counter() - began


async def deliver_on_and_on(app: Application) -> None:
    while True:
        await app.delivery.start()
        await asyncio.sleep(1)


async def measure(app: Application, clock: OffsetClock, slow: Slow, incidents: int) -> None:
    made, _ = await organization(app)
    await fill(app, made.id, 0, incidents)
    quiet = await storm(app, made, incidents)
    print(f"one manager, nothing to deliver: {incidents / quiet:.0f} escalations a second", flush=True)
    await cast(app, made)
    delivering = asyncio.create_task(deliver_on_and_on(app))
    taken = await storm(app, made, incidents)
    delivering.cancel()
    told = incidents * PEOPLE
    print(
        f"{told:,} notifications, each by e-mail and SMS: {incidents / taken:.0f} escalations a second, {taken:.1f} s"
    )
    began, minutes = time.perf_counter(), 0
    await app.delivery.run()
    while await pending(app, made.id):
        clock.advance(minutes=1)
        minutes += 1
        await app.delivery.run()
    print(f"the rest was sent in {time.perf_counter() - began:.1f} s of work, within {minutes} minutes of waiting")
    async with app.units.of(made.id) as work:
        states = await work.rows(STATES, made.id)
        [limit] = await work.rows(OVER_THE_LIMIT, made.id, LIMIT.burst)
    for row in states:
        to = "webhook" if row["to_webhook"] else "people"
        print(f"{to:<8} {row['state']:<10} {row['deliveries']:>7,} deliveries in {row['messages']:>7,} messages")
    lost = 2 * told + incidents - sum(row["deliveries"] for row in states if row["state"] == "SENT")
    print(f"messages to people {slow.messages:,}, calls {slow.calls:,}, lost {lost}")
    over = limit["excess"] is not None and limit["excess"] > 0
    print(f"contact methods over the limit of {LIMIT.burst} and one a minute: {'SOME' if over else 'none'}")


async def pending(app: Application, organization_id: UUID) -> bool:
    async with app.units.of(organization_id) as work:
        found = await work.rows(
            "SELECT 1 FROM deliveries WHERE organization_id = $1 AND state IN ('PENDING', 'SENDING') LIMIT 1",
            organization_id,
        )
    return bool(found)


async def main(data_dir: Path, incidents: int) -> None:
    logging.getLogger("siems").setLevel(logging.ERROR)  # the managers of the first half have no contact method
    with EmbeddedServers(data_dir) as endpoints:
        await migrate.upgrade(endpoints.owner_url)
        clock, slow = OffsetClock(), Slow()
        servers = replace(Servers(endpoints.app_url, endpoints.redis_url, (SECRET,)), public_url="https://siems.test")
        outlets = Outlets(dict.fromkeys(Channel, slow), slow, limit=LIMIT)
        async with application(servers, clock=clock, outlets=outlets) as app:
            await measure(app, clock, slow, incidents)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=500)
    incidents = parser.parse_args().incidents
    with tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder:
        asyncio.run(main(Path(folder).resolve() / "data", incidents))
