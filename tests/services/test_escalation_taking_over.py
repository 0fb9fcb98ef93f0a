"""Whoever is on call takes over when a step says so, and is told when somebody escalates by hand."""

import pytest
from duty import away, on_call
from factories import Person, World, step
from firing import fire, named, said, through

from siems.domain.clock import OffsetClock
from siems.domain.errors import Forbidden
from siems.models import Team
from siems.services.incidents import Decision

REASSIGNS = step(actions=("REASSIGN_TO_ON_CALL",))


class TestByHand:
    async def test_whoever_is_on_call_and_the_teams_manager_are_told(
        self, world: World, grace: Person, ada: Person, ben: Person
    ) -> None:
        team = await world.team(manager_id=grace.id)
        await on_call(world, team.id, ben)
        incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        await world.app.escalations.escalate(ada, Decision(incident.id))
        told = {"notified": named(ben, grace), "on_call": [through("Primary", ben)]}
        assert await said(world, incident, grace) == told

    async def test_whoever_escalates_is_on_call_but_not_told(
        self, world: World, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        await world.app.escalations.escalate(ada, Decision(incident.id))
        told = {"notified": named(grace), "fallback": "ALL_MANAGERS", "on_call": [through("Primary", ada)]}
        assert await said(world, incident, grace) == told

    async def test_that_nobody_is_on_call_is_logged(
        self, world: World, grace: Person, ada: Person, ben: Person
    ) -> None:
        team = await world.team(manager_id=grace.id)
        await on_call(world, team.id, ben)
        await away(world, ben)
        incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        await world.app.escalations.escalate(ada, Decision(incident.id))
        assert await said(world, incident, grace) == {"notified": named(grace), "on_call": [], "away": named(ben)}

    async def test_the_second_time_nobody_asks_who_is_on_call(
        self, world: World, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ben)
        incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        await world.app.escalations.escalate(ada, Decision(incident.id))
        await world.app.escalations.escalate(ada, Decision(incident.id, reason="Still nothing"))
        assert await said(world, incident, grace) == {"notified": named(grace)}

    async def test_who_may_not_escalate_changes_nothing(
        self, world: World, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ben)
        incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        before = await world.fingerprint()
        with pytest.raises(Forbidden):
            await world.app.escalations.escalate(ben, Decision(incident.id))
        assert await world.fingerprint() == before


class TestTakingOver:
    async def test_the_one_of_the_first_schedule_takes_over_and_is_told_and_then_keeps_it(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, grace, name="Secondary")
        await on_call(world, team.id, ben)
        await world.rule(strategy="NOT_STARTED", steps=[REASSIGNS])
        incident = await world.incident_in("ASSIGNED", grace, ada, team_id=team.id)
        await fire(world, clock)
        stored = await world.stored(incident.id)
        assert (stored["assignee_id"], stored["status"], stored["escalation_round"]) == (ben.id, "ASSIGNED", 2)
        log = await world.log(incident.id, grace)
        assert [entry.action for entry in log] == ["REPORTED", "ASSIGNED", "ESCALATED", "REASSIGNED"]
        assert log[-1].after == {"status": "ASSIGNED", "assignee": named(ben)[0]}
        both = [through("Primary", ben), through("Secondary", grace)]
        assert await said(world, incident, grace) == {"notified": [], "on_call": both}
        async with world.app.units.of(world.organization.id) as work:
            owed = await work.rows("SELECT user_id, kind FROM notifications WHERE incident_id = $1", incident.id)
        assert {(row["user_id"], row["kind"]) for row in owed} == {(ada.id, "ASSIGNED"), (ben.id, "ASSIGNED")}
        await fire(world, clock)  # Ben has not started either
        assert [entry.action for entry in await world.log(incident.id, grace)][4:] == ["ESCALATED"]
        assert (await world.stored(incident.id))["assignee_id"] == ben.id

    async def test_what_is_open_is_assigned(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        await world.rule(steps=[REASSIGNS])
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert [entry.action for entry in await world.log(incident.id, grace)] == ["REPORTED", "ESCALATED", "ASSIGNED"]
        assert (await world.stored(incident.id))["assignee_id"] == ada.id

    async def test_work_that_has_begun_changes_hands_as_well(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ben)
        await world.rule(strategy="UNRESOLVED", acknowledge_timeout_seconds=60, steps=[REASSIGNS])
        incident = await world.incident_in("IN_PROGRESS", grace, ada, team_id=team.id)
        await fire(world, clock)
        stored = await world.stored(incident.id)
        assert (stored["assignee_id"], stored["status"]) == (ben.id, "ASSIGNED")

    async def test_the_next_schedule_has_somebody_where_the_first_has_a_gap(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        await on_call(world, team.id, ben, name="Secondary")
        await away(world, ada)
        await world.rule(steps=[REASSIGNS])
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert (await world.stored(incident.id))["assignee_id"] == ben.id

    @pytest.mark.parametrize("actions", [("REASSIGN_TO_ON_CALL",), ("NOTIFY", "REASSIGN_TO_ON_CALL")])
    async def test_with_nobody_on_call_it_stays_where_it_is_and_the_log_says_why(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team, actions: tuple[str, ...]
    ) -> None:
        await on_call(world, team.id, ada)
        await away(world, ada)
        await world.rule(steps=[step("ALL_MANAGERS", actions=actions)])
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        told = named(grace) if "NOTIFY" in actions else []
        assert await said(world, incident, grace) == {"notified": told, "on_call": [], "away": named(ada)}
        assert [entry.action for entry in await world.log(incident.id, grace)] == ["REPORTED", "ESCALATED"]
        assert (await world.stored(incident.id))["assignee_id"] is None

    async def test_an_incident_of_no_team_has_nobody_to_go_to(
        self, world: World, clock: OffsetClock, grace: Person
    ) -> None:
        await world.rule(steps=[REASSIGNS])
        incident = await world.incident(grace)
        await fire(world, clock)
        assert await said(world, incident, grace) == {"notified": [], "on_call": []}

    async def test_everybody_on_call_is_told_and_one_of_them_takes_over(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        await on_call(world, team.id, ben, name="Secondary")
        await world.rule(steps=[step("ON_CALL", actions=("NOTIFY", "REASSIGN_TO_ON_CALL"))])
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        both = [through("Primary", ada), through("Secondary", ben)]
        assert await said(world, incident, grace) == {"notified": named(ada, ben), "on_call": both}
        assert (await world.stored(incident.id))["assignee_id"] == ada.id
        assert (await world.app.audit.verify(world.organization.id)).ok
