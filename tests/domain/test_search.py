"""What people type into a search box, and how an excerpt is cut."""

from uuid import UUID

import pytest

from siems.domain.errors import ValidationFailed
from siems.domain.search import BEGIN_HIT, END_HIT, RankedPlace, TextQuery, excerpt

PLACE = RankedPlace(12, UUID(int=7))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", TextQuery()),
        ("disk", TextQuery(last="disk", prefix="disk")),
        ("disk ", TextQuery(last="disk")),
        ("disk fu", TextQuery(words="disk", last="fu", prefix="fu")),
        ("disk f", TextQuery(words="disk", last="f")),
        ("disk 障", TextQuery(words="disk", last="障", prefix="障")),
        ("disk -fu", TextQuery(words="disk", last="-fu")),
        ('"disk full"', TextQuery(last='"disk full"')),
        ('"disk fu', TextQuery(last='"disk fu')),
        ('-"disk full" x2', TextQuery(words='-"disk full"', last="x2", prefix="x2")),
        ("a b or c d OR e fg", TextQuery("a b or c d", "e", "fg", "fg")),
        ('"a or b" cd', TextQuery(words='"a or b"', last="cd", prefix="cd")),
        ("or ab", TextQuery(last="ab", prefix="ab")),
        ("ab or", TextQuery(earlier="ab")),
        ("ab or or cd", TextQuery("ab", "", "cd", "cd")),
        ("order", TextQuery(last="order", prefix="order")),
    ],
)
def test_what_is_typed_is_read_as_words_the_last_of_which_may_go_on(text: str, query: TextQuery) -> None:
    assert TextQuery.parse(text, "text") == query


@pytest.mark.parametrize("text", ["INC-42", "inc-42", "Inc 42", "INC42", "#42", " INC-42 ", "INC-0042"])
def test_a_key_is_a_number(text: str) -> None:
    assert TextQuery.parse(text, "text") == TextQuery(last='"INC-42"', number=42)


@pytest.mark.parametrize("text", ["42", "INC-0", "INC-", "INC-4x", "INC-9999999999", "INC-42 disk", "#٤٢"])
def test_what_only_looks_like_a_key_is_words(text: str) -> None:
    assert TextQuery.parse(text, "text").number is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 501, "This has 501 characters; at most 500 are allowed."),
        ("a\x00", "This contains a NUL character (U+0000), which cannot be stored."),
        ("a\udc00", "This contains half of a surrogate pair, which is not a character."),
    ],
)
def test_what_cannot_be_searched_for_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        TextQuery.parse(text, "text")
    assert [(one.field, one.message) for one in refusal.value.violations] == [(("text",), message)]


def test_five_hundred_characters_are_read() -> None:
    assert TextQuery.parse("x" * 500, "text").last == "x" * 500


def test_a_cursor_is_read_as_it_was_written() -> None:
    assert RankedPlace.decode(PLACE.encode()) == PLACE


@pytest.mark.parametrize(
    "cursor", ["", "x", "W10=", "\x00", RankedPlace(-1, UUID(int=7)).encode(), RankedPlace(2**63, UUID(int=7)).encode()]
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(ValidationFailed):
        RankedPlace.decode(cursor)


def marked(text: str) -> str:
    return text.replace("<", BEGIN_HIT).replace(">", END_HIT)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("<Disk> full", "<Disk> full"),
        ("<<Disk>> <full>", "<Disk> <full>"),
        ("<<db>><<-1>>", "<db-1>"),
        ("before " * 100 + "<hit>" + " after" * 100, "… " + "before " * 8 + "<hit>" + " after" * 23 + " …"),
        ("x" * 300 + "<hit>" + "y" * 300, "… " + "x" * 60 + "<hit>" + "y" * 135 + " …"),
        ("<" + "x" * 300 + "> y", "<" + "x" * 199 + "> …"),
        ("x" * 199 + " <hit>", "… <hit>"),
    ],
)
def test_an_excerpt_is_whole_words_around_the_first_hit(text: str, piece: str) -> None:
    assert excerpt(marked(text)) == marked(piece)
