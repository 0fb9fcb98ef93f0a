"""Pages that nothing but an inbox tells of: whoever runs SIEMS reads of them in the log of the process."""

import logging
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from siems.models import Incident
from siems.repositories.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_IN_VAIN = "%s pages %s, who has no verified contact method: only the inbox says so"


def warn_of_pages_in_vain(work: UnitOfWork, incident: Incident, user_ids: Iterable[UUID]) -> None:
    """Once for each page to somebody who has no verified contact method, when it is committed."""
    work.afterwards.extend(partial(log.warning, _IN_VAIN, incident.key, id) for id in user_ids)
