"""A restricted incident exists for those who take part in it, for managers and for admins. For nobody else.

(Every field of the API: tests/schema/test_restricted.py. What happens at the same time: test_restricted_races.py.)
"""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from uuid import UUID

import pytest
from factories import Person, World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siems.domain.errors import NotFound, ValidationFailed, Violation
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.log import Act, Action
from siems.domain.visibility import Audience, Visibility, may_see
from siems.models import Incident
from siems.models.base import new_id
from siems.repositories.incidents import IncidentCriteria, IncidentOrderField
from siems.repositories.keyset import Keyset, PageRequest
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.incident_reports import Report
from siems.services.incidents import Decision

BY_NUMBER = Keyset("number")
ORDERS = [
    Keyset(field.value, descending=descending) for field, descending in product(IncidentOrderField, (False, True))
]


@dataclass(frozen=True)
class Scene:
    """A restricted incident between two that everybody sees, and people of every kind around it."""

    world: World
    people: dict[str, Person]
    hidden: Incident

    async def sees(self, part: str) -> bool:
        """Whether somebody sees the incident: itself, its log, and the lists and counts in every order agree."""
        lists, viewer = self.world.app.incident_lists, self.people[part]
        found = await lists.find(viewer, self.hidden.id) is not None
        numbers = [1, 2, 3] if found else [1, 3]
        for order in ORDERS:
            page = await lists.page(viewer, PageRequest(10), IncidentCriteria(), order)
            assert sorted(row.number for row in page.rows) == numbers
        assert await lists.count(viewer, IncidentCriteria()) == len(numbers)
        if found:
            assert await self.world.log(self.hidden.id, viewer) != []
        else:
            with pytest.raises(NotFound):
                await self.world.log(self.hidden.id, viewer)
        return found


@pytest.fixture
async def scene(world: World) -> Scene:
    people = {"admin": await world.admin(), "manager": await world.manager()}
    people |= {part: await world.engineer() for part in ("reporter", "assignee", "participant", "outsider")}
    manager = people["manager"]
    await world.incident(manager)
    hidden = await world.incident(people["reporter"], restricted=True)
    await world.incident(manager)
    await world.app.incidents.assign(manager, Decision(hidden.id), people["assignee"].id)
    await world.app.participants.add(manager, Decision(hidden.id), people["participant"].id)
    return Scene(world, people, hidden)


async def test_participants_managers_and_admins_see_it(scene: Scene) -> None:
    assert {part: await scene.sees(part) for part in scene.people} == {
        "admin": True,
        "manager": True,
        "reporter": True,
        "assignee": True,
        "participant": True,
        "outsider": False,
    }


Loss = Callable[[Scene], Awaitable[object]]
LOSSES: dict[str, tuple[str, Loss]] = {
    "reassigning": (
        "assignee",
        lambda scene: scene.world.app.incidents.assign(
            scene.people["manager"], Decision(scene.hidden.id), scene.people["reporter"].id
        ),
    ),
    "unassigning": (
        "assignee",
        lambda scene: scene.world.app.incidents.unassign(scene.people["manager"], Decision(scene.hidden.id)),
    ),
    "being removed": (
        "participant",
        lambda scene: scene.world.app.participants.remove(
            scene.people["manager"], Decision(scene.hidden.id), scene.people["participant"].id
        ),
    ),
    "leaving": (
        "participant",
        lambda scene: scene.world.app.participants.remove(
            scene.people["participant"], Decision(scene.hidden.id), scene.people["participant"].id
        ),
    ),
}


@pytest.mark.parametrize("way", LOSSES)
async def test_who_loses_the_part_loses_sight_at_once(scene: Scene, way: str) -> None:
    part, loss = LOSSES[way]
    assert await scene.sees(part) is True
    await loss(scene)
    assert await scene.sees(part) is False
    before = await scene.world.stored(scene.hidden.id)
    with pytest.raises(NotFound):
        await scene.world.app.incidents.comment(scene.people[part], scene.hidden.id, "One more thing")
    assert await scene.world.stored(scene.hidden.id) == before
    others = [other for other in scene.people if other not in (part, "outsider")]
    assert [await scene.sees(other) for other in others] == [True] * 4


async def test_a_former_assignee_who_was_also_added_keeps_sight(scene: Scene) -> None:
    manager, incidents = scene.people["manager"], scene.world.app.incidents
    await incidents.assign(manager, Decision(scene.hidden.id), scene.people["participant"].id)
    assert await scene.sees("assignee") is False
    await incidents.assign(manager, Decision(scene.hidden.id), scene.people["assignee"].id)
    assert await scene.sees("participant") is True


