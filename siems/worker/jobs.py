"""What arq runs, and when."""

import logging
from datetime import timedelta
from typing import Any

from arq import Retry, cron

from siems.bootstrap import Application
from siems.domain.errors import ValidationFailed
from siems.repositories.base import OUTAGES
from siems.worker.courier import Courier
from siems.worker.sweeps import LONGEST_SWEEP, Sweeper

JOB_TIMEOUT = timedelta(minutes=1)
# After a kill -9 no job of the dead worker runs again before the longest timeout of all is over. A sweep does not mind:
# the job of each second is another one.
VERIFY_TIMEOUT = timedelta(minutes=10)
_AFTER_AN_OUTAGE = timedelta(minutes=5)
_WAIT_FOR_SWEEP = LONGEST_SWEEP + timedelta(seconds=5)

log = logging.getLogger(__name__)


async def sweep_escalations(ctx: dict[Any, Any]) -> None:
    """Fires what is due, every second."""
    sweeper: Sweeper = ctx["sweeper"]
    await sweeper.sweep()


async def deliver(ctx: dict[Any, Any]) -> None:
    """Begins every second to send what is due; what is being sent outlives the job."""
    courier: Courier = ctx["courier"]
    await courier.deliver()


async def verify_audit(ctx: dict[Any, Any]) -> None:
    """Verifies the logs, the checkpoints and the anchor file once a night, and says aloud where one was changed."""
    app: Application = ctx["app"]
    try:
        found = await app.audit.verify()
    except ValidationFailed as error:
        log.error("THE LOGS COULD NOT BE VERIFIED: %s", error.message)
        return
    except OUTAGES as error:
        log.warning("the logs cannot be verified now (%s); it is tried again", error or type(error).__name__)
        raise Retry(defer=_AFTER_AN_OUTAGE) from None
    if (broken := found.first_broken) is None:
        log.info("the logs are whole: %d entries and %d checkpoints checked", found.checked, found.checkpoints)
    else:
        log.error("THE LOG WAS CHANGED: %s: %s", broken.place, broken.problem)


async def make_checkpoints(ctx: dict[Any, Any]) -> None:
    """Signs every minute what is new in the logs."""
    app: Application = ctx["app"]
    await app.checkpoints.run()


async def forget_sessions(ctx: dict[Any, Any]) -> None:
    """Once a night, deletes the sessions that nobody can use any more."""
    app: Application = ctx["app"]
    log.info("%d old sessions forgotten", await app.sessions.forget())


CRON_JOBS = [
    cron(
        sweep_escalations,
        second=set(range(60)),
        unique=True,
        timeout=_WAIT_FOR_SWEEP.total_seconds(),
        max_tries=1,
        keep_result=0,
    ),
    cron(
        deliver, second=set(range(60)), unique=True, timeout=_WAIT_FOR_SWEEP.total_seconds(), max_tries=1, keep_result=0
    ),
    cron(make_checkpoints, second=20, unique=True, run_at_startup=True, max_tries=3),
    cron(forget_sessions, hour=3, minute=7, unique=True, max_tries=3),
    cron(verify_audit, hour=3, minute=17, unique=True, timeout=VERIFY_TIMEOUT.total_seconds(), max_tries=3),
]
