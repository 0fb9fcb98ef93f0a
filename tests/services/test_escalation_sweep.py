"""The sweep: what is late is escalated, once, and the people whom it concerns are told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cutting import cut
from factories import Person, World, step

from siems.domain.clock import OffsetClock
from siems.domain.escalation.strategies import strategies
from siems.embedded import Endpoints
from siems.repositories.base import OUTAGES
from siems.repositories.unit_of_work import UnitOfWork
from siems.services import escalation_sweep
from siems.services.escalation_sweep import Sweep
from siems.services.incidents import Decision

ONE = Sweep(due=1, fired=1)


async def rows(world: World, table: str) -> list[dict[str, Any]]:
    """What the organization has in a table of escalation, in order."""
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(f"SELECT * FROM {table} WHERE organization_id = $1 ORDER BY id", world.organization.id)


async def told(world: World, person: Person) -> list[str]:
    """Why a person was told something, in order."""
    return [row["kind"] for row in await rows(world, "notifications") if row["user_id"] == person.id]


async def test_an_incident_that_nobody_takes_is_escalated_when_its_time_is_over(
    world: World, clock: OffsetClock
) -> None:
    grace, ada = await world.manager("Grace"), await world.engineer("Ada")
    rule = await world.rule()
    incident = await world.incident(ada)
    clock.advance(minutes=4.9)
    assert await world.app.escalations.sweep() == Sweep()
    clock.advance(minutes=0.2)
    assert await world.app.escalations.sweep() == ONE
    [escalation] = await rows(world, "escalations")
    assert (escalation["rule_id"], escalation["round"], escalation["repeat"], escalation["step"]) == (rule.id, 1, 0, 0)
    entry = (await world.log(incident.id, grace))[-1]
    assert (entry.action, entry.actor_name, entry.reason) == ("ESCALATED", "escalation", "Unassigned for 5 min")
    assert entry.after == {
        "escalation": {"id": str(escalation["id"])},
        "level": 1,
        "notified": [{"id": str(grace.id), "name": "Grace"}],
        "rule": {"id": str(rule.id), "name": "Unassigned"},
        "step": 1,
        "repeat": 0,
        "round": 1,
        "actions": ["NOTIFY"],
        "due_at": entry.after["due_at"],
    }
    assert await told(world, grace) == ["ESCALATED"]
    assert await told(world, ada) == []
    stored = await world.stored(incident.id)
    assert (stored["escalation_level"], stored["version"], stored["next_escalation_at"]) == (1, 1, None)


async def test_a_ladder_is_climbed_step_by_step(world: World, clock: OffsetClock) -> None:
    grace, hopper = await world.manager("Grace"), await world.admin("Hopper")
    await world.rule(steps=[step("ALL_MANAGERS"), step(hopper.id, delay_seconds=600)])
    await world.incident(grace)
    clock.advance(minutes=5)
    assert await world.app.escalations.sweep() == ONE
    assert await world.app.escalations.sweep() == Sweep()
    clock.advance(minutes=10)
    assert await world.app.escalations.sweep() == ONE
    assert (await told(world, grace), await told(world, hopper)) == (["ESCALATED"], ["ESCALATED"])
    clock.advance(days=1)
    assert await world.app.escalations.sweep() == Sweep()


async def test_what_was_assigned_in_time_is_not_escalated(world: World, clock: OffsetClock) -> None:
    grace, ada = await world.manager(), await world.engineer()
    await world.rule()
    incident = await world.incident(grace)
    await world.app.incidents.assign(grace, Decision(incident.id), ada.id)
    clock.advance(days=1)
    assert await world.app.escalations.sweep() == Sweep()
    assert await told(world, ada) == ["ASSIGNED"]


async def test_told_that_it_is_enough_it_ends_after_the_batch_under_way(world: World, clock: OffsetClock) -> None:
    grace = await world.manager()
    await world.rule()
    for _ in range(30):
        await world.incident(grace)
    clock.advance(minutes=5)
    answers = iter([False, True])
    assert await world.app.escalations.sweep(lambda: next(answers)) == Sweep(due=25, fired=25)
    assert await world.app.escalations.sweep() == Sweep(due=5, fired=5)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody else's package, with a strategy of its own, is installed."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "packages" / "siems_vip")
    strategies.cache_clear()
    yield
    strategies.cache_clear()


@pytest.mark.usefixtures("installed")
async def test_a_strategy_of_another_package_escalates_as_any_other(world: World, clock: OffsetClock) -> None:
    grace, ada = await world.manager(), await world.engineer()
    await world.rule(strategy="VIP", after_seconds=60, parameters={"times": 3})
    incident = await world.incident_in("IN_PROGRESS", grace, ada)
    clock.advance(minutes=29)
    assert await world.app.escalations.sweep() == Sweep()  # the start holds it
    clock.advance(minutes=1)
    assert await world.app.escalations.sweep() == ONE
    assert (await world.log(incident.id, grace))[-1].reason == "In the hands of nobody important for 1 min"


async def test_a_strategy_whose_package_is_gone_is_reported_and_stops_no_other_rule(
    world: World, clock: OffsetClock, caplog: pytest.LogCaptureFixture
) -> None:
    grace = await world.manager()
    await world.rule("Gone", strategy="VIP")
    await world.rule("Here")
    await world.incident(grace)
    clock.advance(minutes=5)
    assert await world.app.escalations.sweep() == Sweep(due=1, fired=1, failed=1)
    assert "there is no escalation strategy VIP here: is its package installed?" in caplog.text


async def test_an_incident_is_not_to_blame_for_a_connection_that_is_cut(
    world: World,
    clock: OffsetClock,
    endpoints: Endpoints,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await world.manager()
    await world.rule()
    incident = await world.incident(await world.engineer())
    clock.advance(minutes=6)
    done = escalation_sweep.fire

    async def fire_and_be_cut(work: UnitOfWork, *values: Any) -> None:
        await done(work, *values)
        [backend] = await work.rows("SELECT pg_backend_pid() AS pid")
        cut(endpoints, backend["pid"])

    with monkeypatch.context() as patched:
        patched.setattr(escalation_sweep, "fire", fire_and_be_cut)
        with pytest.raises(OUTAGES):
            await world.app.escalations.sweep()
    assert f"the escalation of incident {incident.id} failed" not in caplog.messages
    assert await world.app.escalations.sweep() == ONE
    assert (await world.stored(incident.id))["escalation_failures"] == 0
