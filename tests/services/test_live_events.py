"""The events of incidents: who is told of which, and what a filter lets through."""

import pytest
from factories import Person, World
from listening import EVERYTHING, Listener, comment

from siems.domain.callers import Caller, Origin
from siems.domain.incidents import Severity
from siems.models import Incident
from siems.observers.live import RedisWakeUps
from siems.services.incidents import Decision
from siems.services.live.events import EventCriteria
from siems.services.live.streams import LiveService


async def restrict(world: World, manager: Caller, incident: Incident, restricted: bool) -> None:
    await world.app.incidents.update(manager, Decision(incident.id), {"restricted": restricted})


RESTRICTED = [("REPORTED", 1), ("ASSIGNED", 2), ("PARTICIPANT_ADDED", 3), ("COMMENTED", 4), ("PARTICIPANT_REMOVED", 5)]
OPENED = [("UPDATED", 7), ("COMMENTED", 8)]
WHAT_EACH_IS_TOLD = {
    "manager": [*RESTRICTED, ("COMMENTED", 6), *OPENED, ("UPDATED", 9), ("REASSIGNED", 10)],
    "admin": [*RESTRICTED, ("COMMENTED", 6), *OPENED, ("UPDATED", 9), ("REASSIGNED", 10)],
    "assignee": [*RESTRICTED[1:], ("COMMENTED", 6), *OPENED, ("UPDATED", 9), ("WITHDRAWN", 10)],
    "added": [("PARTICIPANT_ADDED", 3), ("COMMENTED", 4), ("WITHDRAWN", 5), *OPENED, ("WITHDRAWN", 9)],
    "successor": [*OPENED, ("WITHDRAWN", 9), ("REASSIGNED", 10)],
    "outsider": [*OPENED, ("WITHDRAWN", 9)],
    "integration": [],
    "stranger": [],
}


async def the_life_of_a_restricted_incident(world: World, people: dict[str, Caller]) -> Incident:
    """Restricted, then open for two entries, then restricted again."""
    manager, services = people["manager"], world.app
    incident = await world.incident(manager, restricted=True)
    decision = Decision(incident.id)
    await services.incidents.assign(manager, decision, people["assignee"].user.id)
    await services.participants.add(manager, decision, people["added"].user.id)
    await comment(world, manager, incident)
    await services.participants.remove(manager, decision, people["added"].user.id)
    await comment(world, manager, incident)
    await restrict(world, manager, incident, False)
    await comment(world, manager, incident)
    await restrict(world, manager, incident, True)
    await services.incidents.assign(manager, decision, people["successor"].user.id)
    return incident


@pytest.mark.parametrize("when", ["live", "later"])
@pytest.mark.parametrize("who", WHAT_EACH_IS_TOLD)
async def test_everybody_is_told_what_they_saw_when_it_happened(
    world: World, other_world: World, who: str, when: str
) -> None:
    admin = await world.admin()
    key = await world.app.auth.caller(await world.key(admin), Origin())
    people: dict[str, Caller] = {"manager": await world.manager(), "admin": admin, "integration": key}
    people |= {part: await world.engineer() for part in ("assignee", "added", "successor", "outsider")}
    people["stranger"] = await other_world.admin()
    before = await world.app.live.cursor(people[who])
    if when == "later":
        incident = await the_life_of_a_restricted_incident(world, people)
    async with await world.app.live.follow(people[who], before, EVERYTHING) as stream:
        if when == "live":
            incident = await the_life_of_a_restricted_incident(world, people)
        marker = await (other_world if who == "stranger" else world).incident(people[who])
        assert await Listener(stream).about(incident, until=marker) == WHAT_EACH_IS_TOLD[who]


async def test_an_integration_is_told_of_what_it_reported(world: World, manager: Person) -> None:
    key = await world.app.auth.caller(await world.key(await world.admin()), Origin())
    async with await world.app.live.follow(key, await world.app.live.cursor(key), EVERYTHING) as stream:
        await world.incident(manager)
        own = await world.incident(key, restricted=True)
        await comment(world, manager, own)
        marker = await world.incident(key)
        assert await Listener(stream).until(marker) == [(own.id, ("REPORTED", 1)), (own.id, ("COMMENTED", 2))]


async def test_a_page_that_begins_in_the_middle_of_a_log_is_seen_with_all_that_came_before(world: World) -> None:
    manager, added, outsider = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident(manager, restricted=True)
    await world.app.participants.add(manager, Decision(incident.id), added.id)
    told = {}
    cursors = {person.id: await world.app.live.cursor(person) for person in (added, outsider)}
    await comment(world, manager, incident)
    await world.app.participants.remove(manager, Decision(incident.id), added.id)
    marker = await world.incident(manager)
    for person in (added, outsider):
        fresh = LiveService(world.app.units, world.app.feed_epochs, RedisWakeUps(world.app.redis))
        async with await fresh.follow(person, cursors[person.id], EVERYTHING) as stream:
            told[person.id] = await Listener(stream).about(incident, until=marker)
        await fresh.stop()
    assert told == {added.id: [("COMMENTED", 3), ("WITHDRAWN", 4)], outsider.id: []}


async def test_a_filter_is_about_how_the_incident_stood_before_or_after(world: World, manager: Person) -> None:
    ada = await world.engineer()
    team = await world.team()
    criteria = {
        "mine": EventCriteria(assignee_id=ada.id),
        "critical": EventCriteria(severities=[Severity.CRITICAL]),
        "team": EventCriteria(team_id=team.id),
        "comments": EventCriteria(kinds=["COMMENTED"]),
    }
    cursor = await world.app.live.cursor(ada)
    incident = await world.incident(manager)
    decision = Decision(incident.id)
    await world.app.incidents.assign(manager, decision, ada.id)
    await world.app.incidents.change_severity(manager, decision, Severity.CRITICAL)
    await world.app.incidents.unassign(manager, decision)
    await world.app.incidents.change_severity(manager, decision, Severity.LOW)
    await world.app.incidents.update(manager, decision, {"team_id": team.id})
    await comment(world, manager, incident)
    marker = await world.incident(manager, severity=Severity.CRITICAL, team_id=team.id)
    await world.app.incidents.assign(manager, Decision(marker.id), ada.id)
    await comment(world, manager, marker)
    told = {}
    for name, wanted in criteria.items():
        async with await world.app.live.follow(ada, cursor, wanted) as stream:
            told[name] = await Listener(stream).about(incident, until=marker)
    assert told == {
        "mine": [("ASSIGNED", 2), ("SEVERITY_CHANGED", 3), ("UNASSIGNED", 4)],
        "critical": [("SEVERITY_CHANGED", 3), ("UNASSIGNED", 4), ("SEVERITY_CHANGED", 5)],
        "team": [("UPDATED", 6), ("COMMENTED", 7)],
        "comments": [("COMMENTED", 7)],
    }


async def test_one_incident_is_followed_alone(world: World, manager: Person) -> None:
    one, other = await world.incident(manager), await world.incident(manager)
    async with await world.app.live.follow(manager, None, EventCriteria(incident_id=one.id)) as stream:
        await comment(world, manager, other)
        await comment(world, manager, one)
        assert await Listener(stream).next() == (one.id, ("COMMENTED", 2))
