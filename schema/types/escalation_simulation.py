"""What trying an escalation rule out has found, as the API shows it."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.paging import page_request
from schema.types.incidents import Incident, load_incident
from siems.domain.escalation.simulation import MOST_FIRINGS
from siems.domain.escalation.tally import FiringOf
from siems.services.escalation_simulation import Simulated


@strawberry.type(description="A step that would have fired.")
class SimulatedFiring:
    incident_id: strawberry.ID = strawberry.field(description="For which incident.")
    at: datetime = strawberry.field(description="When.")
    step: int = strawberry.field(description="Which step of the ladder: 1 is the first.")
    repeat: int = strawberry.field(description="How often the ladder had been climbed before in this round.")
    round: int = strawberry.field(description="1, and one more for each reassigning, unassigning and reopening.")
    row_id: strawberry.Private[UUID]

    @strawberry.field(description="The incident as it is now.")
    async def incident(self, info: Info) -> Incident | None:
        return await load_incident(info, self.row_id)


@strawberry.type(description="What would have been in one week.")
class SimulatedWeek:
    starts_on: date = strawberry.field(description="Its Monday. A week begins at midnight UTC.")
    incidents: int = strawberry.field(description="How many would have been escalated. One may be in several weeks.")
    firings: int = strawberry.field(description="How many steps would have fired.")


@strawberry.type(description="What would have been on one day.")
class SimulatedDay:
    on: date = strawberry.field(description="Which day. A day begins at midnight UTC.")
    incidents: int = strawberry.field(description="How many would have been escalated. One may be on several days.")
    firings: int = strawberry.field(description="How many steps would have fired.")


@strawberry.type(description="How often one step of the ladder would have fired.")
class SimulatedStep:
    step: int = strawberry.field(description="Which step of the ladder: 1 is the first.")
    incidents: int = strawberry.field(description="For how many incidents.")
    firings: int = strawberry.field(description="How often.")


@strawberry.type(description="What would have been, beside what did happen in the same time to the same incidents.")
class SimulationComparison:
    by_rules: int = strawberry.field(description="Steps of rules that really fired.")
    by_hand: int = strawberry.field(description="Escalations that people really raised.")
    both: int = strawberry.field(description="Incidents that would have been escalated, and really were.")
    only_simulated: int = strawberry.field(description="Incidents that would have been escalated, and were not.")
    only_real: int = strawberry.field(description="Incidents that really were escalated, and would not have been.")


@strawberry.type(
    description="What a rule would have done, replayed from the incidents' own history. Nothing was written."
)
class EscalationSimulation:
    since: datetime = strawberry.field(description="From when on the rule is taken to have been in force.")
    until: datetime = strawberry.field(description="Until when.")
    incident_count: int = strawberry.field(description="Incidents that were unresolved at some time in between.")
    escalated_count: int = strawberry.field(description="Those of them that would have been escalated.")
    firing_count: int = strawberry.field(description="How many steps would have fired.")
    weeks: list[SimulatedWeek] = strawberry.field(description="Week by week, also those in which there is nothing.")
    days: list[SimulatedDay] = strawberry.field(description="Day by day, without those in which there is nothing.")
    steps: list[SimulatedStep] = strawberry.field(
        description="How often each step would have told whom it tells, without those that would not have fired."
    )
    comparison: SimulationComparison = strawberry.field(description="Beside what did happen.")
    truncated: bool = strawberry.field(
        description="There was too much: only the newest incidents were looked at. Ask for a shorter time."
    )
    failed_count: int = strawberry.field(
        description="Incidents that the rule could not be evaluated for. They count nowhere else."
    )
    cut_count: int = strawberry.field(
        description=f"Incidents with more than {MOST_FIRINGS:,} firings, the rest of which is not counted."
    )
    first_firings: strawberry.Private[list[FiringOf]]

    @strawberry.field(
        description="The first steps that would have fired, in the order of time: 50 unless said, at most 100."
    )
    def firings(self, first: int | None = None) -> list[SimulatedFiring]:
        limit = page_request(first, None, None, None).limit
        return [_firing(each) for each in self.first_firings[:limit]]


def simulation_of(found: Simulated) -> EscalationSimulation:
    tally, overlap = found.found, found.found.overlap
    return EscalationSimulation(
        since=found.since,
        until=found.until,
        incident_count=tally.incidents,
        escalated_count=tally.escalated,
        firing_count=tally.firings,
        weeks=[
            SimulatedWeek(starts_on=week.starts_on, incidents=week.incidents, firings=week.firings)
            for week in tally.weeks
        ],
        days=[SimulatedDay(on=day.on, incidents=day.incidents, firings=day.firings) for day in tally.days],
        steps=[
            SimulatedStep(step=each.step + 1, incidents=each.incidents, firings=each.firings) for each in tally.steps
        ],
        comparison=SimulationComparison(
            by_rules=tally.by_rules,
            by_hand=tally.by_hand,
            both=overlap.both,
            only_simulated=overlap.only_simulated,
            only_real=overlap.only_really,
        ),
        truncated=found.truncated,
        failed_count=found.failed,
        cut_count=tally.cut,
        first_firings=tally.first,
    )


def _firing(each: FiringOf) -> SimulatedFiring:
    firing = each.firing
    return SimulatedFiring(
        incident_id=ids.encode("Incident", each.incident_id),
        at=firing.fires_at,
        step=firing.step + 1,
        repeat=firing.repeat,
        round=firing.round,
        row_id=each.incident_id,
    )
