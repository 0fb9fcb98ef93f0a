"""POST /integrations/alertmanager/{key} and POST /v2/enqueue: what machines are answered, and what comes of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from factories import Person, World
from graphql_client import GraphQLClient, global_id, refusal
from log_secrets import Collector
from over_network import certificate_in, served
from pagerduty import EventsApiV2Client, HttpError
from redis.asyncio import Redis

from siems.app import LARGEST_BODY, create_app
from siems.bootstrap import Application
from siems.domain.callers import Origin
from siems.domain.errors import RateLimited
from siems.domain.incidents import Severity
from siems.services.allowances import KeyAllowance, Rate
from siems.services.dedup_keys import DedupKeyService
from siems.services.incident_lists import IncidentCriteria
from siems.services.incident_reports import Report
from siems.services.incidents import IncidentService
from siems.services.machine_events import MachineEventService

Json = dict[str, Any]
NUMBERED = "SELECT service_id, dedup_key, title FROM incidents WHERE organization_id = $1 AND number = $2"
DATA = Path(__file__).parents[1] / "data"
GROUP: Json = json.loads((DATA / "alertmanager_v4.json").read_text())
EVENT: Json = {
    "event_action": "trigger",
    "dedup_key": "db-1",
    "payload": {"summary": "Disk full", "source": "db-1", "severity": "error"},
}


@pytest.fixture
async def key(world: World) -> str:
    return await world.key(await world.admin())


@pytest.fixture
async def http(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app) as client:
        yield client


@asynccontextmanager
async def asking(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://siems.test") as client:
        yield client


async def told(world: World, viewer: Person) -> list[tuple[str, str, str, list[str]]]:
    """Every incident: its key, status and severity, and what its log says."""
    found = []
    for number in range(1, await world.app.incident_lists.count(viewer, IncidentCriteria()) + 1):
        async with world.app.units.of(world.organization.id) as work:
            id = await work.incidents.id_of_number(number)
            assert id is not None
            incident = await work.incidents.get(id, "")
        actions = [entry.action for entry in await world.log(incident.id, viewer)]
        found.append((incident.key, incident.status.value, incident.severity.name, actions))
    return found


async def test_a_group_is_one_incident_from_firing_to_resolved(
    world: World, http: httpx.AsyncClient, key: str, manager: Person
) -> None:
    service = await world.service("Checkout")
    worse = {**GROUP, "alerts": [{**GROUP["alerts"][0], "labels": {"severity": "critical"}}]}
    answers = [
        await http.post(f"/integrations/alertmanager/{key}", json=body)
        for body in (GROUP, GROUP, worse, {**GROUP, "status": "resolved"}, {**GROUP, "status": "resolved"})
    ]
    assert [(answer.status_code, answer.json()["incident"]) for answer in answers] == [
        *[(200, "INC-1")] * 4,
        (200, None),
    ]
    assert await told(world, manager) == [
        (
            "INC-1",
            "RESOLVED",
            "CRITICAL",
            ["REPORTED", "EVENT_RECEIVED", "EVENT_RECEIVED", "SEVERITY_CHANGED", "RESOLVED"],
        )
    ]
    async with world.app.units.of(world.organization.id) as work:
        [incident] = await work.rows(NUMBERED, work.organization_id, 1)
    assert (incident["service_id"], incident["dedup_key"], incident["title"]) == (
        service.id,
        GROUP["groupKey"],
        "Checkout is slow",
    )
    again = await http.post("/integrations/alertmanager", json=GROUP, headers={"authorization": f"Bearer {key}"})
    assert again.json() == {"status": "ok", "incident": "INC-2"}


@pytest.mark.parametrize(
    ("wrong", "status", "errors"),
    [
        (
            {"content": b"{"},
            400,
            ["The body is not JSON: Expecting property name enclosed in double quotes at character 1."],
        ),
        ({"content": b"\x80abc"}, 400, ["The body is not JSON."]),
        ({"content": b"[" * 100_000}, 400, ["The body is not JSON."]),
        ({"json": {"status": "firing"}}, 400, ["alerts: this must be a list of at least one alert."]),
        (
            {"content": b"x" * (LARGEST_BODY + 1)},
            413,
            [
                {
                    "message": f"The request's body is larger than {LARGEST_BODY} bytes.",
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ],
        ),
    ],
    ids=["cut", "binary", "deep", "empty", "large"],
)
async def test_what_cannot_be_read_is_refused_with_what_is_wrong(
    world: World, http: httpx.AsyncClient, key: str, wrong: Any, status: int, errors: list[Any]
) -> None:
    answer = await http.post(f"/integrations/alertmanager/{key}", **wrong)
    assert (answer.status_code, answer.json()["errors"]) == (status, errors)
    async with world.app.units.of(world.organization.id) as work:
        assert await work.rows("SELECT id FROM incidents WHERE organization_id = $1", world.organization.id) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/integrations/alertmanager/x", "/v2/enqueue"])
async def test_only_post_is_answered(http: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await http.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_wrong_key_is_refused_and_no_key_is_ever_told(
    world: World, app: Application, http: httpx.AsyncClient, key: str, collector: Collector, manager: Person
) -> None:
    token = await world.token(manager)
    for wrong in ("hunter2", "hunter2/hunter3", f"{key}x", token, ""):
        answer = await http.post(f"/integrations/alertmanager/{wrong}", json=GROUP)
        assert answer.status_code == (401 if "/" not in wrong and wrong else answer.status_code)
        assert wrong not in answer.text or not wrong
    assert (await http.post(f"/integrations/alertmanager/{key}", content=b"{")).status_code == 400
    revoked = await app.api_keys.create(await world.admin(), "Old", None)
    await app.api_keys.revoke(await world.admin(), revoked.row.id, None)
    assert (await http.post(f"/integrations/alertmanager/{revoked.secret}", json=GROUP)).status_code == 401
    logged = collector.taken()
    assert "/integrations/alertmanager/[secret]" in logged
    metrics = app.metrics.exposition().decode()
    for secret in ("hunter2", "hunter3", key, token, revoked.secret):
        assert secret not in logged
        assert secret not in metrics
    assert 'path="/integrations/alertmanager",status="401"' in metrics
    assert await told(world, manager) == []


def limited(app: Application, allowance: KeyAllowance) -> Application:
    incidents, dedup_keys = IncidentService(app.units, allowance), DedupKeyService(app.units, allowance)
    machines = MachineEventService(app.units, incidents, dedup_keys)
    return replace(app, incidents=incidents, dedup_keys=dedup_keys, machine_events=machines)


async def test_who_says_too_much_is_told_when_to_go_on(
    world: World, app: Application, key: str, manager: Person
) -> None:
    allowance = KeyAllowance(app.redis, Rate(burst=2, per_minute=1))
    async with asking(limited(app, allowance)) as http:
        statuses = [(await http.post(f"/integrations/alertmanager/{key}", json=GROUP)).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        refused = await http.post("/v2/enqueue", json={**EVENT, "routing_key": key})
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["status"] == "throttle exceeded"
        other = await world.key(await world.admin(), "Another")
        assert (await http.post(f"/integrations/alertmanager/{other}", json=GROUP)).status_code == 200
        machine = await app.auth.integration(key, Origin())
        await app.redis.incrbyfloat(f"siems:allowance:{machine.user.id}", -60)  # as if a minute had passed
        statuses = [(await http.post(f"/integrations/alertmanager/{key}", json=GROUP)).status_code for _ in range(2)]
        assert statuses == [200, 429]
        with pytest.raises(RateLimited):
            await allowance.take(machine)
        for _ in range(5):
            await allowance.take(manager)  # people are not counted
    assert [len(actions) for *_, actions in await told(world, manager)] == [3, 1]


async def test_without_redis_nothing_is_refused(world: World, app: Application, key: str) -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=1)
    async with asking(limited(app, KeyAllowance(nowhere, Rate(1, 1)))) as http:
        statuses = {(await http.post(f"/integrations/alertmanager/{key}", json=GROUP)).status_code for _ in range(3)}
    await nowhere.aclose()
    assert statuses == {200}


@pytest.mark.parametrize("path", ["/integrations/alertmanager/siems_key_x", "/v2/enqueue"])
async def test_without_the_database_trying_again_helps(app: Application, path: str) -> None:
    class Away:
        async def integration(self, *_: object) -> None:
            raise ConnectionRefusedError

    async with asking(replace(app, auth=Away())) as http:  # type: ignore[arg-type]  # stands in for the service
        answer = await http.post(path, json={**GROUP, **EVENT, "routing_key": "siems_key_x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_events_of_pagerduty_are_answered_as_pagerduty_does(
    world: World, http: httpx.AsyncClient, key: str, manager: Person
) -> None:
    event = {**EVENT, "routing_key": key}
    processed = {"status": "success", "message": "Event processed", "dedup_key": "db-1"}
    for action in ("resolve", "acknowledge", "trigger", "trigger", "acknowledge", "resolve", "resolve"):
        answer = await http.post("/v2/enqueue", json={**event, "event_action": action})
        assert (answer.status_code, answer.json()) == (202, processed)
    assert await told(world, manager) == [
        ("INC-1", "RESOLVED", "HIGH", ["REPORTED", "EVENT_RECEIVED", "ACKNOWLEDGED", "RESOLVED"])
    ]
    del event["dedup_key"]
    made_up = (await http.post("/v2/enqueue", json=event)).json()["dedup_key"]
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT dedup_key FROM incidents WHERE number = 2 AND organization_id = $1", work.organization_id
        )
    assert row["dedup_key"] == made_up


@pytest.mark.parametrize(
    ("path", "event", "errors"),
    [
        (
            "/v2/enqueue",
            {"event_action": "resolve"},
            ["'routing_key' is missing or blank", "'dedup_key' is missing or blank"],
        ),
        ("/v2/enqueue", {**EVENT, "routing_key": "0" * 32}, ["'routing_key' is unknown, has expired or was revoked"]),
        ("/v2/change/enqueue", EVENT, ["SIEMS takes no change events: send what is wrong to /v2/enqueue"]),
    ],
)
async def test_an_invalid_event_of_pagerduty_is_answered_as_pagerduty_does(
    http: httpx.AsyncClient, path: str, event: Json, errors: list[str]
) -> None:
    answer = await http.post(path, json=event)
    said = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
    assert (answer.status_code, answer.json()) == (400, said)


async def test_a_dedup_key_that_no_text_can_hold_is_taken_and_answered(
    world: World, http: httpx.AsyncClient, key: str, manager: Person
) -> None:
    event = {**EVENT, "routing_key": key, "dedup_key": "db-\ud800"}
    for action in ("trigger", "trigger", "resolve"):
        answer = await http.post("/v2/enqueue", content=json.dumps({**event, "event_action": action}))
        said = {"status": "success", "message": "Event processed", "dedup_key": "db-\ud800"}
        assert (answer.status_code, json.loads(answer.text)) == (202, said)
    assert await told(world, manager) == [("INC-1", "RESOLVED", "HIGH", ["REPORTED", "EVENT_RECEIVED", "RESOLVED"])]


async def test_pagerdutys_own_client_triggers_acknowledges_and_resolves(
    world: World, app: Application, key: str, manager: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with served(create_app(app), certificate=certificate) as url:
        await asyncio.to_thread(speaks_pagerduty, url, key)
    [incident] = await told(world, manager)
    assert incident == (
        "INC-1",
        "RESOLVED",
        "CRITICAL",
        ["REPORTED", "ACKNOWLEDGED", "EVENT_RECEIVED", "SEVERITY_CHANGED", "RESOLVED"],
    )


DONE = ["REPORTED", "ACKNOWLEDGED", "EVENT_RECEIVED", "SEVERITY_CHANGED", "RESOLVED"]


def speaks_pagerduty(url: str, key: str) -> None:
    with EventsApiV2Client(key, base_url=url) as client, EventsApiV2Client("0" * 32, base_url=url) as stranger:
        dedup_key = client.trigger("Disk full", "db-1", severity="warning", custom_details={"free": 0})
        assert client.acknowledge(dedup_key) == dedup_key
        assert client.trigger("Disk still full", "db-1", dedup_key=dedup_key, severity="critical") == dedup_key
        assert client.resolve(dedup_key) == dedup_key
        with pytest.raises(HttpError) as refused:
            stranger.trigger("Disk full", "db-1")
        assert refused.value.response.status_code == 400
        with pytest.raises(HttpError):
            client.submit("Deployed", timestamp="2026-11-26T10:00:00Z")


async def test_a_pinned_key_reports_incidents_of_its_services_only(
    world: World, app: Application, http: httpx.AsyncClient, manager: Person
) -> None:
    admin = await world.admin()
    shop, mail = await world.service("Shop"), await world.service("Mail")
    one = (await app.api_keys.create(admin, "One", None, [shop.id])).secret
    two = (await app.api_keys.create(admin, "Two", None, [shop.id, mail.id])).secret
    search = await world.service("Search")
    named = {**EVENT, "payload": {**EVENT["payload"], "component": "search"}}
    before = await world.fingerprint()
    allowed = "This key reports incidents of these services only: "
    for secret, event, errors in ((one, named, "Shop."), (two, named, "Mail, Shop."), (two, EVENT, "Mail, Shop.")):
        answer = await http.post("/v2/enqueue", json={**event, "routing_key": secret})
        assert (answer.status_code, answer.json()["errors"]) == (400, [f"{allowed}{errors}"])
    after = await world.fingerprint()
    assert {table for table in after if after[table] != before[table]} == {"api_keys"}  # their last use
    assert (await http.post("/v2/enqueue", json={**EVENT, "routing_key": one})).status_code == 202
    named["payload"]["component"] = "MAIL"
    assert (await http.post("/v2/enqueue", json={**named, "routing_key": two})).status_code == 202
    async with app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT service_id FROM incidents WHERE organization_id = $1 ORDER BY number", work.organization_id
        )
    assert [row["service_id"] for row in rows] == [shop.id, mail.id]
    assert search.id not in {row["service_id"] for row in rows}


async def test_a_report_through_graphql_is_limited_and_pinned_as_any(world: World, app: Application) -> None:
    shop = await world.service("Shop")
    secret = (await app.api_keys.create(await world.admin(), "One", None, [shop.id])).secret
    machine = await app.auth.integration(secret, Origin())
    few = limited(app, KeyAllowance(app.redis, Rate(1, 1))).incidents
    incident = await few.report(machine, Report("Disk full", severity=Severity.LOW))
    assert incident.service_id == shop.id
    with pytest.raises(RateLimited) as refused:
        await few.report(machine, Report("Disk full"))
    assert refused.value.message.startswith("Too many events with this key. Try again in ")


CREATE = """
mutation($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { key apiKey { name services { name } } errors { code message field } }
}
"""
REPORT = """
mutation($input: ReportIncidentInput!) {
  reportIncident(input: $input) { merged incident { key severity } errors { code message field } }
}
"""
BY_KEY = """
mutation { %sByDedupKey(input: {dedupKey: "db-1"}) { incident { key status acknowledgedAt } errors { code field } } }
"""


async def test_a_key_from_its_making_to_what_it_resolves(world: World, graphql: GraphQLClient) -> None:
    admin, manager = await world.admin(), await world.manager()
    shop, mail = await world.service("Shop"), await world.service("Mail")
    wrong = {"name": "Odd", "serviceIds": [global_id(shop), "?"]}
    refused = (await graphql.ask(CREATE, {"input": wrong}, admin))["data"]["createApiKey"]
    assert refused["errors"] == [refusal("VALIDATION", "This is not an id that SIEMS gave out.", "serviceIds", "1")]
    given = {"name": "Shop's", "serviceIds": [global_id(shop), global_id(mail)]}
    made = (await graphql.ask(CREATE, {"input": given}, admin))["data"]["createApiKey"]
    named = {"name": "Shop's", "services": [{"name": "Mail"}, {"name": "Shop"}]}
    assert (made["apiKey"], made["errors"]) == (named, [])
    for person in (admin, manager):
        listed = await graphql.ask("{ apiKeys { name services { name } } }", as_=person)
        assert listed["data"]["apiKeys"] == [named]
    key, report = made["key"], {"title": "Disk full", "dedupKey": "db-1"}

    async def ask(query: str, **input: Any) -> Json:
        [payload] = (await graphql.ask(query, {"input": input} if input else None, key))["data"].values()
        found: Json = payload
        return found

    message = "This key reports incidents of these services only: Mail, Shop."
    assert (await ask(REPORT, **report))["errors"] == [refusal("VALIDATION", message, "serviceId")]
    answers = [
        await ask(REPORT, **report, serviceId=global_id(shop), severity=severity)
        for severity in ("LOW", "CRITICAL", "HIGH")
    ]
    assert [(answer["merged"], answer["incident"]["severity"]) for answer in answers] == [
        (False, "LOW"),
        (True, "CRITICAL"),
        (True, "CRITICAL"),
    ]
    assert (await ask(BY_KEY % "acknowledge"))["incident"]["acknowledgedAt"] is not None
    assert (await ask(BY_KEY % "resolve"))["incident"]["status"] == "RESOLVED"
    gone = {"incident": None, "errors": [{"code": "NOT_FOUND", "field": ["input", "dedupKey"]}]}
    assert await ask(BY_KEY % "resolve") == await ask(BY_KEY % "acknowledge") == gone
