"""Pages that nothing but an inbox tells of: whoever runs SIEMS reads of them in the log of the process."""

import logging
from collections.abc import Iterable
from uuid import UUID

from siems.models import Incident

log = logging.getLogger(__name__)


def warn_of_pages_in_vain(incident: Incident, user_ids: Iterable[UUID]) -> None:
    """Once for each page to somebody who has no verified contact method."""
    for id in user_ids:
        log.warning("%s pages %s, who has no verified contact method: only the inbox says so", incident.key, id)
