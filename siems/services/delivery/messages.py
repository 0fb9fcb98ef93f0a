"""From what is owed to a person to the words of one message, as far as they may read them now."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from siems.domain.delivery import Message, Sealer, Urgency
from siems.domain.delivery_standing import over
from siems.domain.delivery_text import LINES, Told, compose, compose_code
from siems.domain.sentences import sentence
from siems.domain.users import Power, Principal
from siems.domain.visibility import Visibility, as_read_by
from siems.models import IncidentLog, User
from siems.repositories.deliveries import Owed
from siems.repositories.logs import entry_of
from siems.repositories.unit_of_work import UnitOfWork


async def message_of(
    work: UnitOfWork,
    person: User,
    chosen: Sequence[Owed],
    id: UUID,
    sealer: Sealer,
    link: Callable[[], str | None],
    public_url: str,
) -> Message:
    """The message that tells of all of these; a page carries the `link` while anything is left to acknowledge."""
    if chosen[0].urgency is Urgency.CODE:
        assert chosen[0].code is not None
        return compose_code(id, sealer.open(chosen[0].code))
    reader = person.as_domain()
    # Those with a sentence of their own come first, so that pages do not vanish among the others.
    ordered = sorted(chosen, key=lambda each: each.urgency is not Urgency.PAGE)
    entries = await work.incident_log.at([each.place for each in ordered[:LINES]])
    told = [_told(each, entries.get(each.place), reader, public_url) for each in ordered]
    pages = [each for each in chosen if each.urgency is Urgency.PAGE]
    acknowledge = link() if any(over(each.standing) is None for each in pages) else None
    return compose(id, told, Urgency.PAGE if pages else Urgency.INFORMATION, acknowledge)


async def unseen(work: UnitOfWork, person: User, due: Sequence[Owed]) -> Collection[UUID]:
    """Those of the deliveries whose incident the person may not see now."""
    restricted = {each.incident_id for each in due if each.restricted and each.incident_id is not None}
    if not restricted:
        return []
    eyes = Visibility(person.id, person.as_domain().may(Power.SEE_RESTRICTED))
    seen = await work.incidents.visible_by_ids(list(restricted), eyes)
    return [each.id for each in due if each.incident_id in restricted - set(seen)]


def _told(owed: Owed, entry: IncidentLog | None, reader: Principal, public_url: str) -> Told:
    return Told(
        incident_id=owed.place[0],
        key=f"INC-{owed.number}",
        title=owed.title,
        severity=owed.severity.name,
        status=owed.standing.status.value,
        why="" if entry is None else _why(entry, reader),
        url=f"{public_url}/incidents/INC-{owed.number}",
    )


def _why(entry: IncidentLog, reader: Principal) -> str:
    act = entry_of(entry).act
    return sentence(type(act)(act.action, act.actor, act.at, act.before, as_read_by(reader, act.after), act.reason))
