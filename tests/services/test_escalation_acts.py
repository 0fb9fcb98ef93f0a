"""What people do to an escalation: acknowledging it, escalating by hand; and what a step can do besides telling."""

import asyncio
from typing import Any

import pytest
from duty import on_call
from factories import Person, World, step

from siems.domain.callers import Caller, Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import Conflict, Forbidden, InvalidTransition, NotFound, ValidationFailed
from siems.domain.incidents import Severity
from siems.models import Escalation, Incident
from siems.services.escalation_sweep import Sweep
from siems.services.incidents import Decision

QUIET = Sweep()


async def rows(world: World, table: str) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(f"SELECT * FROM {table} WHERE organization_id = $1 ORDER BY id", world.organization.id)


async def told(world: World) -> list[tuple[str, str]]:
    """Whom something was told, and why, in order."""
    async with world.app.units.of(world.organization.id) as work:
        found = await work.rows(
            "SELECT u.name, n.kind FROM notifications n JOIN users u ON u.id = n.user_id "
            "WHERE n.organization_id = $1 ORDER BY n.id",
            world.organization.id,
        )
    return [(row["name"], row["kind"]) for row in found]


async def fired(world: World) -> int:
    """How many steps have fired."""
    return len(await rows(world, "escalations"))


async def swept(world: World, clock: OffsetClock, minutes: float) -> int:
    """Lets time pass, and sweeps; how many steps fired."""
    clock.advance(minutes=minutes)
    return (await world.app.escalations.sweep()).fired


async def by_hand(world: World, caller: Caller, incident: Incident, **more: Any) -> Escalation:
    _, escalation = await world.app.escalations.escalate(caller, Decision(incident.id, **more))
    return escalation


