"""Acknowledging from a message: the page behind its link, and the button."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from factories import Person, World
from log_secrets import Collector
from messages import link, now, sent

from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.clock import OffsetClock
from siems.domain.log import Action
from siems.models import Incident
from siems.security import AccessTokens, InvalidToken, LinkTokens
from siems.services.incidents import Decision

SECRET = "a secret that only the tests know, long enough"


@pytest.fixture
async def http(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://siems.test") as client:
        yield client


async def escalated(world: World, title: str = "Disk full on db-1", **more: Any) -> Incident:
    """An incident that somebody escalated by hand, to the managers in the end."""
    reporter = await world.admin()
    incident = await world.incident(reporter, title, **more)
    for number in (1, 2):
        await world.app.escalations.escalate(reporter, Decision(incident.id, reason=f"Look at it, {number}"))
    return incident


async def escalations(world: World, incident: Incident) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows("SELECT * FROM escalations WHERE incident_id = $1 ORDER BY fired_at", incident.id)


async def acknowledgements(world: World, incident: Incident, viewer: Person) -> list[Any]:
    return [entry for entry in await world.log(incident.id, viewer) if entry.action == Action.ACKNOWLEDGED]


def heading(response: httpx.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.text)
    assert found
    return found[1]


async def test_looking_changes_nothing_however_often_and_by_whatever_method(
    world: World, manager: Person, http: httpx.AsyncClient
) -> None:
    incident = await escalated(world, "Kasse <b>steht</b>")
    path = await link(world, manager, incident)
    before = await world.fingerprint()
    for _ in range(2):
        page = await http.get(path)
        assert (page.status_code, heading(page)) == (200, f"Acknowledge {incident.key}?")
        assert (await http.head(path)).status_code == 200
        assert (await http.options(path)).status_code == 405
    assert await world.fingerprint() == before
    assert f"<strong>{incident.key}</strong> Kasse &lt;b&gt;steht&lt;/b&gt;" in page.text
    assert "high, open: waits for somebody to look after it" in page.text
    assert page.text.count("<form") == page.text.count("<button") == 1
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


async def test_the_button_acknowledges_as_that_person_and_the_log_says_how(
    world: World, manager: Person, http: httpx.AsyncClient
) -> None:
    incident = await escalated(world)
    path = await link(world, manager, incident)
    done = await http.post(path, headers={"x-request-id": "from-a-phone"})
    assert (done.status_code, heading(done)) == (200, f"You look after {incident.key}")
    rows = await escalations(world, incident)
    assert [row["acknowledged_by_id"] for row in rows] == [manager.id, manager.id]
    [entry] = await acknowledgements(world, incident, manager)
    assert (entry.actor_id, entry.reason, entry.request_id) == (
        manager.id,
        "Through the link of a message.",
        "from-a-phone",
    )
    assert entry.after["escalations"] == sorted(str(row["id"]) for row in rows)
    stored = await world.stored(incident.id)
    assert stored["acknowledged_at"] == stored["hold_began_at"] == rows[0]["acknowledged_at"]


async def test_it_works_once_and_a_second_time_is_no_error(
    world: World, manager: Person, http: httpx.AsyncClient, clock: OffsetClock
) -> None:
    incident = await escalated(world)
    path = await link(world, manager, incident)
    await http.post(path)
    clock.advance(minutes=5)
    admin = await world.admin()
    await world.app.escalations.escalate(admin, Decision(incident.id, reason="It is back"))
    before = await world.fingerprint()
    for again in (await http.post(path), await http.get(path)):
        assert (again.status_code, heading(again)) == (200, "This link was used already")
    assert await world.fingerprint() == before
    assert (await escalations(world, incident))[-1]["acknowledged_at"] is None


async def test_a_double_click_acknowledges_once(world: World, manager: Person, http: httpx.AsyncClient) -> None:
    incident = await escalated(world)
    path = await link(world, manager, incident)
    both = await asyncio.gather(http.post(path), http.post(path))
    assert {response.status_code for response in both} == {200}
    assert len(await acknowledgements(world, incident, manager)) == 1


async def test_one_link_acknowledges_what_waits_of_a_storm(
    world: World, manager: Person, http: httpx.AsyncClient
) -> None:
    first, second, over = [await escalated(world, f"Alert {number}") for number in range(3)]
    path = await link(world, manager, first, second, over)
    for step in (
        world.app.incidents.claim(manager, Decision(over.id)),
        world.app.incidents.start(manager, Decision(over.id)),
        world.app.incidents.resolve(manager, Decision(over.id), "Fixed"),
    ):
        await step
    page = await http.get(path)
    assert heading(page) == "Acknowledge 2 incidents?"
    assert "resolved: is resolved" in page.text
    assert heading(await http.post(path)) == "You look after 2 incidents"
    assert [len(await acknowledgements(world, each, manager)) for each in (first, second, over)] == [1, 1, 0]


async def test_an_assignment_is_acknowledged_without_an_escalation(
    world: World, manager: Person, http: httpx.AsyncClient
) -> None:
    engineer = await world.engineer()
    incident = await world.incident_in("ASSIGNED", manager, engineer)
    path = await link(world, engineer, incident)
    assert heading(await http.post(path)) == f"You look after {incident.key}"
    [entry] = await acknowledgements(world, incident, manager)
    assert (entry.actor_id, entry.after["escalations"]) == (engineer.id, [])
    stored = await world.stored(incident.id)
    assert stored["status"] == "ASSIGNED"
    assert stored["acknowledged_at"] == stored["hold_began_at"] == entry.at


async def test_who_lost_the_incident_acknowledges_nothing(
    world: World, manager: Person, http: httpx.AsyncClient
) -> None:
    engineer, another = await world.engineer(), await world.engineer()
    incident = await world.incident_in("ASSIGNED", manager, engineer)
    path = await link(world, engineer, incident)
    await world.app.incidents.assign(manager, Decision(incident.id), another.id)
    assert "is not yours to acknowledge" in (await http.get(path)).text
    assert heading(await http.post(path)) == "There was nothing to acknowledge"
    assert await acknowledgements(world, incident, manager) == []


async def test_only_what_the_person_sees_now_is_named(world: World, manager: Person, http: httpx.AsyncClient) -> None:
    engineer = await world.engineer()
    secret = await world.incident(manager, "A breach nobody knows of", restricted=True)
    path = await link(world, engineer, secret)
    page = await http.get(path)
    assert "breach" not in page.text
    assert secret.key not in page.text
    assert "You see none of the incidents of this message any more." in page.text
    assert heading(await http.post(path)) == "There was nothing to acknowledge"


async def test_another_organizations_message_is_nothing(
    world: World, other_world: World, manager: Person, http: httpx.AsyncClient
) -> None:
    stranger = await other_world.admin()
    incident = await escalated(world)
    message = await sent(world, manager, incident)
    url = world.app.acknowledge_links.for_message(message, stranger.id, await now(world))
    page = await http.post(url.removeprefix("http://127.0.0.1:8000"))
    assert (heading(page), incident.key in page.text) == ("There was nothing to acknowledge", False)
    assert await acknowledgements(world, incident, manager) == []


async def test_a_link_works_for_24_hours(
    world: World, manager: Person, http: httpx.AsyncClient, clock: OffsetClock
) -> None:
    incident = await escalated(world)
    path = await link(world, manager, incident)
    clock.advance(hours=23, minutes=59)
    assert (await http.get(path)).status_code == 200
    clock.advance(minutes=1)
    before = await world.fingerprint()
    for late in (await http.get(path), await http.post(path)):
        assert (late.status_code, heading(late)) == (410, "This link is too old")
        assert "Log in to SIEMS" in late.text
    assert await world.fingerprint() == before


async def test_what_is_no_link_of_ours_does_not_work(world: World, manager: Person, http: httpx.AsyncClient) -> None:
    incident = await escalated(world)
    good = (await link(world, manager, incident)).removeprefix("/acknowledge/")
    moment = await now(world)
    message = await sent(world, manager, incident)
    foreign = LinkTokens(["another secret that is long enough"]).issue(message, manager.id, moment)
    access, _ = AccessTokens([SECRET]).issue(manager.id, uuid4(), moment)
    before = await world.fingerprint()
    for token in (good[:-2], f"{good[:-2]}AA", foreign, access, "x", "eyJ.eyJ.", "%00", "a.b.c"):
        for response in (await http.get(f"/acknowledge/{token}"), await http.post(f"/acknowledge/{token}")):
            assert (response.status_code, heading(response)) == (404, "This link does not work")
    assert await world.fingerprint() == before
    with pytest.raises(InvalidToken):
        AccessTokens([SECRET]).read(good, moment)


async def test_whoever_has_no_account_any_more_acknowledges_nothing(
    world: World, manager: Person, http: httpx.AsyncClient
) -> None:
    incident = await escalated(world)
    path = await link(world, manager, incident)
    await world.deactivate(manager)
    before = await world.fingerprint()
    for response in (await http.get(path), await http.post(path)):
        assert (response.status_code, heading(response)) == (403, "You have no account here any more")
    assert await world.fingerprint() == before


async def test_the_link_is_in_no_log_line(
    world: World, manager: Person, http: httpx.AsyncClient, collector: Collector
) -> None:
    path = await link(world, manager, await escalated(world))
    collector.taken()
    await http.get(path)
    await http.post(path)
    logged = collector.taken()
    assert "'path': '/acknowledge/[secret]'" in logged
    assert path not in logged


def test_a_link_is_short_enough_for_a_text_message() -> None:
    assert len(LinkTokens([SECRET]).issue(uuid4(), uuid4(), datetime.now(UTC))) < 240
