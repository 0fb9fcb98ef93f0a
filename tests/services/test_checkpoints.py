"""Making checkpoints: every entry is covered once, whoever works at the same time and whoever is killed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from proofs import KEY, OTHER_KEY, Proofs, Scene, new_proofs

from siems.domain.checkpoints import Place, SignedCheckpoint, problem_with
from siems.domain.errors import ValidationFailed
from siems.domain.log import Act
from siems.embedded import Endpoints
from siems.repositories.incidents import Visibility
from siems.services.audit import BrokenEntry
from siems.services.audit_anchor import AnchorFile
from siems.services.checkpoints import CheckpointService
from siems.signing import TrustedKeys


@pytest.fixture
async def proofs(endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Proofs]:
    async with new_proofs(endpoints, tmp_path) as proofs:
        yield proofs


class Killed(BaseException):
    """What a process that was killed does next: nothing."""


class KilledAnchor(AnchorFile):
    """Is killed before it has written anything, or in the middle of a line."""

    def __init__(self, path: Path, written: int) -> None:
        super().__init__(path)
        self._written = written

    async def append(self, checkpoints: Sequence[SignedCheckpoint]) -> list[SignedCheckpoint]:
        [checkpoint] = checkpoints
        if self._written:
            self.path.parent.mkdir(exist_ok=True)
            with self.path.open("a") as file:
                file.write(f"{checkpoint.line()}\n"[: self._written])
        raise Killed


async def heads(proofs: Proofs, number: int) -> set[tuple[str, UUID, int]]:
    async with proofs.app.units.across_organizations() as work:
        return {
            (head.kind, head.subject_id, head.sequence)
            async for checkpoint, head in work.checkpoints.heads(None)
            if checkpoint == number
        }


async def test_a_checkpoint_covers_what_is_new_and_no_more(proofs: Proofs) -> None:
    scene = await proofs.world()
    disk = await scene.incident(comments=2)
    first = await proofs.checkpoint()
    assert (first.number, first.checkpoint.entries) == (1, 5)
    organization, grace = scene.organization_id, scene.grace.id
    assert await heads(proofs, 1) == {
        ("incident", disk, 3),
        ("configuration", organization, 1),
        ("configuration", grace, 1),
    }
    assert await proofs.checkpointer().run() == []
    mail = await scene.incident()
    await scene.comment(disk)
    second = await proofs.checkpoint()
    assert (second.number, second.checkpoint.entries) == (2, 2)
    assert await heads(proofs, 2) == {("incident", disk, 4), ("incident", mail, 1)}
    assert problem_with(second, first, TrustedKeys([KEY.public])) is None
    assert await proofs.stored() == [first, second]


async def test_a_new_installation_has_nothing_to_cover(proofs: Proofs) -> None:
    assert await proofs.checkpointer().run() == []
    assert not proofs.anchor.exists()
    assert await proofs.stored() == []


async def test_without_a_key_none_is_made(proofs: Proofs) -> None:
    await proofs.world()
    assert await CheckpointService(proofs.app.units, None, AnchorFile(proofs.anchor)).run() == []
    assert await proofs.stored() == []


async def test_each_is_appended_to_the_anchor_file_and_logged(proofs: Proofs, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "siems.services.checkpoints")
    scene = await proofs.world()
    first = await proofs.checkpoint()
    await scene.incident()
    second = await proofs.checkpoint()
    assert proofs.anchor.read_text() == f"{first.line()}\n{second.line()}\n"
    assert [record.getMessage() for record in caplog.records] == [
        f"checkpoint {first.line()}",
        f"checkpoint {second.line()}",
    ]


async def test_much_that_is_new_is_covered_in_several_checkpoints(proofs: Proofs) -> None:
    scene = await proofs.world()
    for comments in (4, 0, 2):
        await scene.incident(comments)
    made = await proofs.checkpointer(batch=4).run()
    assert [each.checkpoint.entries for each in made] == [4, 4, 3]
    assert [each.checkpoint.configuration == Place() for each in made] == [True, True, False]
    whole = await proofs.verify()
    assert (whole.first_broken, whole.checked, whole.checkpoints, whole.anchored) == (None, 11, 3, 3)


async def test_several_at_once_cover_each_entry_once(proofs: Proofs) -> None:
    scene = await proofs.world()
    for comments in (4, 0, 2):
        await scene.incident(comments)
    runs = await asyncio.gather(*(proofs.checkpointer(batch=2).run() for _ in range(4)))
    made = sorted((each for run in runs for each in run), key=lambda each: each.number)
    assert [each.number for each in made] == list(range(1, len(made) + 1))
    assert sum(each.checkpoint.entries for each in made) == 11
    assert await proofs.stored() == made
    assert [line["checkpoint"] for line in proofs.lines()] == [each.number for each in made]
    assert (await proofs.verify()).first_broken is None


@pytest.mark.parametrize("written", [0, 1, 100, 10_000])
async def test_the_line_that_a_killed_worker_left_out_is_written_by_the_next(proofs: Proofs, written: int) -> None:
    """Killed before the line, after its first character, in its middle, and behind its end."""
    scene = await proofs.world()
    first = await proofs.checkpoint()
    await scene.incident()
    with pytest.raises(Killed):
        await proofs.checkpointer(anchor=KilledAnchor(proofs.anchor, written)).run()
    _, second = await proofs.stored()
    found = await proofs.verify()
    assert (found.first_broken, found.checkpoints, found.anchored) == (None, 2, 2 if written > 1000 else 1)
    assert await proofs.checkpointer().run() == []
    assert proofs.anchor.read_text() == f"{first.line()}\n{second.line()}\n"


async def test_a_killed_worker_leaves_the_log_its_line_too(proofs: Proofs, caplog: pytest.LogCaptureFixture) -> None:
    await proofs.world()
    with pytest.raises(Killed):
        await proofs.checkpointer(anchor=KilledAnchor(proofs.anchor, 0)).run()
    caplog.clear()
    caplog.set_level(logging.INFO, "siems.services.checkpoints")
    await proofs.checkpointer().run()
    [first] = await proofs.stored()
    assert [record.getMessage() for record in caplog.records] == [f"checkpoint {first.line()}"]


async def test_a_worker_on_another_machine_gets_every_line_into_its_own_file(proofs: Proofs, tmp_path: Path) -> None:
    scene = await proofs.world()
    await proofs.checkpoint()
    await scene.incident()
    other = AnchorFile(tmp_path / "other.jsonl")
    await proofs.checkpointer(anchor=other).run()
    await proofs.checkpointer().run()
    assert other.path.read_text() == proofs.anchor.read_text()
    assert len(proofs.lines()) == 2


async def test_what_commits_later_is_covered_by_the_next(proofs: Proofs) -> None:
    """An open write transaction holds back itself, and what was written after it began."""
    scene = await proofs.world()
    slow, fast = await scene.incident(), await scene.incident()
    first = await proofs.checkpoint()
    has_written, may_commit = asyncio.Event(), asyncio.Event()

    async def write_slowly() -> None:
        async with proofs.app.units.of(scene.organization_id) as work:
            await work.incidents.locked(slow, Visibility(scene.grace.id, True))
            await work.incident_log.append(slow, Act("COMMENTED", scene.grace.actor, work.now, {}, {"body": "slow"}))
            has_written.set()
            await may_commit.wait()

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(write_slowly())
        await has_written.wait()
        await scene.comment(fast)
        assert await proofs.checkpointer().run() == []
        assert (await proofs.checkpointer().window()).entries == 1
        assert (await proofs.verify()).first_broken is None
        may_commit.set()
    second = await proofs.checkpoint()
    assert (first.checkpoint.entries, second.checkpoint.entries) == (4, 2)
    assert await heads(proofs, 2) == {("incident", slow, 2), ("incident", fast, 2)}
    assert (await proofs.verify()).first_broken is None


async def test_the_window_says_what_is_open(proofs: Proofs) -> None:
    empty = await proofs.checkpointer().window()
    assert (empty.last, empty.entries, empty.oldest) == (None, 0, None)
    scene = await proofs.world()
    before = await proofs.checkpointer().window()
    assert (before.last, before.entries) == (None, 2)
    first = await proofs.checkpoint()
    incident_id = await scene.incident(comments=1)
    [oldest] = [row for row in await scene.world.log(incident_id, scene.grace) if row.sequence == 1]
    after = await proofs.checkpointer().window()
    assert (after.last, after.entries, after.oldest) == (first, 2, oldest.recorded_at)


async def test_after_a_change_of_keys_the_old_one_must_be_believed_too(proofs: Proofs) -> None:
    scene = await proofs.world()
    await proofs.checkpoint()
    await scene.incident()
    await proofs.checkpoint(OTHER_KEY)
    new_alone = await proofs.app.audit.verify(trust=TrustedKeys([OTHER_KEY.public]))
    problem = f"it is signed with the key {KEY.public}, which is not trusted here"
    assert new_alone.first_broken == BrokenEntry("checkpoint", 1, 1, problem)
    both = await proofs.app.audit.verify(trust=TrustedKeys([OTHER_KEY.public, KEY.public]))
    assert (both.first_broken, both.checkpoints) == (None, 2)


async def test_an_anchor_file_that_cannot_be_written_is_an_error_and_no_checkpoint_is_lost(
    proofs: Proofs, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "siems.services.checkpoints")
    scene = await proofs.world()
    (tmp_path / "folder").mkdir()
    nowhere = AnchorFile(tmp_path / "folder")
    [first] = await proofs.checkpointer(anchor=nowhere).run()
    await scene.incident()
    assert f"The anchor file {nowhere.path} cannot be written: Is a directory. It is tried again." in caplog.text
    assert f"checkpoint {first.line()}" in caplog.text
    second = await proofs.checkpoint()
    assert proofs.anchor.read_text() == f"{first.line()}\n{second.line()}\n"


async def test_a_database_that_is_away_is_no_fault_of_the_anchor_file(
    proofs: Proofs, caplog: pytest.LogCaptureFixture
) -> None:
    class NoDatabase:
        def across_organizations(self) -> None:
            raise ConnectionRefusedError

    units: Any = NoDatabase()
    with pytest.raises(ConnectionRefusedError):
        await CheckpointService(units, KEY, AnchorFile(proofs.anchor)).run()
    assert caplog.messages == []


@pytest.mark.parametrize("end", ["something else", "something else\n", '{"checkpoint":7'])
async def test_an_anchor_file_that_is_something_else_is_left_alone(
    proofs: Proofs, caplog: pytest.LogCaptureFixture, end: str
) -> None:
    scene = await proofs.world()
    await proofs.checkpoint()
    await scene.incident()
    with proofs.anchor.open("a") as file:
        file.write(end)
    before = proofs.anchor.read_text()
    assert len(await proofs.checkpointer().run()) == 1
    assert "Checkpoints do not reach the anchor file any more." in caplog.text
    assert proofs.anchor.read_text() == before


async def test_a_worker_says_aloud_that_the_file_knows_a_checkpoint_that_is_gone(
    proofs: Proofs, caplog: pytest.LogCaptureFixture
) -> None:
    await proofs.world()
    await proofs.checkpoint()
    for table in ("checkpoint_heads", "checkpoint_parts", "checkpoints"):
        await proofs.forge(f"DELETE FROM {table}")
    [again] = await proofs.checkpointer().run()
    assert again.number == 1
    assert f"THE CHECKPOINTS WERE CHANGED: number 1 of {proofs.anchor} is not in the database" in caplog.text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "{file} holds no checkpoint."),
        ("{first}\nnothing\n", "Line 2 of {file} is not a checkpoint."),
        ("{first}\n{first}x\n", "Line 2 of {file} is not a checkpoint."),
        ("\n{first}\n", "Line 1 of {file} is not a checkpoint."),
        ("\udcff\n", "Line 1 of {file} is not a checkpoint."),
        ("nothing", "Line 1 of {file} is not a checkpoint."),
        ("{" * 5000, "Line 1 of {file} is not a checkpoint."),
    ],
)
async def test_a_file_that_is_no_anchor_file_is_refused_with_its_line(
    proofs: Proofs, tmp_path: Path, text: str, problem: str
) -> None:
    await proofs.world()
    first = await proofs.checkpoint()
    file = tmp_path / "copy.jsonl"
    file.write_bytes(text.replace("{first}", first.line()).encode(errors="surrogateescape"))
    with pytest.raises(ValidationFailed) as error:
        await proofs.app.audit.verify(anchor=file)
    assert str(error.value) == problem.format(file=file)
    assert error.value.violations[0].field == ("anchor",)


async def test_an_anchor_file_that_is_not_there_is_refused(proofs: Proofs, tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed) as error:
        await proofs.app.audit.verify(anchor=tmp_path / "nothing")
    assert str(error.value) == f"{tmp_path / 'nothing'} cannot be read: No such file or directory."


async def test_a_copy_of_the_anchor_may_be_older_begin_later_and_say_a_thing_twice(
    proofs: Proofs, tmp_path: Path
) -> None:
    scene = await proofs.world()
    made = [await proofs.checkpoint()]
    for _ in range(3):
        await scene.incident()
        made.append(await proofs.checkpoint())
    copy = tmp_path / "copy.jsonl"
    copy.write_text(f"{made[1].line()}\n{made[1].line()}\n{made[2].line()}\n")
    found = await proofs.app.audit.verify(anchor=copy)
    assert (found.first_broken, found.checkpoints, found.anchored) == (None, 4, 2)


async def test_each_organization_sees_the_same_checkpoints(proofs: Proofs) -> None:
    scenes: list[Scene] = [await proofs.world(name) for name in ("ACME", "Other")]
    for scene, comments in zip(scenes, (1, 3), strict=True):
        await scene.incident(comments)
    await proofs.checkpoint()
    found = [await proofs.verify(scene.organization_id) for scene in scenes]
    assert [(each.ok, each.checked, each.checkpoints) for each in found] == [(True, 4, 1), (True, 6, 1)]
