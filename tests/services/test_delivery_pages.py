"""Pages: later steps until somebody acknowledges, the next channel when one fails, and up when nobody is reached."""

from collections.abc import Callable
from typing import Any

import pytest
from contacting import method, steps
from delivering import Scripted, deliveries, engine, states
from factories import Person, World, step
from log_secrets import Collector

from siems.domain.clock import OffsetClock
from siems.domain.delivery import Again, Channel, Refused
from siems.domain.incidents import Severity
from siems.domain.log import Action
from siems.models import Incident
from siems.services.incident_changes import IncidentChange
from siems.services.incidents import Decision

NO = Refused("There is no such number.")


@pytest.fixture
async def incident(world: World, manager: Person, ada: Person) -> Incident:
    """Escalated to Ada, who is to be reached by e-mail and 5 minutes later by SMS."""
    await steps(world, ada, (0, await method(world, ada)), (5, await method(world, ada, Channel.SMS)))
    await world.rule(after_seconds=0, steps=[step(ada.id)])
    incident = await world.incident(manager)
    await world.app.escalations.sweep()
    return incident


async def acknowledge(world: World, incident: Incident, person: Person, other: Person) -> None:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows("SELECT id FROM escalations WHERE incident_id = $1", incident.id)
    await world.app.escalations.acknowledge(person, row["id"])


async def claim(world: World, incident: Incident, person: Person, other: Person) -> None:
    await world.app.incidents.claim(person, Decision(incident.id))


async def resolve(world: World, incident: Incident, person: Person, other: Person) -> None:
    await world.app.incidents.claim(person, Decision(incident.id))
    await world.app.incidents.start(person, Decision(incident.id))
    await world.app.incidents.resolve(person, Decision(incident.id), "Done")


async def test_the_next_step_is_taken_while_nobody_acknowledges(
    world: World, incident: Incident, clock: OffsetClock
) -> None:
    email, sms = Scripted(), Scripted()
    sending = engine(world, email=email, sms=sms)
    await sending.run()
    assert (len(email.messages), len(sms.messages)) == (1, 0)
    clock.advance(minutes=5)
    await sending.run()
    assert (len(email.messages), len(sms.messages)) == (1, 1)
    assert [state[:2] for state in await states(world)] == [("email", "SENT"), ("sms", "SENT")]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (acknowledge, "Ada acknowledged it."),
        (claim, "Somebody looks after it."),
        (resolve, "The incident is resolved."),
    ],
)
async def test_later_steps_are_cancelled_once_somebody_looks_after_it(
    world: World,
    incident: Incident,
    manager: Person,
    ada: Person,
    clock: OffsetClock,
    act: Callable[..., Any],
    why: str,
) -> None:
    email, sms = Scripted(), Scripted()
    sending = engine(world, email=email, sms=sms)
    await sending.run()
    await act(world, incident, ada, manager)
    clock.advance(minutes=5)
    await sending.run()
    assert sms.messages == []
    pages = [
        (row["method"], row["state"], row["reason"]) for row in await deliveries(world) if row["urgency"] == "PAGE"
    ]
    assert pages == [("email", "SENT", None), ("sms", "CANCELLED", why)]


async def test_what_is_given_to_somebody_else_pages_the_former_one_no_more(
    world: World, manager: Person, ada: Person, clock: OffsetClock
) -> None:
    bob = await world.engineer("Bob")
    await steps(world, ada, (0, await method(world, ada)), (5, await method(world, ada, Channel.SMS)))
    decision = Decision((await world.incident(manager)).id)
    await world.app.incidents.assign(manager, decision, ada.id)
    email, sms = Scripted(), Scripted()
    sending = engine(world, email=email, sms=sms)
    await sending.run()
    await world.app.incidents.assign(manager, decision, bob.id)
    clock.advance(minutes=5)
    await sending.run()
    assert await states(world) == [
        ("email", "SENT", 1, None),
        ("sms", "CANCELLED", 0, "The incident was given to somebody else since."),
    ]


async def test_a_page_that_fails_on_one_channel_goes_to_the_next_at_once(world: World, incident: Incident) -> None:
    sms = Scripted()
    await engine(world, email=Scripted(NO), sms=sms).run()
    assert await states(world) == [("email", "FAILED", 1, NO.reason), ("sms", "SENT", 1, None)]
    assert len(sms.messages) == 1


async def test_a_channel_that_fails_twice_gives_way_while_it_is_tried_again(
    world: World, incident: Incident, clock: OffsetClock
) -> None:
    sms = Scripted()
    sending = engine(world, email=Scripted(*[Again("Busy.")] * 8), sms=sms)
    await sending.run()
    assert sms.messages == []
    clock.advance(seconds=5)
    await sending.run()
    assert len(sms.messages) == 1
    assert [state[:3] for state in await states(world)] == [("email", "PENDING", 2), ("sms", "SENT", 1)]


async def log_of(world: World, incident: Incident, manager: Person) -> list[tuple[Any, ...]]:
    """Who was told by each escalation, and whether it was since nobody could be reached."""
    return [
        (entry.actor_name, [person["name"] for person in entry.after["notified"]], entry.reason)
        for entry in await world.log(incident.id, manager)
        if entry.action == Action.ESCALATED
    ]


