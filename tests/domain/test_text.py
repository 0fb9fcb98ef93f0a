"""What may stand in a text field."""

import pytest

from siems.domain.errors import ValidationFailed, Violation
from siems.domain.text import (
    COMMENT,
    DEDUP_KEY,
    DESCRIPTION,
    NAME,
    REASON,
    RESOLUTION,
    TITLE,
    Checks,
    TextRule,
)

LINE = TextRule(longest=10, one_line=True)
LINES = TextRule(longest=10)
REQUIRED = TextRule(longest=10, required=True)


def problems(value: str | None, rule: TextRule) -> list[str]:
    checks = Checks()
    checks.text("field", value, rule)
    return [violation.message for violation in checks.violations]


@pytest.mark.parametrize(
    ("rule", "longest", "required", "one_line"),
    [
        (TITLE, 200, True, True),
        (DESCRIPTION, 20_000, False, False),
        (COMMENT, 20_000, True, False),
        (RESOLUTION, 5_000, True, False),
        (REASON, 1_000, False, False),
        (NAME, 100, True, True),
        (DEDUP_KEY, 255, False, True),
    ],
)
def test_each_text_has_its_bounds(rule: TextRule, longest: int, required: bool, one_line: bool) -> None:
    assert problems("x" * longest, rule) == []
    assert problems("x" * (longest + 1), rule) == [f"This has {longest + 1} characters; at most {longest} are allowed."]
    assert problems("", rule) == (["This must not be empty."] if required else [])
    assert problems("a\nb", rule) == (["This must be a single line."] if one_line else [])


def test_length_counts_characters_and_not_bytes() -> None:
    assert problems("😀" * 10, LINES) == []
    assert problems("😀" * 11, LINES) == ["This has 11 characters; at most 10 are allowed."]


def test_text_is_trimmed_before_it_is_measured() -> None:
    checks = Checks()
    assert checks.text("title", "\t  0123456789 \r\n\u00a0", LINE) == "0123456789"
    checks.done()


@pytest.mark.parametrize("blank", [None, "", "   ", "\n\t\u2003"])
def test_blank_text_is_empty_and_blank_optional_text_is_absent(blank: str | None) -> None:
    checks = Checks()
    assert checks.text("description", blank, LINES) == ""
    assert checks.optional_text("reason", blank, LINES) is None
    assert problems(blank, REQUIRED) == ["This must not be empty."]
    checks.done()


def test_optional_text_that_is_there_is_trimmed() -> None:
    assert Checks().optional_text("reason", " why ", LINES) == "why"


@pytest.mark.parametrize("rule", [LINE, LINES, REQUIRED])
def test_a_nul_character_is_refused(rule: TextRule) -> None:
    assert problems("a\x00b", rule) == ["This contains a NUL character (U+0000), which cannot be stored."]


@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF], ids=hex)
def test_half_of_a_surrogate_pair_is_refused(half: int) -> None:
    assert problems(f"a{chr(half)}", LINES) == ["This contains half of a surrogate pair, which is not a character."]


@pytest.mark.parametrize("neighbour", [0xD7FF, 0xE000, 0x10000], ids=hex)
def test_the_characters_beside_the_surrogates_are_fine(neighbour: int) -> None:
    assert problems(f"a{chr(neighbour)}", LINES) == []


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_a_line_break_is_refused_in_a_single_line_only(line_break: str) -> None:
    assert problems(f"a{line_break}b", LINE) == ["This must be a single line."]
    assert problems(f"a{line_break}b", LINES) == []


def test_every_violation_of_an_input_is_reported_at_once() -> None:
    checks = Checks()
    checks.text("title", "", TITLE)
    checks.text("description", "fine", DESCRIPTION)
    checks.optional_text("dedupKey", "a\nb", DEDUP_KEY)
    with pytest.raises(ValidationFailed) as refusal:
        checks.done()
    assert refusal.value.violations == (
        Violation(("title",), "This must not be empty."),
        Violation(("dedupKey",), "This must be a single line."),
    )
    assert refusal.value.message == "This must not be empty.; This must be a single line."
    assert refusal.value.code == "VALIDATION"