class TestAcknowledging:
    async def test_it_holds_the_ladder_until_nothing_has_happened_for_half_an_hour(
        self, world: World, clock: OffsetClock
    ) -> None:
        grace = await world.manager("Grace")
        await world.rule(steps=[step("ALL_MANAGERS"), step("ALL_MANAGERS", delay_seconds=600)])
        incident = await world.incident(grace)
        assert await swept(world, clock, 5) == 1
        [escalation] = await rows(world, "escalations")
        await world.app.escalations.acknowledge(grace, escalation["id"], "On it")
        assert await swept(world, clock, 25) == 0
        await world.app.incidents.comment(grace, incident.id, "Still looking")
        assert await swept(world, clock, 29) == 0
        assert await swept(world, clock, 2) == 1
        steps = [(row["repeat"], row["step"]) for row in await rows(world, "escalations")]
        assert steps == [(0, 0), (0, 1)]

    async def test_it_is_logged_and_marks_all_escalations_of_the_incident(
        self, world: World, clock: OffsetClock
    ) -> None:
        grace, edsger, ada = await world.manager("Grace"), await world.manager("Edsger"), await world.engineer("Ada")
        incident = await world.incident(ada)
        first, second = await by_hand(world, grace, incident), await by_hand(world, edsger, incident)
        found, escalation = await world.app.escalations.acknowledge(grace, second.id, "On it")
        entry = (await world.log(incident.id, grace))[-1]
        assert (entry.action, entry.actor_name, entry.reason) == ("ACKNOWLEDGED", "Grace", "On it")
        assert entry.after == {"escalations": sorted([str(first.id), str(second.id)])}
        assert (escalation.acknowledged_by_id, escalation.acknowledged_at) == (grace.id, entry.at)
        assert (found.acknowledged_at, found.version) == (entry.at, 1)
        assert [row["acknowledged_by_name"] for row in await rows(world, "escalations")] == ["Grace", "Grace"]

    async def test_twice_is_once(self, world: World) -> None:
        grace = await world.manager()
        escalation = await by_hand(world, grace, await world.incident(grace))
        await world.app.escalations.acknowledge(grace, escalation.id)
        before = await world.fingerprint()
        await world.app.escalations.acknowledge(grace, escalation.id)
        assert await world.fingerprint() == before

    async def test_claiming_and_starting_hold_as_well(self, world: World, clock: OffsetClock) -> None:
        ada = await world.engineer()
        await world.manager()
        await world.rule(strategy="UNRESOLVED")
        incident = await world.incident(ada)
        clock.advance(minutes=4)
        await world.app.incidents.claim(ada, Decision(incident.id))
        assert await swept(world, clock, 29) == 0
        await world.app.incidents.start(ada, Decision(incident.id))
        assert await swept(world, clock, 29) == 0
        assert await swept(world, clock, 2) == 1

    @pytest.mark.parametrize("who", ["bystander", "assignee", "addressed"])
    async def test_an_engineer_acknowledges_what_is_addressed_or_assigned_to_them(
        self, world: World, clock: OffsetClock, who: str
    ) -> None:
        grace, ada, ben = await world.manager(), await world.engineer(), await world.engineer()
        people = {"bystander": await world.engineer("Eve"), "assignee": ada, "addressed": ben}
        await world.rule(strategy="UNRESOLVED", steps=[step(ben.id)])
        incident = await world.incident(grace)
        await world.app.incidents.assign(grace, Decision(incident.id), ada.id)
        assert await swept(world, clock, 5) == 1
        [escalation] = await rows(world, "escalations")
        if who == "bystander":
            before = await world.fingerprint()
            with pytest.raises(Forbidden) as refusal:
                await world.app.escalations.acknowledge(people[who], escalation["id"])
            assert refusal.value.message == (
                "The role ENGINEER may not acknowledge escalations of this incident unless it is assigned to them."
            )
            assert await world.fingerprint() == before
        else:
            _, acknowledged = await world.app.escalations.acknowledge(people[who], escalation["id"])
            assert acknowledged.acknowledged_by_id == people[who].id

    async def test_an_integration_acknowledges_its_own_incidents(self, world: World) -> None:
        admin, grace = await world.admin(), await world.manager()
        caller = await world.app.auth.caller(await world.key(admin), Origin())
        mine, other = await world.incident(caller), await world.incident(grace)
        theirs = await by_hand(world, grace, other)
        _, escalation = await world.app.escalations.acknowledge(caller, (await by_hand(world, grace, mine)).id)
        assert escalation.acknowledged_by_name == "Alertmanager"
        with pytest.raises(NotFound):
            await world.app.escalations.acknowledge(caller, theirs.id)

    async def test_one_of_an_earlier_round_keeps_nothing_quiet(self, world: World) -> None:
        grace, ada, ben = await world.manager(), await world.engineer(), await world.engineer()
        incident = await world.incident_in("ASSIGNED", grace, ada)
        escalation = await by_hand(world, grace, incident)
        await world.app.incidents.assign(grace, Decision(incident.id), ben.id)
        before = await world.fingerprint()
        with pytest.raises(ValidationFailed) as refusal:
            await world.app.escalations.acknowledge(grace, escalation.id)
        assert refusal.value.message == (
            f"{incident.key} was reassigned, taken back or reopened since this escalation, which is over: "
            "acknowledge one of the present round."
        )
        assert await world.fingerprint() == before

    async def test_there_is_nothing_to_acknowledge_once_it_is_resolved(self, world: World) -> None:
        grace = await world.manager()
        incident = await world.incident_in("IN_PROGRESS", grace, grace)
        escalation = await by_hand(world, grace, incident)
        await world.app.incidents.resolve(grace, Decision(incident.id), "Fixed")
        before = await world.fingerprint()
        with pytest.raises(InvalidTransition) as refusal:
            await world.app.escalations.acknowledge(grace, escalation.id)
        assert refusal.value.message == (
            f"{incident.key} is RESOLVED, so there is nothing to be acknowledged: only what is not resolved yet is."
        )
        assert await world.fingerprint() == before

    async def test_another_organizations_escalation_does_not_exist(self, world: World, other_world: World) -> None:
        grace, stranger = await world.manager(), await other_world.admin()
        escalation = await by_hand(world, grace, await world.incident(grace))
        with pytest.raises(NotFound) as refusal:
            await world.app.escalations.acknowledge(stranger, escalation.id)
        assert refusal.value.field == ("escalationId",)