async def test_an_incident_that_is_restricted_later_disappears_with_its_whole_log(scene: Scene) -> None:
    world, outsider, manager = scene.world, scene.people["outsider"], scene.people["manager"]
    other = await world.incident(manager)
    await world.app.incidents.comment(outsider, other.id, "I know about this")
    assert len(await world.log(other.id, outsider)) == 2
    await world.app.incidents.update(manager, Decision(other.id), {"restricted": True})
    with pytest.raises(NotFound):
        await world.log(other.id, outsider)
    assert await world.app.incident_lists.find(outsider, other.id) is None


@pytest.mark.parametrize("part", ["reporter", "assignee"])
async def test_an_engineer_who_restricts_an_incident_still_sees_it(world: World, part: str) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    incident = await world.incident(engineer if part == "reporter" else manager)
    if part == "assignee":
        await world.app.incidents.claim(engineer, Decision(incident.id))
    await world.app.incidents.update(engineer, Decision(incident.id), {"restricted": True})
    assert await world.app.incident_lists.find(engineer, incident.id) is not None


async def test_who_is_added_sees_it_comments_on_it_and_may_claim_it(world: World) -> None:
    manager, ada = await world.manager(), await world.engineer()
    incident = await world.incident(manager, restricted=True)
    with pytest.raises(NotFound):
        await world.app.incidents.claim(ada, Decision(incident.id))
    await world.app.participants.add(manager, Decision(incident.id), ada.id)
    await world.app.incidents.comment(ada, incident.id, "Thanks")
    claimed = await world.app.incidents.claim(ada, Decision(incident.id))
    assert claimed.assignee_id == ada.id


async def test_a_dedup_key_says_nothing_of_an_incident_to_who_does_not_see_it(world: World) -> None:
    manager, ada = await world.manager(), await world.engineer()
    hidden = await world.incident(manager, restricted=True, dedup_key="breach")
    before = await world.stored(hidden.id)
    own = await world.app.incidents.receive(ada, Report("Breach", dedup_key="breach"))
    again = await world.app.incidents.receive(ada, Report("Breach", dedup_key="breach"))
    assert [(own.incident.key, own.merged), (again.incident.key, again.merged)] == [("INC-2", False), ("INC-2", True)]
    assert await world.stored(hidden.id) == before
    await world.app.participants.add(manager, Decision(hidden.id), ada.id)
    seen = await world.app.incidents.receive(ada, Report("Breach", dedup_key="breach"))
    assert (seen.incident.key, seen.merged) == ("INC-1", True)  # the oldest that she sees
    await world.app.participants.remove(manager, Decision(hidden.id), ada.id)
    unseen = await world.app.incidents.receive(ada, Report("Breach", dedup_key="breach"))
    assert (unseen.incident.key, unseen.merged) == ("INC-2", True)


async def test_what_is_reported_restricted_is_no_event_of_what_everybody_reads(world: World) -> None:
    manager = await world.manager()
    await world.incident(manager, dedup_key="breach")
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incidents.receive(manager, Report("Breach", dedup_key="breach", restricted=True))
    message = "INC-1 has this dedup key and is not restricted: restrict it, or report under another key."
    assert refusal.value.violations == (Violation(("restricted",), message),)
    assert await world.fingerprint() == before


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.column} {'down' if order.descending else 'up'}")
async def test_a_cursor_that_points_at_a_hidden_incident_is_a_place_and_nothing_else(
    scene: Scene, order: Keyset
) -> None:
    lists, manager, outsider = scene.world.app.incident_lists, scene.people["manager"], scene.people["outsider"]
    everything = await lists.page(manager, PageRequest(10), IncidentCriteria(), order)
    place = [row.number for row in everything.rows].index(2)
    cursor = everything.cursors[place]
    behind = [row.number for row in everything.rows[place + 1 :]]
    before = [row.number for row in everything.rows[:place]]
    after_it = await lists.page(outsider, PageRequest(10, after=cursor), IncidentCriteria(), order)
    before_it = await lists.page(outsider, PageRequest(10, before=cursor, backwards=True), IncidentCriteria(), order)
    assert ([row.number for row in after_it.rows], [row.number for row in before_it.rows]) == (behind, before)
    assert (after_it.has_next, before_it.has_previous) == (False, False)


