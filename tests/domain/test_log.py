"""The log's arithmetic: one spelling for one entry, and every change to a chain is found."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siems.domain.log import (
    GENESIS,
    Act,
    Actor,
    ActorKind,
    Entry,
    Link,
    Origin,
    canonical,
    chained,
    problem_with,
    timestamp,
)

ORGANIZATION, SUBJECT, ADA = UUID(int=1), UUID(int=2), UUID(int=3)
AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RECORDED = datetime(2026, 11, 24, 12, 0, 1, 5, tzinfo=UTC)
ACTOR = Actor(ActorKind.USER, "Ada Ünlü", ADA, "request-1", "192.0.2.1")
ACT = Act("ASSIGNED", ACTOR, AT, {"status": "OPEN"}, {"status": "ASSIGNED"}, "on call")
ENTRY = Entry(ORGANIZATION, SUBJECT, 1, ACT, RECORDED, GENESIS)
KNOWN_TEXT = (
    "0000000000000000000000000000000000000000000000000000000000000000\n"
    '{"action":"ASSIGNED",'
    '"actor":{"id":"00000000-0000-0000-0000-000000000003","kind":"USER","name":"Ada Ünlü"},'
    '"after":{"status":"ASSIGNED"},"at":"2026-11-24T12:00:00.000000Z","before":{"status":"OPEN"},'
    '"organization":"00000000-0000-0000-0000-000000000001","origin":"LIVE","reason":"on call",'
    '"recorded_at":"2026-11-24T12:00:01.000005Z","request":"request-1","sequence":1,"source":"192.0.2.1",'
    '"subject":"00000000-0000-0000-0000-000000000002"}'
)
Chain = list[tuple[Entry, str]]

CHANGES: dict[str, Any] = {
    "organization": lambda entry: replace(entry, organization_id=UUID(int=9)),
    "subject": lambda entry: replace(entry, subject_id=UUID(int=9)),
    "sequence": lambda entry: replace(entry, sequence=entry.sequence + 1),
    "previous hash": lambda entry: replace(entry, previous_hash="f" * 64),
    "recorded at": lambda entry: replace(entry, recorded_at=entry.recorded_at + timedelta(microseconds=1)),
    "at": lambda entry: with_act(entry, at=entry.act.at + timedelta(microseconds=1)),
    "action": lambda entry: with_act(entry, action=entry.act.action + "X"),
    "before": lambda entry: with_act(entry, before={**entry.act.before, "more": None}),
    "after": lambda entry: with_act(entry, after={**entry.act.after, "more": None}),
    "reason": lambda entry: with_act(entry, reason=(entry.act.reason or "") + "x"),
    "no reason": lambda entry: with_act(entry, reason=None if entry.act.reason is not None else ""),
    "origin": lambda entry: with_act(entry, origin=Origin.INFERRED),
    "actor kind": lambda entry: with_actor(entry, kind=ActorKind.IMPORT),
    "actor name": lambda entry: with_actor(entry, name=entry.act.actor.name + " "),
    "actor id": lambda entry: with_actor(entry, id=UUID(int=9)),
    "no actor id": lambda entry: with_actor(entry, id=None),
    "request id": lambda entry: with_actor(entry, request_id="another"),
    "source address": lambda entry: with_actor(entry, source_address="another"),
}


def with_act(entry: Entry, **changes: Any) -> Entry:
    return replace(entry, act=replace(entry.act, **changes))


def with_actor(entry: Entry, **changes: Any) -> Entry:
    return with_act(entry, actor=replace(entry.act.actor, **changes))


def chain_of(*acts: Act) -> Chain:
    return list(chained(ORGANIZATION, SUBJECT, acts, Link(), RECORDED))


def first_problem(chain: Chain) -> tuple[int, str] | None:
    """Where a walk over the chain stops, by place from 0, and why."""
    last = Link()
    for place, (entry, hash) in enumerate(chain):
        if problem := problem_with(entry, hash, last):
            return place, problem
        last = Link(entry.sequence, hash)
    return None


THREE = chain_of(ACT, replace(ACT, action="STARTED"), replace(ACT, action="RESOLVED"))


def test_an_entry_has_the_digest_that_anybody_can_compute() -> None:
    assert ENTRY.digest() == hashlib.sha256(KNOWN_TEXT.encode("utf-8")).hexdigest()
    assert ENTRY.digest() == "5ae963c0a3d1d0246f4b064d39ed4c5f7b5c403e703cbe861ce244be23628252"


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    one, other = {"b": 1, "a": {"d": [1, None], "c": True}}, {"a": {"c": True, "d": [1, None]}, "b": 1}
    assert canonical(one) == canonical(other) == '{"a":{"c":true,"d":[1,null]},"b":1}'


def test_canonical_json_keeps_the_order_of_lists_and_letters_as_they_are() -> None:
    assert canonical([2, 1, "Ä\n"]) == '[2,1,"Ä\\n"]'


def test_equal_moments_are_spelt_alike_in_every_time_zone() -> None:
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))
    assert timestamp(tokyo) == timestamp(AT) == "2026-11-24T12:00:00.000000Z"


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_digest_changes_with_every_field(change: Any) -> None:
    assert change(ENTRY).digest() != ENTRY.digest()


def test_acts_are_chained_behind_the_last_entry() -> None:
    [(first, first_hash), (second, second_hash)] = chained(
        ORGANIZATION, SUBJECT, [ACT, ACT], Link(7, "a" * 64), RECORDED
    )
    assert (first.sequence, first.previous_hash, first_hash) == (8, "a" * 64, first.digest())
    assert (second.sequence, second.previous_hash, second_hash) == (9, first_hash, second.digest())


def test_an_untouched_chain_has_no_problem() -> None:
    assert first_problem(THREE) is None


def test_a_changed_entry_is_found() -> None:
    (entry, hash) = THREE[1]
    broken = [THREE[0], (with_act(entry, reason="nothing to see"), hash), THREE[2]]
    assert first_problem(broken) == (1, "the entry does not match its own hash: it was changed")


def test_a_changed_entry_with_a_recomputed_hash_breaks_its_successor() -> None:
    changed = with_act(THREE[1][0], reason="nothing to see")
    broken = [THREE[0], (changed, changed.digest()), THREE[2]]
    assert first_problem(broken) == (2, "the entry does not follow from the one before it")


def test_a_missing_entry_is_found() -> None:
    assert first_problem([THREE[0], THREE[2]]) == (1, "entry 2 is missing: the next one found is 3")
    assert first_problem(THREE[1:]) == (0, "entry 1 is missing: the next one found is 2")


def test_reordered_entries_are_found() -> None:
    assert first_problem([THREE[0], THREE[2], THREE[1]]) == (1, "entry 2 is missing: the next one found is 3")


def test_entries_that_swapped_their_numbers_are_found() -> None:
    second, third = replace(THREE[2][0], sequence=2), replace(THREE[1][0], sequence=3)
    broken = [THREE[0], (second, second.digest()), (third, third.digest())]
    assert first_problem(broken) == (1, "the entry does not follow from the one before it")


def test_a_forged_previous_hash_is_found() -> None:
    forged = replace(THREE[0][0], previous_hash="f" * 64)
    assert first_problem([(forged, forged.digest())]) == (0, "the entry does not follow from the one before it")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
snapshots = st.dictionaries(words, st.one_of(st.none(), st.booleans(), st.integers(), words), max_size=3)
acts = st.builds(Act, words, st.just(ACTOR), st.datetimes(timezones=st.just(UTC)), snapshots, snapshots, words)


@settings(deadline=None)
@given(st.lists(acts, min_size=1, max_size=5), st.data())
def test_any_change_to_any_entry_of_a_chain_is_found(acts: list[Act], data: st.DataObject) -> None:
    chain = chain_of(*acts)
    assert first_problem(chain) is None
    place = data.draw(st.integers(0, len(chain) - 1))
    change = CHANGES[data.draw(st.sampled_from(list(CHANGES)))]
    entry, hash = chain[place]
    changed = change(entry)
    chain[place] = (changed, hash)
    found = first_problem(chain)
    assert found is not None
    assert found[0] == place


@settings(deadline=None)
@given(st.lists(acts, min_size=2, max_size=5), st.data())
def test_a_change_whose_hash_was_recomputed_is_found_at_the_next_entry(acts: list[Act], data: st.DataObject) -> None:
    chain = chain_of(*acts)
    place = data.draw(st.integers(0, len(chain) - 2))
    changed = with_act(chain[place][0], reason=(chain[place][0].act.reason or "") + "x")
    chain[place] = (changed, changed.digest())
    assert first_problem(chain) == (place + 1, "the entry does not follow from the one before it")
