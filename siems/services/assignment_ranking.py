"""Ranks people for one incident, in the transaction at hand."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from siems.domain.assignment import Candidate, Suggestion, suggestion, suggestions
from siems.models import Incident
from siems.repositories.candidates import Found
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.on_call import people_on_call

_NAMED = 5
"""So many of those who cannot take it are named."""


@dataclass(frozen=True)
class Ranking:
    """The candidates for one incident, best first, and those asked about who are no candidates."""

    places: tuple[Suggestion, ...]
    others: tuple[Suggestion, ...] = ()

    @property
    def best(self) -> Suggestion | None:
        """The first who is eligible, if anybody is."""
        return self.places[0] if self.places and self.places[0].eligible else None

    @property
    def why_nobody(self) -> str:
        """Why nobody is eligible, in words."""
        if not self.places:
            return "there is no active engineer who does not have it already"
        said = [f"{each.candidate.name} ({each.reasons[0].text})" for each in self.places[:_NAMED]]
        more = len(self.places) - _NAMED
        return "nobody is there: " + ", ".join(said) + (f" and {more} more" if more > 0 else "")

    def logged(self, user_id: UUID, *, automatic: bool) -> dict[str, Any]:
        """What the log keeps of somebody's place."""
        of = len(self.places)
        for rank, each in enumerate(self.places, 1):
            if each.candidate.id == user_id:
                return each.logged(rank, of, automatic=automatic)
        [found] = [each for each in self.others if each.candidate.id == user_id]
        return found.logged(None, of, automatic=automatic)


async def ranked(work: UnitOfWork, incident: Incident, besides: UUID | None = None) -> Ranking:
    """Ranks the active engineers of the incident's team and whoever is on call for it; if none of them is eligible, or
    there is no team, all active engineers. Whoever has the incident is left out.

    `besides`: somebody active whose score is asked for also if they are no candidate. At most 9 queries.
    """
    team_id, asked = incident.team_id, [] if besides is None else [besides]
    on_call = [] if team_id is None else await people_on_call(work, team_id, work.now)
    requirements = await work.candidates.requirements(incident)

    async def looked(everybody: bool) -> Ranking:
        found = await work.candidates.find(team_id, on_call, asked, everybody=everybody)
        people = [_told_apart(each, team_id) for each in found if each.candidate.id != incident.assignee_id]
        near = {each.candidate.id for each in found if each.of_team or each.candidate.on_call}
        near |= {each.candidate.id for each in found if everybody and each.engineer}
        places = suggestions((each for each in people if each.id in near), requirements, work.now)
        others = (suggestion(each, requirements, work.now) for each in people if each.id not in near)
        return Ranking(tuple(places), tuple(others))

    ranking = await looked(everybody=team_id is None)
    return ranking if team_id is None or ranking.best else await looked(everybody=True)


def _told_apart(found: Found, team_id: UUID | None) -> Candidate:
    """Those from elsewhere are called so."""
    elsewhere = team_id is not None and not found.of_team and not found.candidate.on_call
    return replace(found.candidate, from_other_teams=elsewhere)