class TestByHand:
    async def test_the_first_time_tells_the_teams_manager_and_the_second_time_all_managers(
        self, world: World, clock: OffsetClock
    ) -> None:
        grace, ada = await world.manager("Grace"), await world.engineer("Ada")
        await world.manager("Edsger")
        team = await world.team(manager_id=grace.id)
        incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        first = await by_hand(world, ada, incident, reason="I am stuck")
        clock.advance(seconds=11)
        second = await by_hand(world, ada, incident)
        assert [(each.level, each.rule_id, each.lateness_ms) for each in (first, second)] == [
            (1, None, 0),
            (2, None, 0),
        ]
        assert await told(world) == [
            ("Ada", "ASSIGNED"),
            ("Grace", "ESCALATED"),
            ("Edsger", "ESCALATED"),
            ("Grace", "ESCALATED"),
        ]
        entry = (await world.log(incident.id, grace))[2]
        assert (entry.action, entry.actor_name, entry.reason) == ("ESCALATED", "Ada", "I am stuck")

    async def test_a_double_click_is_one_escalation(self, world: World, clock: OffsetClock) -> None:
        grace, edsger = await world.manager(), await world.manager()
        incident = await world.incident(grace)
        twice = await asyncio.gather(by_hand(world, grace, incident), by_hand(world, grace, incident))
        assert twice[0].id == twice[1].id
        assert (await by_hand(world, edsger, incident)).id != twice[0].id
        assert await fired(world) == 2

    async def test_whoever_escalates_is_not_told_of_it(self, world: World) -> None:
        grace = await world.manager("Grace")
        await world.admin("Hopper")
        await by_hand(world, grace, await world.incident(grace))
        assert await told(world) == [("Hopper", "ESCALATED")]

    async def test_it_conflicts_with_nobody_but_respects_an_expected_version(self, world: World) -> None:
        grace = await world.manager()
        incident = await world.incident(grace)
        await by_hand(world, grace, incident, expected_version=1)
        before = await world.fingerprint()
        with pytest.raises(Conflict):
            await by_hand(world, grace, incident, expected_version=2)
        assert await world.fingerprint() == before

    async def test_engineers_escalate_only_what_is_assigned_to_them(self, world: World) -> None:
        grace, ada = await world.manager(), await world.engineer()
        incident = await world.incident(grace)
        before = await world.fingerprint()
        with pytest.raises(Forbidden):
            await by_hand(world, ada, incident)
        assert await world.fingerprint() == before

    async def test_what_is_resolved_is_not_escalated(self, world: World) -> None:
        grace = await world.manager()
        incident = await world.incident_in("RESOLVED", grace, grace)
        before = await world.fingerprint()
        with pytest.raises(InvalidTransition):
            await by_hand(world, grace, incident)
        assert await world.fingerprint() == before


class TestRounds:
    async def test_the_second_assignee_is_escalated_like_the_first(self, world: World, clock: OffsetClock) -> None:
        grace, ada, ben = await world.manager("Grace"), await world.engineer("Ada"), await world.engineer("Ben")
        await world.rule(strategy="NOT_STARTED", steps=[step("ASSIGNEE"), step("ALL_MANAGERS", delay_seconds=300)])
        incident = await world.incident(grace)
        await world.app.incidents.assign(grace, Decision(incident.id), ada.id)
        assert [await swept(world, clock, 5), await swept(world, clock, 5)] == [1, 1]
        await world.app.incidents.assign(grace, Decision(incident.id), ben.id)
        assert await swept(world, clock, 4) == 0
        assert [await swept(world, clock, 1), await swept(world, clock, 5)] == [1, 1]
        levels = [(row["round"], row["step"], row["level"]) for row in await rows(world, "escalations")]
        assert levels == [(1, 0, 1), (1, 1, 2), (2, 0, 1), (2, 1, 2)]
        assert (await told(world))[-2:] == [("Ben", "ESCALATED"), ("Grace", "ESCALATED")]

    async def test_resolving_ends_it_and_reopening_begins_anew(self, world: World, clock: OffsetClock) -> None:
        grace = await world.manager()
        await world.rule(strategy="UNRESOLVED", acknowledge_timeout_seconds=60)
        incident = await world.incident_in("IN_PROGRESS", grace, grace)
        assert await swept(world, clock, 5) == 1
        await world.app.incidents.resolve(grace, Decision(incident.id), "Fixed")
        assert await swept(world, clock, 600) == 0
        await world.app.incidents.reopen(grace, Decision(incident.id))
        assert await swept(world, clock, 4) == 0
        assert await swept(world, clock, 1) == 1


