"""Keys for integrations: what they let in, what they show, when they stop, and what the log says."""

import json
import re
from datetime import timedelta

import pytest
from factories import World

from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden, NotFound, Unauthenticated, ValidationFailed
from siems.domain.log import ActorKind
from siems.models.base import new_id
from siems.repositories.keyset import Keyset, PageRequest
from siems.security import token_hash
from siems.services.incident_lists import IncidentCriteria
from siems.services.incidents import Decision

ORIGIN = Origin("request-7", "198.51.100.7")
NEWEST = Keyset("created_at", descending=True)
REFUSAL = "The API key is unknown, has expired or was revoked."


async def holder(app: Application, secret: str) -> Caller:
    return await app.auth.caller(secret, ORIGIN)


async def is_refused(app: Application, secret: str) -> bool:
    try:
        await holder(app, secret)
    except Unauthenticated as denial:
        return denial.message == REFUSAL
    return False


async def test_a_key_is_shown_once_and_stored_as_its_hash(world: World, app: Application) -> None:
    issued = await app.api_keys.create(await world.admin(), "Alertmanager", None)
    assert re.fullmatch(r"siems_key_[\w-]{43}", issued.secret)
    assert issued.row.prefix == issued.secret[:16]
    assert issued.row.key_hash == token_hash(issued.secret)
    assert issued.secret[16:] not in str(await world.fingerprint())


async def test_what_a_key_reports_says_so_in_its_log(world: World, app: Application) -> None:
    admin = await world.admin()
    machine = await holder(app, await world.key(admin))
    incident = await world.incident(machine)
    assert (incident.reporter_id, incident.api_key_id) == (None, machine.user.id)
    [entry] = await world.log(incident.id, admin)
    assert (entry.actor_kind, entry.actor_name, entry.actor_id) == (
        ActorKind.INTEGRATION,
        "Alertmanager",
        machine.user.id,
    )
    assert entry.after["api_key"] == {"id": str(machine.user.id), "name": "Alertmanager"}
    assert entry.after["reporter"] is None
    assert (entry.request_id, entry.source_address) == ("request-7", "198.51.100.7")


async def test_an_integration_sees_what_it_reported_and_nothing_else(world: World, app: Application) -> None:
    admin = await world.admin()
    machine, other = [await holder(app, await world.key(admin, name)) for name in ("Alertmanager", "Grafana")]
    mine, restricted = await world.incident(machine), await world.incident(machine, restricted=True)
    hidden = [await world.incident(other), await world.incident(admin)]
    page = await app.incident_lists.page(machine, PageRequest(10), IncidentCriteria(), NEWEST)
    assert {row.id for row in page.rows} == {mine.id, restricted.id}
    assert await app.incident_lists.count(machine, IncidentCriteria()) == 2
    for incident in hidden:
        assert await app.incident_lists.find(machine, incident.id) is None
        with pytest.raises(NotFound):
            await world.log(incident.id, machine)
    assert len(await world.log(mine.id, machine)) == 1


async def test_an_integration_may_do_nothing_to_what_it_reported(world: World, app: Application) -> None:
    machine = await holder(app, await world.key(await world.admin()))
    incident = await world.incident(machine)
    before = await world.fingerprint()
    for act in (
        app.incidents.claim(machine, Decision(incident.id)),
        app.incidents.start(machine, Decision(incident.id)),
        app.incidents.comment(machine, incident.id, "Hm"),
        app.api_keys.create(machine, "Another", None),
        app.api_keys.all(machine),
        app.directory.teams(machine),
    ):
        with pytest.raises(Forbidden, match=r"^An integration may not "):
            await act
    assert await world.fingerprint() == before


async def test_what_an_integration_reported_restricted_is_hidden_from_engineers(world: World, app: Application) -> None:
    engineer = await world.engineer()
    machine = await holder(app, await world.key(await world.admin()))
    incident = await world.incident(machine, restricted=True)
    assert await app.incident_lists.find(engineer, incident.id) is None


