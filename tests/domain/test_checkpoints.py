"""What a checkpoint says, and that nothing in it can be another thing without its being seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain.checkpoints import (
    Batch,
    Covered,
    Part,
    Place,
    SignedCheckpoint,
    contents,
    forgery_in,
    problem_with,
    read_line,
    signed,
    summed_up,
)
from siems.domain.log import GENESIS
from siems.signing import SigningKey, TrustedKeys

KEY, OTHER_KEY = SigningKey(b"k" * 32), SigningKey(b"o" * 32)
TRUST = TrustedKeys([KEY.public])
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ACME, OTHER = UUID(int=1), UUID(int=2)
DISK, MAIL, ADA = UUID(int=11), UUID(int=12), UUID(int=13)
EXPECTED_LINE = (
    '{"checkpoint":1,"configuration":[101,1],"contents":"69eb4e9336e63eb2dafff2bc67285766f403c9f0557cef7a1be84b4b4b62227d",'
    '"entries":4,"hash":"abfefac9d22702e06a3b9d5898a728195cdbacf0e2ae3d25e6615eb86b78576e",'
    '"incident":[103,3],"key":"8320a51977d8c38ca8a4927c670df5821e449761945e15e9efb26a1509d230ea",'
    '"made_at":"2026-11-24T12:00:00.000000Z",'
    '"previous":"0000000000000000000000000000000000000000000000000000000000000000",'
    '"signature":"c3434ba694aea6f7d4f68c0df2fbddf7aadaf480d95746e06f6d2774db29fff9884913e0ec3d7f0d3a702540a04cc8d7ce1a30d10347dc996fcc0e92b0ff2c01"}'
)


def entry(place: int, subject_id: UUID, sequence: int, organization_id: UUID = ACME, kind: str = "incident") -> Covered:
    return Covered(kind, organization_id, subject_id, sequence, f"{place:064x}", Place(1, 100 + place, place))


ENTRIES = [
    entry(1, DISK, 1),
    entry(2, MAIL, 1, OTHER),
    entry(3, DISK, 2),
    entry(1, ADA, 1, kind="configuration"),
]


def chain(*batches: list[Covered], key: SigningKey = KEY) -> list[SignedCheckpoint]:
    made: list[SignedCheckpoint] = []
    for minute, entries in enumerate(batches):
        made.append(signed(summed_up(entries), made[-1] if made else None, NOON + timedelta(minutes=minute), key))
    return made


def test_entries_are_summed_up_by_organization() -> None:
    batch = summed_up(ENTRIES)
    assert [(part.organization_id, part.entries) for part in batch.parts] == [(ACME, 3), (OTHER, 1)]
    assert batch.entries == 4
    assert batch.heads == (ENTRIES[3], ENTRIES[2], ENTRIES[1])
    assert batch.ends == {"incident": Place(1, 103, 3), "configuration": Place(1, 101, 1)}


def test_no_entries_are_an_empty_batch() -> None:
    assert summed_up([]) == Batch((), (), 0, {})


@given(st.permutations(range(4)))
def test_the_hash_of_the_entries_knows_their_order(order: list[int]) -> None:
    entries = [entry(place, DISK, place) for place in range(1, 5)]
    same = (
        summed_up(entries[place] for place in order).parts[0].entries_hash == summed_up(entries).parts[0].entries_hash
    )
    assert same == (order == [0, 1, 2, 3])


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "configuration"},
        {"subject_id": MAIL},
        {"sequence": 2},
        {"hash": "f" * 64},
        {"place": Place(1, 102, 1)},
        {"place": Place(1, 101, 2)},
        {"place": Place(2, 101, 1)},
    ],
)
def test_the_hash_of_the_heads_knows_all_that_a_head_says(changes: dict[str, object]) -> None:
    head = entry(1, DISK, 1)
    changed = replace(head, **changes)  # type: ignore[arg-type]  # any field
    assert summed_up([changed]).parts[0].heads_hash != summed_up([head]).parts[0].heads_hash


@pytest.mark.parametrize(
    "changes", [{"organization_id": OTHER}, {"entries": 4}, {"entries_hash": GENESIS}, {"heads_hash": GENESIS}]
)
def test_the_contents_know_all_that_a_part_says(changes: dict[str, object]) -> None:
    part = Part(ACME, 3, "a" * 64, "b" * 64)
    assert contents([replace(part, **changes)]) != contents([part])  # type: ignore[arg-type]  # any field
    assert contents([part, part]) != contents([part])


def test_checkpoints_are_numbered_and_name_the_one_before() -> None:
    first, second = chain(ENTRIES[:2], ENTRIES[2:])
    assert (first.number, first.checkpoint.previous_hash) == (1, GENESIS)
    assert (second.number, second.checkpoint.previous_hash) == (2, first.hash)
    assert (first.checkpoint.entries, second.checkpoint.entries) == (2, 2)
    assert problem_with(first, None, TRUST) is None
    assert problem_with(second, first, TRUST) is None


def test_a_log_with_nothing_new_stays_where_it_was() -> None:
    first, second = chain(ENTRIES, [entry(2, ADA, 2, kind="configuration")])
    assert first.checkpoint.place("incident") == second.checkpoint.place("incident") == Place(1, 103, 3)
    assert second.checkpoint.place("configuration") == Place(1, 102, 2)


def test_the_hash_and_the_signature_are_what_they_were_in_the_first_version() -> None:
    """They must never change: checkpoints of years ago are verified with them."""
    [first] = chain(ENTRIES)
    assert first.line() == EXPECTED_LINE


@pytest.mark.parametrize(
    "changes",
    [
        {"made_at": NOON + timedelta(microseconds=1)},
        {"entries": 3},
        {"incident": Place(1, 103, 4)},
        {"configuration": Place(1, 102, 1)},
        {"incident": Place(2, 103, 3)},
        {"configuration": Place(2, 101, 1)},
        {"contents": GENESIS},
        {"public_key": OTHER_KEY.public},
    ],
)
def test_whatever_is_changed_in_a_checkpoint_is_seen(changes: dict[str, object]) -> None:
    [first] = chain(ENTRIES)
    changed = replace(first, checkpoint=replace(first.checkpoint, **changes))  # type: ignore[arg-type]  # any field
    assert problem_with(changed, None, TRUST) == "it does not match its own hash: it was changed"
    rehashed = replace(changed, hash=changed.checkpoint.hash())
    said = problem_with(rehashed, None, TrustedKeys([KEY.public, OTHER_KEY.public]))
    assert said == "its signature is false: it was changed"


def test_an_epoch_is_signed_where_it_is_not_the_first() -> None:
    moved = replace(ENTRIES[0], sequence=3, place=Place(2, 7, 4))
    first, second = chain(ENTRIES, [moved])
    assert moved.line() == f"incident {DISK} 3 {moved.hash} 2 7 4"
    assert second.checkpoint.content()["incident"] == [2, 7, 4]
    assert second.checkpoint.content()["configuration"] == [101, 1]
    assert second.checkpoint.place("incident") > first.checkpoint.place("incident")
    assert read_line(second.line()) == second
    assert problem_with(second, first, TRUST) is None


def test_the_first_epoch_is_never_written_out() -> None:
    [first] = chain(ENTRIES)
    with pytest.raises(ValueError, match="it is not a checkpoint"):
        read_line(first.line().replace('"incident":[103,3]', '"incident":[1,103,3]'))


@pytest.mark.parametrize("signature", ["", "no hex", "00" * 64, "00"])
def test_a_signature_that_is_none_is_seen(signature: str) -> None:
    [first] = chain(ENTRIES)
    said = forgery_in(replace(first, signature=signature), TRUST)
    assert said == "its signature is false: it was changed"


def test_a_checkpoint_by_another_key_is_seen() -> None:
    [first] = chain(ENTRIES, key=OTHER_KEY)
    assert (
        problem_with(first, None, TRUST) == f"it is signed with the key {OTHER_KEY.public}, which is not trusted here"
    )


def test_what_was_signed_before_the_key_was_changed_is_believed_while_the_old_key_is() -> None:
    [first] = chain(ENTRIES[:2])
    second = signed(summed_up(ENTRIES[2:]), first, NOON, OTHER_KEY)
    both = TrustedKeys([OTHER_KEY.public, KEY.public])
    assert [problem_with(first, None, both), problem_with(second, first, both)] == [None, None]


def test_a_checkpoint_that_is_missing_is_seen() -> None:
    first, second, third = chain(ENTRIES[:1], ENTRIES[1:2], ENTRIES[2:])
    assert problem_with(third, first, TRUST) == "it is missing: the next one found is 3"
    assert problem_with(second, None, TRUST) == "it is missing: the next one found is 2"
    renumbered = replace(third, checkpoint=replace(third.checkpoint, number=2))
    assert problem_with(renumbered, first, TRUST) == "it does not follow from the one before it"


def test_a_line_says_all_of_a_checkpoint() -> None:
    for made in chain(ENTRIES[:2], ENTRIES[2:]):
        assert read_line(made.line()) == made
        assert len(made.line()) < 900


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(str))
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="it is not a checkpoint"):
        read_line(text)


@given(
    st.sampled_from(["checkpoint", "previous", "made_at", "entries", "incident", "configuration", "hash", "signature"]),
    st.sampled_from(
        ["null", "true", "[]", "{}", '"\\ud800"', "1e999", "-1.5", '"0001-01-01T00:00:00+14:00"', "[1]", "[1,2,3,4]"]
    ),
)
def test_a_line_with_a_field_of_another_kind_is_refused(field: str, value: str) -> None:
    [first] = chain(ENTRIES)
    before, _, after = first.line().partition(f'"{field}":')
    end = min(place for place in (after.find(',"'), after.find("}")) if place >= 0)
    with pytest.raises(ValueError, match="it is not a checkpoint"):
        read_line(f'{before}"{field}":{value}{after[end:]}')


def test_a_line_nested_deeper_than_can_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="it is not a checkpoint"):
        read_line("[" * 100_000)
