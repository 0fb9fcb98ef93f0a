"""Who sees that an incident exists. `IncidentRepository` says the same in SQL, and a test holds both together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from siems.domain.log import Action, Snapshot
from siems.domain.users import Power, Principal


@dataclass(frozen=True)
class Visibility:
    """Whose eyes something is for: `viewer_id` sees restricted incidents only as one who takes part in them.

    With `only_reported` it is an integration, which sees nothing but what it reported.
    """

    viewer_id: UUID
    sees_restricted: bool
    only_reported: bool = False


@dataclass(frozen=True)
class Audience:
    """What decides who sees an incident. `added` are those whom a person or a rule brought into it, oldest first."""

    restricted: bool = False
    reporter_id: UUID | None = None
    assignee_id: UUID | None = None
    added: tuple[UUID, ...] = ()
    api_key_id: UUID | None = None

    @property
    def participants(self) -> list[UUID]:
        """Reporter, assignee, those who were added: each once, in this order."""
        everybody = (self.reporter_id, self.assignee_id, *self.added)
        return list(dict.fromkeys(id for id in everybody if id is not None))

    def after(self, action: str, changed: Snapshot) -> "Audience":
        """The audience after an entry of the incident's log with this action and this `after`.

        Folded over a log from its beginning, it says for each entry who saw the incident before and who saw it then.
        """
        if action in (Action.PARTICIPANT_ADDED, Action.PARTICIPANT_REMOVED):
            others = tuple(id for id in self.added if id != _id(changed["participant"]))
            newcomer = [_id(changed["participant"])] if action == Action.PARTICIPANT_ADDED else []
            return replace(self, added=(*others, *newcomer))
        if action == Action.ESCALATED:
            addressed = [_id(person) for person in changed.get("notified", ())]
            newcomers = [id for id in addressed if id not in self.added]
            return replace(self, added=(*self.added, *newcomers))
        return Audience(
            restricted=changed.get("restricted", self.restricted),
            reporter_id=_optional_id(changed["reporter"]) if "reporter" in changed else self.reporter_id,
            assignee_id=_optional_id(changed["assignee"]) if "assignee" in changed else self.assignee_id,
            added=self.added,
            api_key_id=_optional_id(changed["api_key"]) if "api_key" in changed else self.api_key_id,
        )


def may_see(visibility: Visibility, audience: Audience) -> bool:
    """Whether these eyes see that the incident exists."""
    if visibility.only_reported:
        return visibility.viewer_id == audience.api_key_id
    return visibility.sees_restricted or not audience.restricted or visibility.viewer_id in audience.participants


READ_WITH: Mapping[str, Power] = {
    **dict.fromkeys(("suggestion", "candidates", "why"), Power.SEE_WORKLOAD),
    **dict.fromkeys(("on_call", "away"), Power.SEE_DIRECTORY),
}
"""What an entry of an incident's log says about other people than those who take part, and the power to read it."""


def as_read_by(reader: Principal, after: Snapshot) -> dict[str, Any]:
    """What an entry says to this reader: all of it, but for what they lack the power to read."""
    return {name: value for name, value in after.items() if name not in READ_WITH or reader.may(READ_WITH[name])}


READ_OF_ITS_ORIGIN_WITH: Mapping[str, Power] = dict.fromkeys(("request", "source"), Power.ADMINISTER)
"""What an entry says of where somebody acted from, which only the audit trail tells, and the power to read that."""


def content_as_read_by(reader: Principal, content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What a whole entry (`Entry.content`) says to this reader, and the names of what is withheld, in order."""
    after = as_read_by(reader, content["after"])
    origin = [
        name for name, power in READ_OF_ITS_ORIGIN_WITH.items() if content[name] is not None and not reader.may(power)
    ]
    read = {name: value for name, value in {**content, "after": after}.items() if name not in origin}
    return read, sorted([*origin, *(content["after"].keys() - after.keys())])


def _id(reference: Mapping[str, Any]) -> UUID:
    """What a reference in the log points at."""
    return UUID(reference["id"])


def _optional_id(reference: Mapping[str, Any] | None) -> UUID | None:
    return None if reference is None else _id(reference)
