"""Whether whoever acts is still what they were when their request began."""

from dataclasses import replace

from siems.domain.callers import Caller
from siems.domain.errors import Unauthenticated
from siems.repositories.unit_of_work import UnitOfWork


async def still_in_office(work: UnitOfWork, caller: Caller) -> Caller:
    """The caller as they are now that nobody can change that. Raises Unauthenticated for one deactivated meanwhile."""
    now = await work.users.active(caller.user.id)
    if now is None:
        raise Unauthenticated("The session of this access token is over. Log in again.")
    return replace(caller, user=now.as_domain())
