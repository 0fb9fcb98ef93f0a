"""What a superuser does to the logs, and which place verification names. Each in a database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from proofs import KEY, OTHER_KEY, Proofs, Scene, new_proofs

from siems.domain.checkpoints import forgery_in
from siems.domain.log import GENESIS
from siems.embedded import Endpoints
from siems.services.audit import BrokenEntry, Verification
from siems.services.audit_anchor import AnchorFile
from siems.signing import TrustedKeys

CHANGED = "the entry does not match its own hash: it was changed"
UNCONNECTED = "the entry does not follow from the one before it"
INSERTED = "the entry stands among those that checkpoints cover, and none covers it: it was put in later"


@pytest.fixture
async def proofs(endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Proofs]:
    async with new_proofs(endpoints, tmp_path) as proofs:
        yield proofs


@dataclass(frozen=True)
class Stage:
    """Three checkpoints: `disk` is covered 1 to 3 by the first and 4, 5 by the third; `mail` 1, 2 by the second; `late`
    1 by the third. The organization and Grace are covered by the first, Ada by the second."""

    proofs: Proofs
    scene: Scene
    disk: UUID
    mail: UUID
    late: UUID
    ada: UUID

    @classmethod
    async def set_up(cls, proofs: Proofs) -> "Stage":
        scene = await proofs.world()
        disk = await scene.incident(comments=2)
        await proofs.checkpoint()
        ada = await scene.world.engineer("Ada")
        mail = await scene.incident(comments=1)
        await proofs.checkpoint()
        await scene.comment(disk, 2)
        late = await scene.incident()
        await proofs.checkpoint()
        return cls(proofs, scene, disk, mail, late, ada.id)


Cheat = Callable[[Stage], Awaitable[BrokenEntry]]


async def an_entry_is_changed(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge(
        "UPDATE incident_log SET actor_name = 'Eve' WHERE subject_id = $1 AND sequence = 2", stage.disk
    )
    return BrokenEntry("incident", stage.disk, 2, CHANGED)


async def the_last_entry_is_cut_and_the_counts_are_lowered(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 5", stage.disk)
    await stage.proofs.forge("UPDATE incidents SET version = version - 1 WHERE id = $1", stage.disk)
    problem = "entry 5 is missing, which checkpoint 3 covers: the log was cut behind entry 4"
    return BrokenEntry("incident", stage.disk, 5, problem)


async def the_tail_is_cut(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence > 1", stage.disk)
    problem = "entries 2 to 3 are missing, which checkpoint 1 covers: the log was cut behind entry 1"
    return BrokenEntry("incident", stage.disk, 2, problem)


async def a_count_in_a_checkpoint_is_lowered(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("DELETE FROM incident_log WHERE subject_id = $1", stage.late)
    await stage.proofs.forge("UPDATE checkpoints SET entries = entries - 1 WHERE number = 3")
    return checkpoint(3, "it does not match its own hash: it was changed")


async def a_count_in_a_part_is_lowered(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("UPDATE checkpoint_parts SET entries = entries - 1 WHERE checkpoint = 2")
    return checkpoint(2, "the list of what it covers was changed")


async def a_chain_is_recomputed_from_the_start(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge(
        "UPDATE incident_log SET actor_name = 'Eve' WHERE subject_id = $1 AND sequence = 2", stage.disk
    )
    await stage.proofs.recompute("incident_log", stage.disk)
    return BrokenEntry("incident", stage.disk, 3, recomputed(1, "one of the entries 1 to 3"))


async def a_chain_is_recomputed_from_its_end(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge(
        "UPDATE incident_log SET actor_name = 'Eve' WHERE subject_id = $1 AND sequence = 4", stage.disk
    )
    await stage.proofs.recompute("incident_log", stage.disk)
    return BrokenEntry("incident", stage.disk, 5, recomputed(3, "one of the entries 4 to 5"))


async def a_chain_of_one_entry_is_recomputed(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("UPDATE incident_log SET reason = 'None' WHERE subject_id = $1", stage.late)
    await stage.proofs.recompute("incident_log", stage.late)
    return BrokenEntry("incident", stage.late, 1, recomputed(3, "it"))


async def an_incident_is_deleted_with_its_log(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("DELETE FROM incident_log WHERE subject_id = $1", stage.mail)
    await stage.proofs.forge("DELETE FROM incidents WHERE id = $1", stage.mail)
    problem = "entries 1 to 2 are missing, which checkpoint 2 covers: the whole log is gone"
    return BrokenEntry("incident", stage.mail, 1, problem)


async def an_incident_is_deleted_with_its_log_and_its_heads(stage: Stage) -> BrokenEntry:
    for table in ("incident_log", "checkpoint_heads"):
        await stage.proofs.forge(f"DELETE FROM {table} WHERE subject_id = $1", stage.mail)
    await stage.proofs.forge("DELETE FROM incidents WHERE id = $1", stage.mail)
    return checkpoint(2, "the list of the chains that it covers was changed")


async def a_checkpoint_in_the_middle_is_deleted(stage: Stage) -> BrokenEntry:
    await delete_checkpoints(stage, "= 2")
    return checkpoint(2, "it is missing: the next one found is 3")


async def a_checkpoint_in_the_middle_is_changed(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("UPDATE checkpoints SET made_at = made_at - interval '1 day' WHERE number = 2")
    return checkpoint(2, "it does not match its own hash: it was changed")


async def a_checkpoint_is_changed_and_hashed_anew(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("UPDATE checkpoints SET hash = repeat('a', 64), previous_hash = hash WHERE number = 2")
    return checkpoint(2, "it does not follow from the one before it")


async def a_signature_is_exchanged(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge(
        "UPDATE checkpoints SET signature = (SELECT signature FROM checkpoints WHERE number = 1) WHERE number = 2"
    )
    return checkpoint(2, "its signature is false: it was changed")


async def the_last_checkpoint_is_deleted_with_its_entries(stage: Stage) -> BrokenEntry:
    await delete_checkpoints(stage, "= 3")
    await stage.proofs.forge("DELETE FROM incident_log WHERE subject_id = $1", stage.late)
    await stage.proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence > 3", stage.disk)
    return deleted(3, entries=3)


async def the_last_checkpoint_is_deleted_and_made_anew_after_an_edit(stage: Stage) -> BrokenEntry:
    await delete_checkpoints(stage, "= 3")
    await stage.proofs.forge("UPDATE incident_log SET reason = 'None' WHERE subject_id = $1", stage.late)
    await stage.proofs.recompute("incident_log", stage.late)
    await stage.proofs.checkpoint()  # which the worker does on its own
    return checkpoint(3, "it is not the one in line 3 of the anchor file: it was replaced")


async def all_checkpoints_are_deleted(stage: Stage) -> BrokenEntry:
    await delete_checkpoints(stage, "> 0")
    return deleted(1, entries=5)


async def all_is_deleted_and_signed_with_another_key(stage: Stage) -> BrokenEntry:
    await delete_checkpoints(stage, "> 0")
    await stage.proofs.checkpointer(OTHER_KEY, AnchorFile(stage.proofs.anchor.with_name("another.jsonl"))).run()
    return checkpoint(1, f"it is signed with the key {OTHER_KEY.public}, which is not trusted here")


async def a_checkpoint_is_signed_again_with_another_key(stage: Stage) -> BrokenEntry:
    second = (await stage.proofs.stored())[1]
    signature = OTHER_KEY.sign(f"siems checkpoint {second.hash}")
    await stage.proofs.forge("UPDATE checkpoints SET signature = $1 WHERE number = 2", signature)
    return checkpoint(2, "its signature is false: it was changed")


async def an_entry_is_inserted_into_the_past(stage: Stage) -> BrokenEntry:
    """Behind the end of a chain, so that its hashes fit; among what the second checkpoint covers."""
    await stage.scene.comment(stage.mail)
    await stage.proofs.forge(
        """UPDATE incident_log SET feed_xid = (SELECT feed_xid FROM incident_log WHERE subject_id = $1 AND sequence = 2)
        WHERE subject_id = $1 AND sequence = 3""",
        stage.mail,
    )
    return BrokenEntry("incident", stage.mail, 3, INSERTED)


async def an_incident_is_inserted_into_the_past(stage: Stage) -> BrokenEntry:
    new = await stage.scene.incident()
    await stage.proofs.forge("UPDATE incident_log SET feed_xid = '3' WHERE subject_id = $1", new)
    return BrokenEntry("incident", new, 1, INSERTED)


async def an_entry_is_inserted_into_the_middle_and_the_chain_recomputed(stage: Stage) -> BrokenEntry:
    await stage.scene.comment(stage.disk)
    move = "UPDATE incident_log SET sequence = $3 WHERE subject_id = $1 AND sequence = $2"
    await stage.proofs.forge(move, stage.disk, 6, 100)
    for sequence in (5, 4, 3, 2):
        await stage.proofs.forge(move, stage.disk, sequence, sequence + 1)
    await stage.proofs.forge(move, stage.disk, 100, 2)
    await stage.proofs.recompute("incident_log", stage.disk)
    return BrokenEntry("incident", stage.disk, 3, recomputed(1, "one of the entries 1 to 3"))


async def two_ends_of_chains_change_places_in_the_feed(stage: Stage) -> BrokenEntry:
    await swap(stage, (stage.disk, 5), (stage.late, 1))
    problem = "the entry does not stand where it stood in the feed when checkpoint 3 signed it"
    return BrokenEntry("incident", min(stage.disk, stage.late), 5 if stage.disk < stage.late else 1, problem)


async def two_entries_within_chains_change_places_in_the_feed(stage: Stage) -> BrokenEntry:
    await swap(stage, (stage.disk, 1), (stage.disk, 2))
    return checkpoint(1, "the entries that it covers are not those that it signed, or not in that order")


async def an_entry_moves_behind_a_checkpoint(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge(
        "UPDATE incident_log SET feed_xid = '1000000' WHERE subject_id = $1 AND sequence = 1", stage.disk
    )
    return checkpoint(1, "it covers 5 entries of this organization, and 4 are there")


async def an_entry_of_the_configuration_log_is_changed(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("UPDATE configuration_log SET actor_name = 'Eve' WHERE subject_id = $1", stage.ada)
    return BrokenEntry("configuration", stage.ada, 1, CHANGED)


async def a_chain_of_the_configuration_log_is_recomputed(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("UPDATE configuration_log SET actor_name = 'Eve' WHERE subject_id = $1", stage.ada)
    await stage.proofs.recompute("configuration_log", stage.ada)
    return BrokenEntry("configuration", stage.ada, 1, recomputed(2, "it"))


async def a_chain_of_the_configuration_log_is_deleted(stage: Stage) -> BrokenEntry:
    await stage.proofs.forge("DELETE FROM configuration_log WHERE subject_id = $1", stage.ada)
    problem = "entry 1 is missing, which checkpoint 2 covers: the whole log is gone"
    return BrokenEntry("configuration", stage.ada, 1, problem)


async def a_line_of_the_anchor_file_is_another_checkpoint_of_its_number(stage: Stage) -> BrokenEntry:
    """Two histories signed by the true key: whichever is in the database, the file tells that there were two."""
    await the_last_checkpoint_is_deleted_and_made_anew_after_an_edit(stage)
    third = (await stage.proofs.stored())[2]
    lines = stage.proofs.anchor.read_text().splitlines()
    stage.proofs.anchor.write_text("\n".join([*lines[:2], third.line(), lines[2]]) + "\n")
    return checkpoint(3, "lines 3 and 4 of the anchor file have two different ones: it was replaced")


async def a_line_of_the_anchor_file_is_changed(stage: Stage) -> BrokenEntry:
    lines = stage.proofs.anchor.read_text().replace((await stage.proofs.stored())[1].hash, GENESIS)
    stage.proofs.anchor.write_text(lines)
    return checkpoint(2, "line 2 of the anchor file is false: it does not match its own hash: it was changed")


FOUND_WITH_THE_ANCHOR_ALONE = [
    the_last_checkpoint_is_deleted_with_its_entries,
    the_last_checkpoint_is_deleted_and_made_anew_after_an_edit,
    all_checkpoints_are_deleted,
    a_line_of_the_anchor_file_is_another_checkpoint_of_its_number,
    a_line_of_the_anchor_file_is_changed,
]
FOUND_WITHOUT = [
    an_entry_is_changed,
    the_last_entry_is_cut_and_the_counts_are_lowered,
    the_tail_is_cut,
    a_count_in_a_checkpoint_is_lowered,
    a_count_in_a_part_is_lowered,
    a_chain_is_recomputed_from_the_start,
    a_chain_is_recomputed_from_its_end,
    a_chain_of_one_entry_is_recomputed,
    an_incident_is_deleted_with_its_log,
    an_incident_is_deleted_with_its_log_and_its_heads,
    a_checkpoint_in_the_middle_is_deleted,
    a_checkpoint_in_the_middle_is_changed,
    a_checkpoint_is_changed_and_hashed_anew,
    a_signature_is_exchanged,
    all_is_deleted_and_signed_with_another_key,
    a_checkpoint_is_signed_again_with_another_key,
    an_entry_is_inserted_into_the_past,
    an_incident_is_inserted_into_the_past,
    an_entry_is_inserted_into_the_middle_and_the_chain_recomputed,
    two_ends_of_chains_change_places_in_the_feed,
    two_entries_within_chains_change_places_in_the_feed,
    an_entry_moves_behind_a_checkpoint,
    an_entry_of_the_configuration_log_is_changed,
    a_chain_of_the_configuration_log_is_recomputed,
    a_chain_of_the_configuration_log_is_deleted,
]


@pytest.mark.parametrize("cheat", [*FOUND_WITHOUT, *FOUND_WITH_THE_ANCHOR_ALONE], ids=lambda cheat: cheat.__name__)
async def test_the_first_broken_place_is_named(proofs: Proofs, cheat: Cheat) -> None:
    stage = await Stage.set_up(proofs)
    whole = await proofs.verify()
    assert (whole.first_broken, whole.checked, whole.checkpoints, whole.anchored) == (None, 11, 3, 3)
    expected = await cheat(stage)
    assert (await proofs.verify()).first_broken == expected
    assert (await proofs.verify(stage.scene.organization_id)).first_broken == expected
    proofs.anchor.unlink()
    without = await proofs.verify()
    assert without.first_broken == (expected if cheat in FOUND_WITHOUT else None)
    assert without.anchored is None


async def test_what_no_checkpoint_covers_yet_can_be_cut_unseen(proofs: Proofs) -> None:
    """The open window. Once it is closed the same is found."""
    stage = await Stage.set_up(proofs)
    await stage.scene.comment(stage.mail, 2)
    await proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 4", stage.mail)
    assert (await proofs.verify()).first_broken is None
    await proofs.checkpoint()
    await proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 3", stage.mail)
    problem = "entry 3 is missing, which checkpoint 4 covers: the log was cut behind entry 2"
    assert (await proofs.verify()).first_broken == BrokenEntry("incident", stage.mail, 3, problem)


async def test_what_another_organization_broke_is_told_to_nobody_else(proofs: Proofs) -> None:
    mine, theirs = await proofs.world("ACME"), await proofs.world("Other")
    my_incident, their_incident = await mine.incident(comments=1), await theirs.incident(comments=2)
    await proofs.checkpoint()
    await proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 3", their_incident)
    await proofs.forge("UPDATE checkpoint_heads SET feed_id = 0 WHERE organization_id = $1", theirs.organization_id)
    found = await proofs.verify(mine.organization_id)
    assert (found.ok, found.checked, found.checkpoints) == (True, 4, 1)
    assert (await proofs.verify(theirs.organization_id)).first_broken == checkpoint(
        1, "the list of the chains that it covers was changed"
    )
    await proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 2", my_incident)
    problem = "entry 2 is missing, which checkpoint 1 covers: the log was cut behind entry 1"
    assert (await proofs.verify(mine.organization_id)).first_broken == BrokenEntry("incident", my_incident, 2, problem)


async def test_where_all_is_well_everything_is_counted(proofs: Proofs) -> None:
    stage = await Stage.set_up(proofs)
    last = (await proofs.stored())[-1]
    made_at = last.checkpoint.made_at
    assert await proofs.verify() == Verification(11, None, checkpoints=3, last_checkpoint_at=made_at, anchored=3)
    assert forgery_in(last, TrustedKeys([KEY.public])) is None
    await stage.scene.comment(stage.late)
    assert await proofs.verify() == Verification(12, None, checkpoints=3, last_checkpoint_at=made_at, anchored=3)


def checkpoint(number: int, problem: str) -> BrokenEntry:
    return BrokenEntry("checkpoint", number, number, problem)


def deleted(number: int, entries: int) -> BrokenEntry:
    return checkpoint(
        number,
        f"it is missing, and line {number} of the anchor file has it: it was deleted, and perhaps the {entries} "
        "entries with it that it covers",
    )


def recomputed(checkpoint: int, which: str) -> str:
    return (
        f"the entry is not the one that checkpoint {checkpoint} signed: {which} was changed, and the hashes were "
        "computed anew"
    )


async def edit(stage: Stage, incident_id: UUID, sequence: int) -> None:
    sql = "UPDATE incident_log SET actor_name = 'Eve' WHERE subject_id = $1 AND sequence = $2"
    assert await stage.proofs.forge(sql, incident_id, sequence) == 1


async def delete_checkpoints(stage: Stage, which: str) -> None:
    for table in ("checkpoint_heads", "checkpoint_parts"):
        await stage.proofs.forge(f"DELETE FROM {table} WHERE checkpoint {which}")
    await stage.proofs.forge(f"DELETE FROM checkpoints WHERE number {which}")


async def swap(stage: Stage, one: tuple[UUID, int], other: tuple[UUID, int]) -> None:
    """Two entries change their places in the feed; their chains stay as they are."""
    find = "SELECT feed_xid::text FROM incident_log WHERE subject_id = $1 AND sequence = $2"
    first, second = [await stage.proofs.superuser.fetchval(find, *each) for each in (one, other)]
    move = "UPDATE incident_log SET feed_xid = $3::text::xid8 WHERE subject_id = $1 AND sequence = $2"
    await stage.proofs.forge(move, *one, second)
    await stage.proofs.forge(move, *other, first)
