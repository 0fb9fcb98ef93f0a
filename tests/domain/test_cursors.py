"""Cursors: what they say is read back, what is none is refused, and each is worth something in its epoch alone."""

import base64
import json
import re
from typing import Any
from uuid import UUID

import pytest

from siems.domain.cursors import FeedCursor, FeedEpoch, FeedPosition, sight_of
from siems.domain.errors import CursorExpired, ValidationFailed
from siems.domain.visibility import Visibility

POSITION = FeedPosition(2, 900, 41)
CURSOR = FeedCursor("a-nonce_1", POSITION, "all")
SAID = ["a-nonce_1", 2, 900, 41, "all"]
ADA = UUID(int=1)


def encoded(said: Any, **how: Any) -> str:
    text = json.dumps(said, **{"separators": (",", ":"), **how})
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def test_positions_are_ordered_by_epoch_then_transaction_then_entry() -> None:
    before, first, second, third, last = (
        FeedPosition(),
        FeedPosition(1, 0, 1),
        FeedPosition(1, 7, 2),
        FeedPosition(1, 9, 1),
        FeedPosition(2, 3, 0),
    )
    assert sorted([last, second, first, before, third]) == [before, first, second, third, last]


def test_a_cursor_is_read_back_as_it_was_written() -> None:
    text = CURSOR.encode()
    assert FeedCursor.decode(text) == CURSOR
    assert re.fullmatch(r"[\w-]+", text, re.ASCII)
    assert text == encoded(SAID)


def test_the_largest_places_fit() -> None:
    cursor = FeedCursor("n" * 32, FeedPosition(2**31 - 1, 2**64 - 1, 2**63 - 1), "part")
    assert FeedCursor.decode(cursor.encode()) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "ä",
        "\ud800",
        "a" * 201,
        "[" * 200,
        CURSOR.encode() + "=",
        CURSOR.encode() + "\n",
        CURSOR.encode()[:-1],
        encoded(SAID, separators=(", ", ": ")),
        encoded(SAID[:4]),
        encoded([*SAID, 1]),
        encoded({}),
        encoded(None),
        encoded(["a-nonce_1", 2, 900, True, "all"]),
        encoded(["a-nonce_1", 2, 900, 41.0, "all"]),
        encoded(["a-nonce_1", 2, 900, "41", "all"]),
        encoded(["a-nonce_1", 2, -1, 41, "all"]),
        encoded(["a-nonce_1", 2**31, 900, 41, "all"]),
        encoded(["a-nonce_1", 2, 2**64, 41, "all"]),
        encoded(["a-nonce_1", 2, 900, 2**63, "all"]),
        encoded([1, 2, 900, 41, "all"]),
        encoded(["a-nonce_1", 2, 900, 41, None]),
        encoded(["a-nonce_1", 2, 900, 41, "all\n"]),
    ],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        FeedCursor.decode(text)
    [violation] = refused.value.violations
    assert (violation.field, violation.message) == (("after",), "This is not a cursor of SIEMS's events.")


def test_in_its_epoch_a_cursor_says_where_to_go_on() -> None:
    assert CURSOR.position_in(FeedEpoch(2, "a-nonce_1"), "all") == POSITION


def test_a_cursor_may_stand_among_the_entries_of_an_older_epoch() -> None:
    cursor = FeedCursor("a-nonce_1", FeedPosition(1, 5000, 3), "all")
    assert cursor.position_in(FeedEpoch(2, "a-nonce_1"), "all") == FeedPosition(1, 5000, 3)


@pytest.mark.parametrize("epoch", [FeedEpoch(2, "another"), FeedEpoch(3, "another"), FeedEpoch(1, "a-nonce_1")])
def test_a_cursor_of_another_epoch_is_expired(epoch: FeedEpoch) -> None:
    with pytest.raises(CursorExpired) as expired:
        CURSOR.position_in(epoch, "all")
    assert expired.value.code == "CURSOR_EXPIRED"
    assert expired.value.message == (
        "This cursor is from before the database was restored or moved, or from another installation. Reload what you "
        "show, and subscribe without a cursor."
    )


def test_a_cursor_got_with_other_eyes_is_expired() -> None:
    with pytest.raises(CursorExpired) as expired:
        CURSOR.position_in(FeedEpoch(2, "a-nonce_1"), "part")
    assert expired.value.message == (
        "This cursor is from when you saw other incidents than you do now. Reload what you show, and subscribe without "
        "a cursor."
    )


@pytest.mark.parametrize(
    ("visibility", "sight"),
    [
        (Visibility(ADA, True), "all"),
        (Visibility(ADA, False), "part"),
        (Visibility(ADA, False, only_reported=True), "own"),
    ],
)
def test_sight_is_one_word_for_each_kind_of_eyes(visibility: Visibility, sight: str) -> None:
    assert sight_of(visibility) == sight