async def test_a_key_for_services_names_them_in_the_log_and_takes_no_others(
    world: World, other_world: World, app: Application
) -> None:
    admin, shop, mail = await world.admin(), await world.service("Shop"), await world.service("Mail")
    theirs = await other_world.service("Shop")
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await app.api_keys.create(admin, "", None, [shop.id, theirs.id])
    assert [(violation.field, violation.message) for violation in refusal.value.violations] == [
        (("name",), "This must not be empty."),
        (("serviceIds", "1"), "There is no service with this id."),
    ]
    with pytest.raises(ValidationFailed) as refusal:
        await app.api_keys.create(admin, "Many", None, [shop.id] * 51)
    assert refusal.value.message == "These are 51; at most 50 are allowed."
    assert await world.fingerprint() == before
    key = (await app.api_keys.create(admin, "Shop's", None, [shop.id, mail.id, shop.id])).row
    assert key.service_ids == [str(mail.id), str(shop.id)]
    async with app.units.of(world.organization.id) as work:
        [entry] = await work.rows("SELECT after FROM configuration_log WHERE subject_id = $1", key.id)
    named = [{"id": str(service.id), "name": service.name} for service in (mail, shop)]
    assert json.loads(entry["after"])["services"] == named


async def test_a_revoked_key_stops_at_once_and_for_ever(world: World, app: Application) -> None:
    admin = await world.admin()
    issued = await app.api_keys.create(admin, "Alertmanager", None)
    incident = await world.incident(await holder(app, issued.secret))
    revoked = await app.api_keys.revoke(admin, issued.row.id, "it leaked")
    assert await is_refused(app, issued.secret)
    assert await app.incident_lists.find(admin, incident.id) is not None
    with pytest.raises(ValidationFailed) as refusal:
        await app.api_keys.revoke(admin, issued.row.id, None)
    assert refusal.value.message == "The key Alertmanager is revoked already."
    async with app.units.of(world.organization.id) as work:
        log = await work.rows(
            "SELECT action, reason, subject_kind FROM configuration_log WHERE subject_id = $1 ORDER BY sequence",
            revoked.id,
        )
    assert [tuple(row.values()) for row in log] == [("CREATED", None, "api_key"), ("REVOKED", "it leaked", "api_key")]


async def test_a_key_works_until_it_expires(world: World, app: Application, clock: OffsetClock) -> None:
    admin = await world.admin()
    async with app.units.of(world.organization.id) as work:
        tomorrow = work.now + timedelta(days=1)
    issued = await app.api_keys.create(admin, "Alertmanager", tomorrow)
    clock.advance(hours=23)
    assert not await is_refused(app, issued.secret)
    clock.advance(hours=1)
    assert await is_refused(app, issued.secret)
    with pytest.raises(ValidationFailed) as refusal:
        await app.api_keys.create(admin, "Another", tomorrow)
    assert refusal.value.violations[0].field == ("expiresAt",)


async def test_the_last_use_is_known_to_the_minute_and_costs_one_write_in_it(
    world: World, app: Application, clock: OffsetClock
) -> None:
    admin = await world.admin()
    issued = await app.api_keys.create(admin, "Alertmanager", None)
    assert issued.row.last_used_at is None
    seen = []
    for seconds in (0, 30, 31):
        clock.advance(seconds=seconds)
        await holder(app, issued.secret)
        seen.append((await app.api_keys.all(admin))[0].last_used_at)
    assert seen[0] is not None
    assert seen[1] == seen[0]
    assert seen[2] is not None
    assert seen[2] > seen[0]


@pytest.mark.parametrize("secret", ["siems_key_", "siems_key_" + "A" * 43, "siems_key_\x00", "siems_key_\ud800"])
async def test_what_is_no_key_is_refused(app: Application, secret: str) -> None:
    assert await is_refused(app, secret)


async def test_only_an_admin_of_the_organization_gives_out_keys_and_takes_them_back(
    world: World, other_world: World, app: Application
) -> None:
    issued = await app.api_keys.create(await world.admin(), "Alertmanager", None)
    manager, engineer, stranger = await world.manager(), await world.engineer(), await other_world.admin()
    before = await world.fingerprint()
    for person in (manager, engineer):
        with pytest.raises(Forbidden):
            await app.api_keys.create(person, "Another", None)
        with pytest.raises(Forbidden):
            await app.api_keys.revoke(person, issued.row.id, None)
    with pytest.raises(NotFound):
        await app.api_keys.revoke(stranger, issued.row.id, None)
    with pytest.raises(NotFound):
        await app.api_keys.revoke(await other_world.admin(), new_id(), None)
    assert await app.api_keys.all(stranger) == []
    assert await world.fingerprint() == before
