"""People: added, changed, taken out of office and put back; what it does to what they had."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from factories import PASSWORD, World

from siems.domain.callers import Origin
from siems.domain.errors import Forbidden, InvalidCredentials, Refusal, SiemsError, ValidationFailed
from siems.domain.incidents import IncidentStatus
from siems.domain.users import Role
from siems.repositories.keyset import PageRequest
from siems.services.audit_trail import AuditCriteria
from siems.services.incidents import Decision
from siems.services.newcomers import Newcomer
from siems.services.people import PersonEdit


async def people(world: World) -> dict[str, Any]:
    """Everything that a refusal must leave as it was."""
    async with world.app.units.of(world.organization.id) as work:
        id = world.organization.id
        users = await work.rows("SELECT * FROM users WHERE organization_id = $1 ORDER BY id", id)
        [log] = await work.rows("SELECT count(*) AS n FROM configuration_log WHERE organization_id = $1", id)
    return {"users": users, "entries": log["n"]}


async def chain(world: World, subject_id: UUID) -> list[tuple[str, str, str, str | None]]:
    """The chain of one subject without log-ins: action, before, after, reason."""
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT action, before::text, after::text, reason FROM configuration_log "
            "WHERE subject_id = $1 AND action <> 'LOGGED_IN' ORDER BY sequence",
            subject_id,
        )
    return [(row["action"], row["before"], row["after"], row["reason"]) for row in rows]


async def test_an_admin_adds_a_person_who_cannot_log_in_without_a_password(world: World) -> None:
    admin, email = await world.admin(), f"eve@{world.organization.id}.example.com"
    eve = await world.app.people.create(admin, Newcomer(f" {email.upper()} ", " Eve ", Role.MANAGER))
    assert (eve.name, eve.email, eve.role, eve.password_hash) == ("Eve", email, Role.MANAGER, None)
    assert await chain(world, eve.id) == [
        ("CREATED", "{}", f'{{"name": "Eve", "role": "MANAGER", "email": "{email}"}}', None)
    ]
    with pytest.raises(InvalidCredentials):
        await world.app.auth.login(email, PASSWORD, Origin())


async def test_an_address_is_taken_once_however_many_try_at_once(world: World, other_world: World) -> None:
    admins = [await world.admin(), await other_world.admin()]
    email = f"eve@{world.organization.id}.example.com"
    outcomes = await asyncio.gather(
        *(world.app.people.create(admins[i % 2], Newcomer(email, "Eve", Role.ENGINEER)) for i in range(8)),
        world.app.setup.create_admin(world.organization, email, "Eve", PASSWORD),
        return_exceptions=True,
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, ValidationFailed)]
    assert len(refusals) == 8
    assert {refusal.message for refusal in refusals} == {f"There is a user with the address {email} already."}


async def test_an_organization_is_created_once_however_many_try_at_once(world: World) -> None:
    name = f"{world.organization.name} again"
    outcomes = await asyncio.gather(
        *(world.app.setup.create_organization(name) for _ in range(6)), return_exceptions=True
    )
    refusals = [outcome.message for outcome in outcomes if isinstance(outcome, ValidationFailed)]
    assert refusals == 5 * [f'There is an organization "{name}" already.']


async def test_an_edit_logs_what_changed_and_nothing_else(world: World) -> None:
    admin, ada = await world.admin(), await world.engineer("Ada")
    await world.app.people.update(admin, ada.id, PersonEdit(name="Ada L.", email=ada.email, role=Role.MANAGER))
    before = await people(world)
    assert (await chain(world, ada.id))[1:] == [
        ("UPDATED", '{"name": "Ada"}', '{"name": "Ada L."}', None),
        ("ROLE_CHANGED", '{"role": "ENGINEER"}', '{"role": "MANAGER"}', None),
    ]
    await world.app.people.update(admin, ada.id, PersonEdit(name="Ada L.", role=Role.MANAGER))
    assert await people(world) == before


async def test_an_address_of_somebody_else_is_refused(world: World, other_world: World) -> None:
    admin, ada, stranger = await world.admin(), await world.engineer(), await other_world.engineer()
    before = await people(world)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.people.update(admin, ada.id, PersonEdit(name="New", email=stranger.email.upper()))
    assert refusal.value.message == f"There is a user with the address {stranger.email} already."
    assert await people(world) == before


async def test_a_deactivated_persons_work_is_open_again(world: World) -> None:
    admin, boss, ada = await world.admin(), await world.manager(), await world.engineer("Ada")
    assigned = await world.incident_in("ASSIGNED", boss, ada)
    started = await world.incident_in("IN_PROGRESS", boss, ada)
    resolved = await world.incident_in("RESOLVED", boss, ada)
    await world.app.people.deactivate(admin, ada.id, "left")
    for incident in (assigned, started):
        row = await world.stored(incident.id)
        assert (row["status"], row["assignee_id"], row["version"]) == ("OPEN", None, incident.version + 1)
        last = (await world.log(incident.id, admin))[-1]
        assert (last.action, last.actor_id, last.reason) == ("UNASSIGNED", admin.id, "Ada was deactivated: left")
    assert (await world.stored(resolved.id))["assignee_id"] == ada.id
    assert (await chain(world, ada.id))[1:] == [("DEACTIVATED", '{"active": true}', '{"active": false}', "left")]
    reopened = await world.app.incidents.reopen(boss, Decision(resolved.id))
    assert (reopened.status, reopened.assignee_id) == (IncidentStatus.OPEN, None)


async def test_a_deactivated_manager_manages_no_team_and_is_no_visible_member(world: World) -> None:
    admin, boss = await world.admin(), await world.manager("Grace")
    team = await world.app.teams.create(admin, "Network", boss.id, [boss.id])
    await world.app.people.deactivate(admin, boss.id)
    reference = f'{{"id": "{boss.id}", "name": "Grace"}}'
    assert (await chain(world, team.id))[-1] == (
        "UPDATED", f'{{"manager": {reference}}}', '{"manager": null}', "Grace was deactivated"
    )  # fmt: skip
    assert await world.app.directory.members_of(admin, [team.id]) == {}
    await world.app.people.reactivate(admin, boss.id)
    members = await world.app.directory.members_of(admin, [team.id])
    assert [user.id for user in members[team.id]] == [boss.id]


async def test_sessions_end_for_good_when_somebody_is_deactivated(world: World) -> None:
    admin, ada = await world.admin(), await world.engineer()
    token = await world.token(ada)
    await world.app.people.deactivate(admin, ada.id)
    await world.app.people.reactivate(admin, ada.id)
    with pytest.raises(SiemsError) as denial:
        await world.app.auth.caller(token, Origin())
    assert denial.value.code == "UNAUTHENTICATED"
    assert (await world.app.auth.login(ada.email, PASSWORD, Origin())).user.id == ada.id


async def test_an_admin_signs_somebody_out_everywhere_and_the_log_says_why(world: World) -> None:
    ada, boss, admin = await world.engineer(), await world.manager(), await world.admin()
    signed_in = [await world.app.auth.login(ada.email, PASSWORD, Origin()) for _ in range(2)]
    before = await world.fingerprint()
    with pytest.raises(Forbidden):
        await world.app.people.end_sessions(boss, ada.id)
    assert await world.fingerprint() == before
    assert await world.app.people.end_sessions(admin, ada.id, "Laptop lost") == 2
    for session in signed_in:
        with pytest.raises(SiemsError):
            await world.app.sessions.renew(session.refresh_token, Origin())
    trail = await world.app.audit_trail.page(admin, PageRequest(limit=1), AuditCriteria())
    assert [(row.action, row.after, row.reason) for row in trail.rows] == [
        ("LOGGED_OUT", {"sessions": 2}, "Laptop lost")
    ]
    assert await world.app.people.end_sessions(admin, ada.id) == 0
    assert (await world.app.auth.login(ada.email, PASSWORD, Origin())).user.id == ada.id


async def test_the_last_admin_stays(world: World) -> None:
    admin = await world.admin("Root")
    await world.app.people.create(admin, Newcomer(f"x@{world.organization.id}.example", "No password", Role.ADMIN))
    before = await people(world)
    for act in (
        world.app.people.deactivate(admin, admin.id),
        world.app.people.update(admin, admin.id, PersonEdit(role=Role.ENGINEER)),
    ):
        with pytest.raises(ValidationFailed) as refusal:
            await act
        message = "Root is the last active admin who can log in. Let somebody else be one first."
        assert refusal.value.message == message
    assert await people(world) == before
    await world.admin()
    assert (await world.app.people.deactivate(admin, admin.id)).deactivated_at is not None


@pytest.mark.parametrize("act", ["demote", "deactivate"])
async def test_of_two_admins_who_remove_each_other_at_once_one_remains(world: World, act: str) -> None:
    for _ in range(5):
        one, two = await world.admin(), await world.admin()
        await world.app.people.update(two, one.id, PersonEdit(name="One"))
        pairs = [(one, two), (two, one)]
        if act == "demote":
            calls = [world.app.people.update(a, b.id, PersonEdit(role=Role.ENGINEER)) for a, b in pairs]
        else:
            calls = [world.app.people.deactivate(a, b.id) for a, b in pairs]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(isinstance(outcome, SiemsError) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, BaseException) for outcome in outcomes) == 1


async def test_only_admins_change_people(world: World) -> None:
    boss, ada = await world.manager(), await world.engineer()
    before = await people(world)
    app = world.app
    for act in (
        app.people.create(boss, Newcomer("eve@example.com", "Eve", Role.ADMIN)),
        app.people.update(boss, boss.id, PersonEdit(role=Role.ADMIN)),
        app.people.deactivate(boss, ada.id),
        app.people.reactivate(boss, ada.id),
        app.invitations.invite(boss, ada.id),
        app.teams.create(boss, "Network"),
        app.catalogue.create_category(boss, "Fire"),
    ):
        with pytest.raises(Forbidden):
            await act
    assert await people(world) == before


async def test_nobody_deactivated_has_an_incident_however_many_assign_at_once(world: World) -> None:
    admin, boss = await world.admin(), await world.manager()
    for _ in range(6):
        ada = await world.engineer()
        app, had = world.app, [await world.incident_in("IN_PROGRESS", boss, ada) for _ in range(3)]
        resolved = [await world.incident_in("RESOLVED", boss, ada) for _ in range(3)]
        fresh = [await world.incident(boss) for _ in range(6)]
        outcomes = await asyncio.gather(
            *(app.incidents.assign(boss, Decision(incident.id), ada.id) for incident in fresh[:3]),
            *(app.incidents.reopen(boss, Decision(incident.id)) for incident in resolved),
            *(app.incidents.resolve(boss, Decision(incident.id), "Done") for incident in had[:1]),
            app.people.deactivate(admin, ada.id),
            *(app.incidents.claim(ada, Decision(incident.id)) for incident in fresh[3:]),
            *(app.incidents.assign(boss, Decision(incident.id), ada.id) for incident in fresh[:3]),
            return_exceptions=True,
        )
        assert [o for o in outcomes if isinstance(o, BaseException) and not isinstance(o, SiemsError)] == []
        async with app.units.of(world.organization.id) as work:
            held = await work.rows(
                "SELECT id FROM incidents WHERE assignee_id = $1 AND status IN ('ASSIGNED', 'IN_PROGRESS')", ada.id
            )
            [user] = await work.rows("SELECT deactivated_at FROM users WHERE id = $1", ada.id)
        assert (held, user["deactivated_at"] is None) == ([], False)
    assert (await app.audit.verify(world.organization.id)).ok


async def test_a_team_has_an_active_manager_and_members_that_are_told_apart(world: World) -> None:
    admin, ada, boss = await world.admin(), await world.engineer("Ada"), await world.manager()
    team = await world.app.teams.create(admin, "Network", boss.id, [ada.id, ada.id])
    before = await people(world)
    refused: list[tuple[Any, str]] = [
        (world.app.teams.create(admin, "Network"), 'There is a team "Network" already.'),
        (
            world.app.teams.update(admin, team.id, {"manager_id": ada.id}),
            "Ada is an engineer; a team's manager is a manager or an admin.",
        ),
        (
            world.app.teams.update(admin, team.id, {}, [ada.id], [ada.id]),
            "1 of these are in `addMemberIds` too.",
        ),
    ]
    for act, message in refused:
        with pytest.raises(Refusal) as refusal:
            await act
        assert refusal.value.message == message
    await world.app.teams.update(admin, team.id, {"name": "Network"}, [ada.id], [boss.id])
    assert await people(world) == before
    await world.app.teams.update(admin, team.id, {}, [boss.id], [ada.id])
    assert [entry[0] for entry in await chain(world, team.id)] == [
        "CREATED", "MEMBER_ADDED", "MEMBER_ADDED", "MEMBER_REMOVED"
    ]  # fmt: skip
    await world.app.people.update(admin, boss.id, PersonEdit(role=Role.ENGINEER))
    assert (await chain(world, team.id))[-1][2] == '{"manager": null}'


async def test_names_are_taken_once_however_many_try_at_once(world: World) -> None:
    admin, app = await world.admin(), world.app
    for noun, create in (
        ("team", lambda: app.teams.create(admin, "Network")),
        ("service", lambda: app.catalogue.create_service(admin, {"name": "Network"})),
        ("category", lambda: app.catalogue.create_category(admin, "Network")),
    ):
        outcomes = await asyncio.gather(*(create() for _ in range(4)), return_exceptions=True)
        refusals = [outcome.message for outcome in outcomes if isinstance(outcome, ValidationFailed)]
        assert refusals == 3 * [f'There is a {noun} "Network" already.']


async def test_services_and_categories_change_and_say_so(world: World) -> None:
    admin, team = await world.admin(), await world.team()
    service = await world.app.catalogue.create_service(admin, {"name": "Mail", "team_id": team.id})
    await world.app.catalogue.update_service(admin, service.id, {"name": "Mail", "team_id": None})
    reference = f'{{"id": "{team.id}", "name": "Platform"}}'
    assert await chain(world, service.id) == [
        ("CREATED", "{}", f'{{"name": "Mail", "team": {reference}}}', None),
        ("UPDATED", f'{{"team": {reference}}}', '{"team": null}', None),
    ]
    category = await world.app.catalogue.create_category(admin, "Fire")
    await world.app.catalogue.update_category(admin, category.id, {"name": "Flood"})
    assert (await chain(world, category.id))[1:] == [("UPDATED", '{"name": "Fire"}', '{"name": "Flood"}', None)]
