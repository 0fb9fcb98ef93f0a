"""Whether a delivery is still worth sending: what has become of the page that it belongs to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siems.domain.delivery import Urgency
from siems.domain.incidents import UNRESOLVED, IncidentStatus


@dataclass(frozen=True)
class Standing:
    """A delivery of a page, and how its incident stands now."""

    urgency: Urgency
    step: int | None
    created_at: datetime
    due_at: datetime
    user_id: UUID
    status: IncidentStatus
    assignee_id: UUID | None
    round: int
    """That of the incident now."""
    hold_began_at: datetime | None
    escalation_round: int | None
    """That of the escalation; None if the page is of an incident that was given to them."""
    acknowledged_at: datetime | None
    acknowledged_by: str | None

    @property
    def later(self) -> bool:
        """Whether it is a step that waits to see if somebody acknowledges."""
        return self.urgency is Urgency.PAGE and (bool(self.step) or self.due_at > self.created_at)


def over(page: Standing) -> str | None:
    """Why nobody needs to be paged any more; None while somebody does."""
    if page.status not in UNRESOLVED:
        return "The incident is resolved."
    if page.acknowledged_at is not None:
        return f"{page.acknowledged_by or 'Somebody'} acknowledged it."
    if page.escalation_round is not None and page.escalation_round != page.round:
        return "The incident was given to somebody else since."
    if page.escalation_round is None and page.assignee_id != page.user_id:
        return "The incident was given to somebody else since."
    if page.hold_began_at is not None and page.hold_began_at >= page.created_at:
        return "Somebody looks after it."
    return None
