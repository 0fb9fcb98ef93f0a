"""Whoever is on call when a step fires is told; that nobody was stands in the log."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from duty import away, layer, now, on_call, override, scheduled
from factories import Person, World, step
from firing import fire, named, said, through

from siems.domain.clock import OffsetClock
from siems.domain.hours import WeeklyHours
from siems.models import Team
from siems.repositories.on_call import OnCallScheduleRepository
from siems.services.escalation_sweep import Sweep
from siems.services.incidents import Decision


def nobody(*told: Person, **more: Any) -> dict[str, Any]:
    """The entry of a step for whoever is on call, which was nobody: all managers are told."""
    return {"notified": named(*told), "fallback": "ALL_MANAGERS", "on_call": [], **more}


class TestWhomItTells:
    @pytest.fixture(autouse=True)
    async def rule(self, world: World) -> None:
        await world.rule(steps=[step("ON_CALL")])

    async def test_it_is_whoever_is_on_call_at_the_moment_of_firing_and_not_of_planning(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada, ben, turn=timedelta(hours=1))
        clock.advance(minutes=57)
        incident = await world.incident(grace, team_id=team.id)  # Ada is on call
        await fire(world, clock)
        assert await said(world, incident, grace) == {"notified": named(ben), "on_call": [through("Primary", ben)]}

    async def test_before_the_handoff_it_is_the_one_before(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada, ben, turn=timedelta(hours=1))
        clock.advance(minutes=50)
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == {"notified": named(ada), "on_call": [through("Primary", ada)]}

    async def test_each_schedule_of_the_team_has_somebody_and_each_person_is_told_once(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        for name, person in (("Secondary", ben), ("Primary", ada), ("Tertiary", ada)):
            await on_call(world, team.id, person, name=name)
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == {
            "notified": named(ada, ben),
            "on_call": [through("Primary", ada), through("Secondary", ben), through("Tertiary", ada)],
        }

    async def test_an_override_in_force_decides(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await override(world, await on_call(world, team.id, ada), ben, hours=1)
        first = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, first, grace) == {"notified": named(ben), "on_call": [through("Primary", ben)]}
        second = await world.incident(grace, team_id=team.id)
        await fire(world, clock, minutes=60)  # it is over
        assert await said(world, second, grace) == {"notified": named(ada), "on_call": [through("Primary", ada)]}

    async def test_the_layer_below_has_whom_the_absent_one_leaves(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        since = await now(world)
        await scheduled(world, team.id, [layer(since, ada), layer(since, ben)])
        await away(world, ada)
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == {"notified": named(ben), "on_call": [through("Primary", ben)]}

    async def test_an_absent_one_leaves_a_gap_which_the_log_tells_with_their_name(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        await away(world, ada)
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == nobody(grace, away=named(ada))

    async def test_so_does_one_who_was_deactivated_since_it_was_planned(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        incident = await world.incident(grace, team_id=team.id)
        await world.deactivate(ada)
        await fire(world, clock)
        assert await said(world, incident, grace) == nobody(grace, away=named(ada))

    async def test_a_deactivation_later_than_the_moment_counts_too(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        clock.advance(hours=1)
        await world.deactivate(ada)
        clock.reset()  # as for a sweep that waited for whoever deactivated her
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == nobody(grace, away=named(ada))

    async def test_where_another_schedule_has_somebody_nobody_is_missed(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        await on_call(world, team.id, ben, name="Secondary")
        await away(world, ada)
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == {"notified": named(ben), "on_call": [through("Secondary", ben)]}

    async def test_a_gap_in_which_it_is_nobodys_turn_names_nobody(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada, hours=WeeklyHours(()))
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == nobody(grace)

    async def test_a_team_without_schedules_has_nobody_on_call_and_its_manager_does_not_stand_in(
        self, world: World, clock: OffsetClock, grace: Person
    ) -> None:
        hopper = await world.manager("Hopper")
        team = await world.team("Managed", grace.id)
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == nobody(grace, hopper)

    async def test_a_schedule_that_is_deleted_has_nobody(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        schedule = await on_call(world, team.id, ada)
        async with world.app.units.of(world.organization.id) as work:
            schedule.deleted_at = work.now
            await work.on_call_schedules.store(schedule, "deleted_at")
        incident = await world.incident(grace, team_id=team.id)
        await fire(world, clock)
        assert await said(world, incident, grace) == nobody(grace)

    async def test_an_incident_of_no_team_has_nobody_on_call(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        incident = await world.incident(grace)
        await fire(world, clock)
        assert await said(world, incident, grace) == nobody(grace)

    async def test_it_is_the_team_that_the_incident_has_by_then(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, ben: Person, team: Team
    ) -> None:
        other = await world.team("Other")
        await on_call(world, team.id, ada)
        await on_call(world, other.id, ben, name="Other's")
        incident = await world.incident(grace, team_id=team.id)
        await world.app.incidents.update(grace, Decision(incident.id), {"team_id": other.id})
        await fire(world, clock)
        assert await said(world, incident, grace) == {"notified": named(ben), "on_call": [through("Other's", ben)]}

    async def test_whoever_is_told_of_a_restricted_incident_takes_part_in_it(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team
    ) -> None:
        await on_call(world, team.id, ada)
        incident = await world.incident(grace, team_id=team.id, restricted=True)
        assert await world.app.incident_lists.find(ada, incident.id) is None
        await fire(world, clock)
        assert await world.app.incident_lists.find(ada, incident.id) is not None

    async def test_a_batch_reads_the_schedules_of_a_team_once(
        self, world: World, clock: OffsetClock, grace: Person, ada: Person, team: Team, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[UUID] = []
        of_team = OnCallScheduleRepository.of_team

        async def counted(self: OnCallScheduleRepository, team_id: UUID) -> Any:
            read.append(team_id)
            return await of_team(self, team_id)

        monkeypatch.setattr(OnCallScheduleRepository, "of_team", counted)
        other = await world.team("Other")
        await on_call(world, team.id, ada)
        for place in range(20):
            await world.incident(grace, team_id=(team, other)[place % 2].id)
        clock.advance(minutes=5)
        assert await world.app.escalations.sweep() == Sweep(due=20, fired=20)
        assert len(read) in (2, 4)  # 4 if an hour ended meanwhile
        assert set(read) == {team.id, other.id}


async def test_other_targets_are_told_though_nobody_is_on_call_and_the_log_says_so(
    world: World, clock: OffsetClock, grace: Person, ada: Person
) -> None:
    team = await world.team(manager_id=grace.id)
    await on_call(world, team.id, ada)
    await away(world, ada)
    await world.rule(steps=[step("ON_CALL", "TEAM_MANAGER")])
    incident = await world.incident(grace, team_id=team.id)
    await fire(world, clock)
    assert await said(world, incident, grace) == {"notified": named(grace), "on_call": [], "away": named(ada)}


async def test_a_step_that_does_not_ask_who_is_on_call_says_nothing_of_it(
    world: World, clock: OffsetClock, grace: Person, ada: Person
) -> None:
    team = await world.team(manager_id=grace.id)
    await on_call(world, team.id, ada)
    await world.rule(steps=[step("TEAM_MANAGER")])
    incident = await world.incident(grace, team_id=team.id)
    await fire(world, clock)
    assert await said(world, incident, grace) == {"notified": named(grace)}