async def test_pages_and_filters_of_an_outsider_have_no_holes(scene: Scene) -> None:
    lists, outsider = scene.world.app.incident_lists, scene.people["outsider"]
    first = await lists.page(outsider, PageRequest(1), IncidentCriteria(), BY_NUMBER)
    second = await lists.page(outsider, PageRequest(1, after=first.cursors[0]), IncidentCriteria(), BY_NUMBER)
    assert [(page.rows[0].number, page.has_next) for page in (first, second)] == [(1, True), (3, False)]
    for criteria in (
        IncidentCriteria(assignee_id=scene.people["assignee"].id),
        IncidentCriteria(reporter_id=scene.people["reporter"].id),
        IncidentCriteria(statuses=[IncidentStatus.ASSIGNED]),
    ):
        assert (await lists.page(outsider, PageRequest(10), criteria, BY_NUMBER)).rows == []
        assert await lists.count(outsider, criteria) == 0
        assert await lists.count(scene.people["participant"], criteria) == 1


async def test_a_part_in_one_incident_opens_no_other(world: World, other_world: World) -> None:
    ada, stranger = await world.engineer(), await other_world.admin()
    manager, incidents = await world.manager(), []
    for _ in range(2):
        incidents.append(await world.incident(manager, restricted=True))
    theirs = await other_world.incident(stranger, restricted=True)
    await world.app.participants.add(manager, Decision(incidents[0].id), ada.id)
    seen = [await world.app.incident_lists.find(ada, incident.id) for incident in (*incidents, theirs)]
    assert [incident and incident.number for incident in seen] == [1, None, None]


PEOPLE = 3
Drawn = tuple[bool, int | None, int | None, list[int]]
"""Restricted or not, and the places of reporter, assignee and those added among the people."""
anybody = st.none() | st.integers(0, PEOPLE - 1)
audiences = st.tuples(st.booleans(), anybody, anybody, st.lists(st.integers(0, PEOPLE - 1), unique=True))


async def file(work: UnitOfWork, manager: Person, audience: Audience) -> UUID:
    """Files an incident with this audience."""
    status = IncidentStatus.OPEN if audience.assignee_id is None else IncidentStatus.ASSIGNED
    incident = Incident(id=new_id(), organization_id=work.organization_id, title="Breach", severity=Severity.LOW)
    incident.status, incident.restricted = status, audience.restricted
    incident.reporter_id, incident.assignee_id = audience.reporter_id, audience.assignee_id
    incident.created_at = incident.updated_at = incident.round_started_at = incident.last_activity_at = work.now
    await work.incidents.file(incident, Act(Action.REPORTED, manager.actor, work.now, {}, {}))
    for id in audience.added:
        await work.participants.add(incident.id, id)
    return incident.id


class Undo(Exception):
    """Ends a transaction that must leave nothing behind."""


async def found(work: UnitOfWork, ids: Iterable[UUID], visibility: Visibility) -> dict[str, set[UUID]]:
    """Which of the incidents each way of looking finds."""
    page = await work.incidents.page(PageRequest(100), IncidentCriteria(), BY_NUMBER, visibility)
    ways: dict[str, set[UUID]] = {"page": {row.id for row in page.rows}, "visible": set(), "locked": set()}
    assert await work.incidents.count(IncidentCriteria(), visibility) == len(page.rows)
    for id in ids:
        if await work.incidents.visible(id, visibility) is not None:
            ways["visible"].add(id)
        with suppress(NotFound):
            ways["locked"].add((await work.incidents.locked(id, visibility)).id)
    return ways


async def the_rules_agree(work: UnitOfWork, people: list[UUID], made: dict[UUID, Audience]) -> None:
    for viewer, sees_restricted in product(people, (False, True)):
        visibility = Visibility(viewer, sees_restricted)
        expected = {id for id, audience in made.items() if may_see(visibility, audience)}
        ways = await found(work, made, visibility)
        assert ways == {"page": expected, "visible": expected, "locked": expected}
        seen_and_added = {id: list(made[id].added) for id in expected if made[id].added}
        assert await work.incidents.added_to(list(made), visibility) == seen_and_added


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(audiences, min_size=1, max_size=8))
async def test_the_rule_in_sql_is_the_rule_of_the_domain(world: World, drawn: list[Drawn]) -> None:
    manager = await world.manager()
    people = [(await world.engineer()).id for _ in range(PEOPLE)]
    with suppress(Undo):  # so that each example begins with nothing
        async with world.app.units.of(world.organization.id) as work:
            made = {}
            for restricted, reporter, assignee, added in drawn:
                parts = [None if place is None else people[place] for place in (reporter, assignee)]
                audience = Audience(restricted, *parts, added=tuple(people[place] for place in added))
                made[await file(work, manager, audience)] = audience
            await the_rules_agree(work, people, made)
            raise Undo
