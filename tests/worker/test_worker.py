"""The worker: what it runs and when, what it writes into Redis, and that it says it is there."""

import asyncio
import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from arq import Retry, Worker
from arq.constants import job_key_prefix
from proofs import new_proofs
from sweeping import Directed

from siems.bootstrap import Application, Servers
from siems.domain.errors import ValidationFailed
from siems.embedded import Endpoints
from siems.observers.metrics import Metrics
from siems.services.audit import BrokenEntry, Verification
from siems.worker.jobs import CRON_JOBS, forget_sessions, make_checkpoints, sweep_escalations, verify_audit
from siems.worker.pulse import Pulse
from siems.worker.queue import new_worker, run_arq, work
from siems.worker.sweeps import Sweeper

PATIENCE = 30


async def until(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110  (what it waits for is in another process: Redis)
            await asyncio.sleep(0.02)


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def idle() -> tuple[Sweeper, Pulse]:
    """A sweeper that finds nothing, and a pulse that nobody feels."""
    return Sweeper(Directed(), Metrics()), Pulse()


@dataclass
class Found:
    """An application whose audit finds this."""

    verification: Verification

    @property
    def audit(self) -> "Found":
        return self

    async def verify(self) -> Verification:
        return self.verification


@pytest.mark.parametrize(("coroutine", "minute"), [(forget_sessions, 7), (verify_audit, 17)])
def test_what_is_done_every_night_is_done_by_one_worker_of_all(coroutine: Any, minute: int) -> None:
    [job] = [job for job in CRON_JOBS if job.coroutine is coroutine]
    assert job.unique
    job.calculate_next(datetime(2026, 3, 29, 0, 0, tzinfo=UTC))
    assert job.next_run is not None
    assert job.next_run.replace(microsecond=0) == datetime(2026, 3, 29, 3, minute, tzinfo=UTC)


def test_what_is_due_is_swept_for_every_second_by_one_worker_of_all_and_leaves_nothing_in_redis() -> None:
    [job] = [job for job in CRON_JOBS if job.coroutine is sweep_escalations]
    assert (job.unique, job.max_tries, job.keep_result_s) == (True, 1, 0)
    job.calculate_next(datetime(2026, 3, 29, 0, 59, 59, 500_000, tzinfo=UTC))
    assert job.next_run is not None
    assert job.next_run.replace(microsecond=0) == datetime(2026, 3, 29, 1, 0, 0, tzinfo=UTC)


async def test_a_worker_that_starts_anew_makes_up_for_no_tick(app: Application, servers: Servers) -> None:
    for job in CRON_JOBS:
        job.calculate_next(datetime(2026, 3, 29, tzinfo=UTC))
    worker = new_worker(app, servers, *idle())
    assert [job.next_run for job in worker.cron_jobs] == [None] * len(CRON_JOBS)
    await worker.pool.aclose(close_connection_pool=True)


async def test_ticks_are_counted_in_utc_whatever_the_machine_says(app: Application, servers: Servers) -> None:
    assert new_worker(app, servers, *idle()).timezone is UTC


async def test_jobs_are_json_in_redis_and_never_pickle(app: Application, servers: Servers) -> None:
    pool = new_worker(app, servers, *idle()).pool
    job = await pool.enqueue_job("nothing", 1, at="noon", _queue_name="siems:test")
    assert job is not None
    written = await pool.get(job_key_prefix + job.job_id)
    assert json.loads(written)["k"] == {"at": "noon"}
    info = await job.info()
    assert info is not None
    assert (info.function, info.args) == ("nothing", [1])
    await pool.delete("siems:test", job_key_prefix + job.job_id)
    await pool.aclose(close_connection_pool=True)


async def test_a_job_reaches_the_services(app: Application, servers: Servers, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "siems.worker")
    whole: Any = Found(Verification(12))
    task = asyncio.create_task(run_arq(replace(app, audit=whole), servers, *idle()))
    pool = new_worker(app, servers, *idle()).pool
    await pool.enqueue_job("cron:verify_audit")

    async def verified() -> bool:
        return "the logs are whole: 12 entries and 0 checkpoints checked" in caplog.text

    await until(verified)
    await stop(task)
    await pool.aclose(close_connection_pool=True)


async def test_a_worker_that_swallows_a_cancellation_is_asked_again(
    app: Application, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As arq does when one comes at a bad moment in its poll."""
    polls, swallowed = asyncio.Event(), asyncio.Event()

    async def main(self: Worker) -> None:
        try:
            polls.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            swallowed.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Worker, "main", main)
    task = asyncio.create_task(work(app, servers, *idle()))
    async with asyncio.timeout(PATIENCE):
        await polls.wait()
        await stop(task)
    assert swallowed.is_set()


async def test_without_redis_it_tries_again_until_it_is_told_to_stop(
    app: Application, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Servers("postgresql://x@/x", "unix:///nowhere/redis.sock", ("x" * 32,))
    task = asyncio.create_task(run_arq(app, nowhere, *idle()))

    async def tried_twice() -> bool:
        return caplog.text.count("arq stopped") == 2

    await until(tried_twice)
    assert "it starts again in 0.5 s" in caplog.text
    assert "it starts again in 1.0 s" in caplog.text
    await stop(task)


async def test_a_log_that_was_changed_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    broken = BrokenEntry("incident", UUID(int=7), 3, "its hash does not fit")
    await verify_audit({"app": Found(Verification(12, broken))})
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"THE LOG WAS CHANGED: entry 3 of incident {UUID(int=7)}: its hash does not fit"


async def test_an_anchor_file_that_cannot_be_read_is_an_error_too(caplog: pytest.LogCaptureFixture) -> None:
    class Unreadable(Found):
        async def verify(self) -> Verification:
            raise ValidationFailed.of("anchor", "Line 3 of checkpoints.jsonl is not a checkpoint.")

    await verify_audit({"app": Unreadable(Verification(0))})
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    said = "THE LOGS COULD NOT BE VERIFIED: Line 3 of checkpoints.jsonl is not a checkpoint."
    assert record.getMessage() == said


async def test_logs_that_cannot_be_verified_for_want_of_a_database_are_verified_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Away(Found):
        async def verify(self) -> Verification:
            raise ConnectionRefusedError("PostgreSQL restarts")

    with pytest.raises(Retry) as retry:
        await verify_audit({"app": Away(Verification(0))})
    assert retry.value.defer_score == 300_000
    assert caplog.messages == ["the logs cannot be verified now (PostgreSQL restarts); it is tried again"]


def test_checkpoints_are_made_every_minute_by_one_worker_of_all_and_at_the_start_of_each() -> None:
    [job] = [job for job in CRON_JOBS if job.coroutine is make_checkpoints]
    assert (job.unique, job.run_at_startup) == (True, True)
    job.calculate_next(datetime(2026, 3, 29, 0, 0, 20, 500_000, tzinfo=UTC))
    assert job.next_run is not None
    assert job.next_run.replace(microsecond=0) == datetime(2026, 3, 29, 0, 1, 20, tzinfo=UTC)


async def test_a_worker_that_starts_makes_a_checkpoint(
    endpoints: Endpoints, servers: Servers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "siems.worker")
    async with new_proofs(endpoints, tmp_path) as proofs:
        await proofs.world()
        task = asyncio.create_task(work(proofs.app, servers, *idle()))

        async def made() -> bool:
            return proofs.anchor.exists() and len(proofs.lines()) == 1

        await until(made)
        await stop(task)
        await verify_audit({"app": proofs.app})
        assert caplog.messages[-1] == "the logs are whole: 2 entries and 1 checkpoints checked"
        for table in ("checkpoint_heads", "checkpoint_parts", "checkpoints"):
            await proofs.forge(f"DELETE FROM {table}")
        await verify_audit({"app": proofs.app})
        assert caplog.messages[-1].startswith("THE LOG WAS CHANGED: checkpoint 1: it is missing, and line 1 of ")