async def test_when_nobody_is_reached_it_goes_up_to_the_managers_and_then_to_the_admins_and_no_further(
    world: World,
    incident: Incident,
    manager: Person,
    ada: Person,
    clock: OffsetClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    root = await world.admin("Root")
    await method(world, manager)
    await method(world, root)
    sending = engine(world, email=Scripted(*[NO] * 9), sms=Scripted(*[NO] * 9))
    await sending.run()
    raised = [
        ("escalation", ["Ada"], "Unassigned"),
        ("delivery", [manager.user.name], "Nobody could be reached"),
        ("delivery", ["Root"], "Nobody could be reached"),
    ]
    assert await log_of(world, incident, manager) == raised
    assert "NOBODY COULD BE REACHED" in caplog.text
    [entry] = (await world.log(incident.id, manager))[-1:]
    assert entry.after["unreached"] is True
    before = await world.fingerprint()
    clock.advance(hours=1)
    await sending.run()
    assert await world.fingerprint() == before


async def test_a_manager_who_is_reached_ends_it(world: World, incident: Incident, manager: Person, ada: Person) -> None:
    await method(world, manager, name="manager's")
    await world.admin("Root")
    email = Scripted(NO)
    await engine(world, email=email, sms=Scripted(NO)).run()
    assert [told for _, told, _ in await log_of(world, incident, manager)] == [["Ada"], [manager.user.name]]
    assert email.messages[-1][0] == f"manager's of {manager.user.name}"
    assert f"SIEMS escalated it by itself: told {manager.user.name} (Nobody could be reached)." in email.bodies[-1]


async def test_while_anybody_was_reached_it_goes_up_to_nobody(world: World, manager: Person, ada: Person) -> None:
    bob = await world.engineer("Bob")
    await method(world, ada, Channel.SMS)
    await method(world, bob)
    await world.rule(after_seconds=0, steps=[step(ada.id, bob.id)])
    incident = await world.incident(manager)
    await world.app.escalations.sweep()
    await engine(world, email=Scripted(), sms=Scripted(NO)).run()
    assert [told for _, told, _ in await log_of(world, incident, manager)] == [["Ada", "Bob"]]


async def test_whoever_has_no_contact_method_has_the_inbox_and_is_not_unreachable(
    world: World, manager: Person, ada: Person
) -> None:
    await world.rule(after_seconds=0, steps=[step(ada.id)])
    incident = await world.incident(manager)
    await world.app.escalations.sweep()
    await engine(world).run()
    assert [told for _, told, _ in await log_of(world, incident, manager)] == [["Ada"]]


async def test_a_page_to_somebody_without_a_verified_contact_method_is_warned_of_once_and_gives_no_address_away(
    world: World, manager: Person, ada: Person, collector: Collector
) -> None:
    bob, eve = await world.engineer("Bob"), await world.engineer("Eve")
    await method(world, bob)
    await method(world, eve, name="unproven", verified=False)
    await world.rule(after_seconds=0, steps=[step(ada.id, bob.id, eve.id)])
    collector.taken()
    low, high = await world.incident(manager, severity=Severity.LOW), await world.incident(manager)
    await world.app.escalations.sweep()
    await world.app.incidents.assign(manager, Decision(low.id), ada.id)  # which is information, and no page
    await world.app.incidents.assign(manager, Decision(high.id), ada.id)
    await world.app.incidents.comment(manager, high.id, "Still there")
    await engine(world, email=Scripted()).run()
    said = collector.taken()
    assert sorted(line for line in said.splitlines() if " pages " in line) == sorted(
        f"WARNING siems.services.pages {key} pages {person.id}, who has no verified contact method: "
        "only the inbox says so {}"
        for key, person in [("INC-1", ada), ("INC-1", eve), ("INC-2", ada), ("INC-2", eve), ("INC-2", ada)]
    )
    assert not any(private in said for private in (ada.email, eve.email, "unproven", "Ada", "Eve"))


async def test_a_page_in_vain_that_is_rolled_back_is_warned_of_when_it_is_committed(
    world: World, manager: Person, ada: Person, clock: OffsetClock, caplog: pytest.LogCaptureFixture
) -> None:
    await world.rule(after_seconds=0, steps=[step(ada.id, actions=("NOTIFY", "RAISE_SEVERITY"))])
    await world.incident(manager)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(IncidentChange, "record")  # what comes after the page
        assert (await world.app.escalations.sweep()).failed == 1
    assert [record.message for record in caplog.records if " pages " in record.message] == []
    clock.advance(minutes=1)
    assert (await world.app.escalations.sweep()).fired == 1
    said = f"INC-1 pages {ada.id}, who has no verified contact method: only the inbox says so"
    assert [record.message for record in caplog.records if " pages " in record.message] == [said]


async def test_managers_without_a_contact_method_are_told_together_with_the_admins(
    world: World, incident: Incident, manager: Person
) -> None:
    root = await world.admin("Root")
    await method(world, root, name="root")
    email = Scripted(NO)
    await engine(world, email=email, sms=Scripted(NO)).run()
    assert [told for _, told, _ in await log_of(world, incident, manager)] == [["Ada"], [manager.user.name, "Root"]]
    assert email.messages[-1][0] == "root of Root"


async def test_an_acknowledged_page_that_reached_nobody_goes_up_to_nobody(
    world: World, incident: Incident, manager: Person, ada: Person
) -> None:
    await acknowledge(world, incident, ada, manager)
    await engine(world, email=Scripted(NO), sms=Scripted(NO)).run()
    assert [told for _, told, _ in await log_of(world, incident, manager)] == [["Ada"]]


async def test_somebody_who_was_deactivated_is_not_reached_and_it_goes_up(
    world: World, incident: Incident, manager: Person, ada: Person
) -> None:
    await world.deactivate(ada)
    await engine(world, email=Scripted(), sms=Scripted()).run()
    assert await states(world) == [
        ("email", "CANCELLED", 0, "Ada is deactivated."),
        ("sms", "CANCELLED", 0, "Ada is deactivated."),
    ]
    assert [told for _, told, _ in await log_of(world, incident, manager)] == [["Ada"], [manager.user.name]]