class TestWhatAStepDoes:
    async def test_it_raises_the_severity_by_one_up_to_critical(self, world: World, clock: OffsetClock) -> None:
        grace = await world.manager()
        ladder = [step(delay_seconds=60, actions=("RAISE_SEVERITY",)) for _ in range(3)]
        await world.rule(steps=ladder, after_seconds=0)
        incident = await world.incident(grace, severity=Severity.MEDIUM)
        assert [await swept(world, clock, 1) for _ in range(3)] == [1, 1, 1]
        changes = [entry for entry in await world.log(incident.id, grace) if entry.action == "SEVERITY_CHANGED"]
        assert [entry.after for entry in changes] == [{"severity": "HIGH"}, {"severity": "CRITICAL"}]
        assert {entry.actor_kind for entry in changes} == {"SYSTEM"}
        assert await told(world) == []


class TestWhomItTells:
    @pytest.fixture
    async def admin(self, world: World) -> Person:
        return await world.admin("Hopper")

    async def test_targets_are_told_once_each(self, world: World, clock: OffsetClock, admin: Person) -> None:
        grace, ada = await world.manager("Grace"), await world.engineer("Ada")
        team = await world.team(manager_id=grace.id)
        await on_call(world, team.id, ada)
        everybody = ("ASSIGNEE", "ON_CALL", "TEAM_MANAGER", "ALL_MANAGERS", admin.id, ada.id)
        await world.rule(strategy="NOT_STARTED", steps=[step(*everybody)])
        await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        assert await swept(world, clock, 5) == 1
        assert [name for name, kind in await told(world) if kind == "ESCALATED"] == ["Ada", "Grace", "Hopper"]

    async def test_nobody_behind_the_targets_is_all_managers(
        self, world: World, clock: OffsetClock, admin: Person
    ) -> None:
        grace, gone = await world.manager("Grace"), await world.engineer("Gone")
        await world.rule(steps=[step("ASSIGNEE", "TEAM_MANAGER", "ON_CALL", gone.id)])
        await world.deactivate(gone)
        incident = await world.incident(grace)
        assert await swept(world, clock, 5) == 1
        assert await told(world) == [("Grace", "ESCALATED")]
        assert (await world.log(incident.id, grace))[-1].after["fallback"] == "ALL_MANAGERS"

    async def test_without_managers_it_is_all_admins(self, world: World, clock: OffsetClock, admin: Person) -> None:
        ada = await world.engineer()
        await world.rule(steps=[step("ASSIGNEE")])
        incident = await world.incident(ada)
        assert await swept(world, clock, 5) == 1
        assert await told(world) == [("Hopper", "ESCALATED")]
        assert (await world.log(incident.id, admin))[-1].after["fallback"] == "ALL_ADMINS"

    async def test_with_nobody_at_all_it_is_logged_aloud(
        self, world: World, clock: OffsetClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        ada = await world.engineer()
        await world.rule()
        incident = await world.incident(ada)
        assert await swept(world, clock, 5) == 1
        said = f"nobody is left to tell of the escalation of incident {incident.id}: no manager and no admin"
        assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [said]
        assert (await world.log(incident.id, ada))[-1].after["fallback"] == "NOBODY"

    async def test_whoever_is_told_of_a_restricted_incident_sees_it_from_then_on(
        self, world: World, clock: OffsetClock
    ) -> None:
        grace, ada = await world.manager(), await world.engineer()
        await world.rule(steps=[step(ada.id)])
        incident = await world.incident(grace, restricted=True)
        assert await world.app.incident_lists.find(ada, incident.id) is None
        assert await swept(world, clock, 5) == 1
        seen = await world.app.incident_lists.find(ada, incident.id)
        assert seen is not None
        assert await world.app.incident_lists.added_participants(grace, [incident.id]) == {incident.id: [ada.id]}
