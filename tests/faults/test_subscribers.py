"""Many subscribers on two API processes, while Redis restarts and one of the two is killed.

Each hears exactly what its role may see, in order, and nothing twice. `make soak` runs it with 200 subscribers and 8
writers; a tenth of that is enough to see it hold. One of them is graphql-ws, the official client.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from factories import World
from feeds import whole_feed
from graphql_ws_client import following
from sites import Site, new_site
from subscribing import EVENTS, socket_to
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from schema import ids
from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.errors import SiemsError
from siems.domain.visibility import Audience, may_see
from siems.models import Incident
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision

SOAK = bool(os.environ.get("SIEMS_SOAK"))
SUBSCRIBERS, WRITERS, ROUNDS, PACE = (200, 8, 8, 0.5) if SOAK else (20, 4, 1, 0.2)
PATIENCE = 300  # tenths of a second
WITHDRAWN = "WITHDRAWN"

Heard = list[tuple[UUID, str]]
"""Incident and kind of each event."""


@dataclass
class Listener:
    """A subscriber that goes on behind its last cursor whenever it is cut off, at the next of the API processes."""

    caller: Caller
    token: str
    cursor: str
    heard: Heard = field(default_factory=list)
    connections: int = 0

    async def run(self, urls: Sequence[str]) -> None:
        for url in cycle(urls):
            try:
                async with socket_to(url, self.token) as socket:
                    self.connections += 1
                    await socket.subscribe(EVENTS, after=self.cursor)
                    while True:
                        event = await socket.event()
                        self.cursor = event["cursor"]
                        self.heard.append((ids.decode("Incident", event["incidentId"], "id"), event["kind"]))
            except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake):
                await asyncio.sleep(0.2)


@pytest.fixture
def site(migrated_data_dir: Path, tmp_path: Path) -> Iterator[Site]:
    with new_site(migrated_data_dir, tmp_path) as site:
        yield site


async def write(
    app: Application, people: Sequence[Caller], incidents: Sequence[Incident], dice: Random, enough: asyncio.Event
) -> None:
    """Does what people do, in any order, until it is enough; what is refused changes nothing."""
    while not enough.is_set():
        await asyncio.sleep(PACE)
        who, whom, decision = dice.choice(people), dice.choice(people), Decision(dice.choice(incidents).id)
        acts = (
            lambda who=who, decision=decision: app.incidents.comment(who, decision.incident_id, "Hm"),
            lambda who=who, decision=decision: app.incidents.claim(who, decision),
            lambda who=who, decision=decision: app.incidents.start(who, decision),
            lambda who=who, whom=whom, decision=decision: app.incidents.assign(who, decision, whom.user.id),
            lambda who=who, decision=decision: app.incidents.update(who, decision, {"restricted": True}),
            lambda who=who, decision=decision: app.incidents.update(who, decision, {"restricted": False}),
            lambda who=who, whom=whom, decision=decision: app.participants.add(who, decision, whom.user.id),
            lambda who=who, whom=whom, decision=decision: app.participants.remove(who, decision, whom.user.id),
            lambda who=who, decision=decision: app.escalations.escalate(who, decision),
        )
        try:
            await dice.choice(acts)()
        except SiemsError:
            continue


async def expected(app: Application, organization_id: UUID, callers: Sequence[Caller], since: int) -> list[Heard]:
    """What each of them should have heard, computed from the log alone."""
    feed = await whole_feed(app, organization_id)
    audiences: dict[UUID, Audience] = {}
    heard: list[Heard] = [[] for _ in callers]
    for place, entry in enumerate(feed):
        before = audiences.get(entry.subject_id)
        after = audiences[entry.subject_id] = (before or Audience()).after(entry.action, entry.after)
        for caller, events in zip(callers, heard, strict=True):
            eyes = visibility_of(caller)
            if place >= since and may_see(eyes, after):
                events.append((entry.subject_id, entry.action))
            elif place >= since and before is not None and may_see(eyes, before):
                events.append((entry.subject_id, WITHDRAWN))
    return heard


async def catch_up(listeners: Sequence[Listener], wanted: Sequence[Heard]) -> None:
    """Waits until everybody has heard as much as they should, or nobody hears anything any more."""
    patience, before = PATIENCE, -1
    while any(len(each.heard) < len(right) for each, right in zip(listeners, wanted, strict=True)) and patience:
        heard = sum(len(each.heard) for each in listeners)
        patience, before = (patience - 1 if heard == before else PATIENCE), heard
        await asyncio.sleep(0.1)


async def test_every_subscriber_hears_what_its_role_may_see_in_order_and_nothing_twice(site: Site) -> None:
    async with site.application() as app:
        world = World(app, await app.setup.create_organization("ACME", with_defaults=False))
        admin = await world.admin()
        people = [await world.manager(), await world.manager(), *[await world.engineer() for _ in range(6)]]
        machine_key = await world.key(admin)
        machine = await app.auth.caller(machine_key, Origin())
        incidents = [await world.incident(people[place % 8], restricted=place % 3 == 0) for place in range(8)]
        incidents += [await world.incident(machine) for _ in range(2)]
        since = len(await whole_feed(app, world.organization.id))

        tokens = {person.id: await world.token(person) for person in people}
        callers: list[tuple[Caller, str]] = [(person, tokens[person.id]) for person in people]
        callers.append((machine, machine_key))
        listeners = [
            Listener(caller, token, await app.live.cursor(caller))
            for _, (caller, token) in zip(range(SUBSCRIBERS), cycle(callers), strict=False)
        ]
        first = await asyncio.to_thread(site.start, "api")
        second = await asyncio.to_thread(site.start, "api")
        urls = [await asyncio.to_thread(each.url, "The API answers") for each in (first, second)]
        start = await app.live.cursor(people[2])
        async with following(urls[0], tokens[people[2].id], start) as official:
            listening = [
                asyncio.create_task(each.run(urls if place % 2 else urls[::-1])) for place, each in enumerate(listeners)
            ]
            enough = asyncio.Event()
            writers = [write(app, people, incidents, Random(place), enough) for place in range(WRITERS)]
            writing = asyncio.gather(*writers)
            await _somebody_hears(listeners)
            port = urls[1].rpartition(":")[2]
            for _ in range(ROUNDS):
                await asyncio.to_thread(site.kill, "redis-server")
                await asyncio.to_thread(second.kill)
                await asyncio.to_thread(site.revive)
                second = await asyncio.to_thread(site.start, "api", port=port)
                await asyncio.to_thread(second.url, "The API answers")
            enough.set()
            await writing

            wanted = await expected(app, world.organization.id, [each.caller for each in listeners], since)
            await catch_up(listeners, wanted)
            for task in listening:
                task.cancel()
            assert [task.exception() for task in listening if task.done()] == []
            assert [each.heard for each in listeners] == wanted
            assert min(len(each) for each in wanted) > 0
            assert max(each.connections for each in listeners) > 1
            [right] = await expected(app, world.organization.id, [people[2]], since)
            assert [await official.incident_and_kind() for _ in right] == right


async def _somebody_hears(listeners: Sequence[Listener]) -> None:
    """Waits until everybody is connected and some have heard something."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if all(each.connections for each in listeners) and any(each.heard for each in listeners):
                return
            await asyncio.sleep(0.1)
