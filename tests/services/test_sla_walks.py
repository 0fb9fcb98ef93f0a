"""Whatever is done to incidents, in any order: their service levels are what their logs come to, worked out anew."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from factories import Person, World, step

from siems.domain.analytics import Attainment
from siems.domain.clock import OffsetClock
from siems.domain.errors import Refusal
from siems.domain.incidents import Severity
from siems.models import Incident, IncidentLog
from siems.services.analytics import Part, Question, ScopeDraft
from siems.services.incidents import Decision

PROMISES: dict[str, tuple[int | None, int | None]] = {
    "CRITICAL": (5, 40),
    "HIGH": (20, 60),
    "MEDIUM": (None, 150),
    "LOW": (None, None),
}
"""Minutes to respond and to resolve."""
STEPS = 60


@dataclass
class Walk:
    """Some incidents, and what can be done to them."""

    world: World
    clock: OffsetClock
    random: Random
    boss: Person
    people: list[Person]
    incidents: list[Incident]

    async def go(self) -> None:
        """One step, which may be one that is refused."""
        who, decision = self.random.choice(self.people), Decision(self.random.choice(self.incidents).id)
        app, severity = self.world.app, self.random.choice(list(Severity))
        acts: list[Callable[[], Awaitable[Any]]] = [
            lambda: app.incidents.claim(who, decision),
            lambda: app.incidents.assign(self.boss, decision, who.id),
            lambda: app.incidents.unassign(self.boss, decision),
            lambda: app.incidents.start(self.boss, decision),
            lambda: app.incidents.resolve(self.boss, decision, "Fixed"),
            lambda: app.incidents.reopen(self.boss, decision),
            lambda: app.incidents.change_severity(self.boss, decision, severity),
            lambda: app.incidents.comment(self.boss, decision.incident_id, "Hm"),
            lambda: self.replace(who),
            app.escalations.sweep,
            self.world.replan,
        ]
        self.clock.advance(minutes=self.random.choice((0, 1, 3, 7, 15)))
        with suppress(Refusal):
            await self.random.choice(acts)()

    async def replace(self, person: Person) -> None:
        """Somebody leaves, and their incidents with them."""
        await self.world.app.people.deactivate(self.boss, person.id)
        self.people[self.people.index(person)] = await self.world.engineer()


@pytest.mark.parametrize("seed", [2, 20, 25])
async def test_what_is_promised_is_what_the_log_comes_to(world: World, clock: OffsetClock, seed: int) -> None:
    boss, random = await world.admin(), Random(seed)
    for name, (respond, resolve) in PROMISES.items():
        if respond or resolve:
            await world.policy(name, severities=[name], respond_minutes=respond, resolve_minutes=resolve)
    raises = step("ASSIGNEE", actions=("NOTIFY", "RAISE_SEVERITY"))
    await world.rule("Slow", "UNRESOLVED", after_seconds=1500, steps=[raises], repeats=2)
    incidents = [await world.incident(boss, severity=severity) for severity in Severity]
    walk = Walk(world, clock, random, boss, [await world.engineer() for _ in range(2)], incidents)
    for _ in range(STEPS):
        await walk.go()
    await world.app.escalations.sweep()

    rows = [await world.stored(incident.id) for incident in incidents]
    async with world.app.units.of(world.organization.id) as work:
        now = work.now
        logs = [await work.incident_log.page(row["id"], 0, 1000) for row in rows]
    for row, entries in zip(rows, logs, strict=True):
        for place, target in enumerate(("RESPOND", "RESOLVE")):
            found = (row[f"{target.lower()}_due_at"], row[f"{target.lower()}_sla"])
            assert found == expected(place, entries, now), (target, [entry.action for entry in entries])
            told = [entry.after["due_at"] for entry in entries if _tells(entry, "SLA_BREACHED", target)]
            assert told == sorted(set(told))
            if found[1] == "BREACHED":
                assert max(map(datetime.fromisoformat, told)) >= found[0]
    draft = ScopeDraft(min(row["created_at"] for row in rows))
    scope = await world.app.analytics.scope(boss, draft)
    [figures] = (await world.app.analytics.answers(boss, [Question(scope, Part.SUMMARY)])).values()
    assert (figures.respond, figures.resolve) == (_attained(rows, "respond"), _attained(rows, "resolve"))


def expected(place: int, entries: list[IncidentLog], now: datetime) -> tuple[datetime | None, str | None]:
    """When the promise at this place of PROMISES falls due, and how it stands, by what happened."""
    reported, severity, ended = entries[0].at, "", False
    due, state = None, None
    for at, action, happened in [*((entry.at, entry.action, entry.after) for entry in entries), (now, "", {})]:
        severity = happened.get("severity", severity)
        if action == "REOPENED" and place == 1:
            ended = False
        if not ended:
            minutes = PROMISES[severity][place]
            due = None if minutes is None else reported + timedelta(minutes=minutes)
            ended = action == ("STARTED", "RESOLVED")[place]
            state = _state(reported, due, at, ended)
    return due, state


def _state(reported: datetime, due: datetime | None, at: datetime, ended: bool) -> str | None:
    if due is None:
        return None
    if at > due:
        return "BREACHED"
    if ended:
        return "MET"
    return "AT_RISK" if at >= reported + (due - reported) * 0.8 else "ON_TRACK"


def _tells(entry: IncidentLog, action: str, target: str) -> bool:
    return entry.action == action and bool(entry.after["target"] == target)


def _attained(rows: list[dict[str, Any]], target: str) -> Attainment:
    states = [row[f"{target}_sla"] for row in rows]
    return Attainment(states.count("MET"), states.count("BREACHED"))
