"""Links in messages that acknowledge: signed, for one person and one message, good once and for 24 hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from siems.domain.callers import Caller, Origin
from siems.domain.errors import Forbidden, NotFound
from siems.domain.incidents import UNRESOLVED
from siems.domain.log import Action
from siems.domain.users import Power
from siems.models import Incident, User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.security import LinkClaims, LinkTokens
from siems.services.incident_changes import IncidentChange
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision, changing

REASON = "Through the link of a message."


class Deactivated(Exception):
    """The link's person has no account any more."""


class Standing(StrEnum):
    """How it stands with one incident of a message, or what came of it."""

    WAITING = "WAITING"
    """Nobody has said yet that they look after it."""
    ACKNOWLEDGED = "ACKNOWLEDGED"
    """Somebody has, now or before."""
    OVER = "OVER"
    """It is resolved."""
    OTHERS = "OTHERS"
    """It is not this person's to acknowledge, or not any more."""


@dataclass(frozen=True)
class Line:
    """One incident of a message."""

    incident: Incident
    standing: Standing


@dataclass(frozen=True)
class Linked:
    """What a link is about: only what its person sees now."""

    person: User
    lines: list[Line]
    used_at: datetime | None = None
    """When it was used, if it was before."""


class AcknowledgeLinks:
    """Makes the links, says what they are about, and acts on them. Whoever has the link is its person: it came by a
    contact method that they verified."""

    def __init__(self, units: UnitsOfWork, secrets: Sequence[str], public_url: str) -> None:
        self._units = units
        self._tokens = LinkTokens(secrets)
        self._public_url = public_url

    def for_message(self, message_id: UUID, user_id: UUID, now: datetime) -> str:
        """The address at which the person confirms that they look after what the message tells of."""
        return f"{self._public_url}/acknowledge/{self._tokens.issue(message_id, user_id, now)}"

    async def look(self, token: str) -> Linked:
        """What the link is about. Changes nothing. Raises InvalidToken, ExpiredToken or Deactivated."""
        claims, person = await self._read(token)
        caller = Caller(person.as_domain())
        async with self._units.of(person.organization_id) as work:
            lines = [
                Line(incident, await _standing(work, caller, incident))
                for incident in await _seen(work, caller, claims)
            ]
            used = await work.used_links.find(claims.message_id)
            return Linked(person, lines, used.used_at if used else None)

    async def confirm(self, token: str, origin: Origin) -> Linked:
        """Acknowledges, as the link's person, what waits. A second time changes nothing, and says when the first was.

        Raises as `look` does.
        """
        claims, person = await self._read(token)
        linked = await self.look(token)
        if linked.used_at is not None:
            return linked
        caller = Caller(person.as_domain(), origin.request_id, origin.source_address)
        lines = [await self._acknowledged(caller, line, claims) for line in linked.lines]
        async with self._units.of(person.organization_id) as work:  # last: what fails above can be tried again
            await work.used_links.use_up(claims.message_id, person.id)
        return Linked(person, lines)

    async def _read(self, token: str) -> tuple[LinkClaims, User]:
        async with self._units.across_organizations() as installation:
            claims = self._tokens.read(token, installation.now)
            person = await installation.accounts.by_id(claims.user_id)
        if person is None or person.deactivated_at is not None:
            raise Deactivated
        return claims, person

    async def _acknowledged(self, caller: Caller, line: Line, claims: LinkClaims) -> Line:
        if line.standing is not Standing.WAITING:
            return line
        decision = Decision(line.incident.id, reason=REASON)
        try:
            async with changing(self._units, caller, decision, Power.SEE) as change:
                standing = await _standing(change.work, caller, change.incident)
                if standing is Standing.WAITING:
                    await _acknowledge(change, claims.message_id)
                    standing = Standing.ACKNOWLEDGED
                return Line(change.incident, standing)
        except (NotFound, Forbidden):  # lost sight of it just now
            return Line(line.incident, Standing.OTHERS)


async def _acknowledge(change: IncidentChange, message_id: UUID) -> None:
    """As `EscalationService.acknowledge`. Without an escalation it holds the ladder all the same, and counts as the
    first acknowledgement: the page said that the incident is theirs now."""
    at, actor = change.at, change.actor
    acknowledged = await change.work.escalations.acknowledge(change.incident.id, at, actor.id, actor.name)
    after = {"escalations": [str(id) for id in sorted(acknowledged)], "message": str(message_id)}
    columns = {"acknowledged_at": change.incident.acknowledged_at or at}
    await change.remark(Action.ACKNOWLEDGED, after, columns=columns)


async def _seen(work: UnitOfWork, caller: Caller, claims: LinkClaims) -> list[Incident]:
    ids = await work.used_links.incidents_of(claims.message_id, claims.user_id)
    seen = await work.incidents.visible_by_ids(ids, visibility_of(caller))
    return [seen[id] for id in ids if id in seen]


async def _standing(work: UnitOfWork, caller: Caller, incident: Incident) -> Standing:
    if incident.status not in UNRESOLVED:
        return Standing.OVER
    if await work.escalations.waiting(incident):
        addressed = await work.escalations.addressed_to(incident.id, caller.user.id)
        return Standing.WAITING if addressed or caller.user.may(Power.ACKNOWLEDGE, incident) else Standing.OTHERS
    if incident.hold_began_at is not None:
        return Standing.ACKNOWLEDGED
    return Standing.WAITING if incident.assignee_id == caller.user.id else Standing.OTHERS
