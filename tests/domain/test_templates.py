"""Placeholders: what is one, and what comes of filling them in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain.templates import MOST_PLACEHOLDERS, TemplateTexts, Wording
from siems.domain.text import Checks

LIKE_THIS = "One looks like {{host}}: at most 50 letters (a to z), digits and _, without spaces."
TEXTS = TemplateTexts("{{what}} on {{host}}", "Since {{since}} on {{host}}.")


def said(checks: Checks) -> dict[tuple[str, ...], str]:
    return {violation.field: violation.message for violation in checks.violations}


def refused(texts: TemplateTexts, *values: tuple[str, str], **more: str) -> dict[tuple[str, ...], str]:
    """What is wrong; the texts are left as they are then."""
    checks = Checks()
    left = texts.filled(checks, values, more.get("title"), more.get("description"))
    assert left == (more.get("title", texts.title), more.get("description", texts.description))
    return said(checks)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Disk full", (), id="none"),
        pytest.param("{{what}} on {{host}}", ("what", "host"), id="two"),
        pytest.param("{{a}}{{a}}", ("a", "a"), id="the same twice"),
        pytest.param("{{Host}} {{host_2}} {{_}} {{2}}", ("Host", "host_2", "_", "2"), id="capitals, digits and _"),
        pytest.param("{{{host}}}", ("host",), id="in braces"),
        pytest.param("{host} }} { { x", (), id="single braces and closing ones"),
        pytest.param("{{" + "n" * 50 + "}}", ("n" * 50,), id="50 letters"),
    ],
)
def test_a_placeholder_is_a_name_between_two_braces_on_each_side(text: str, names: tuple[str, ...]) -> None:
    wording = Wording.read(text)
    assert (wording.names, wording.problem) == (names, None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("{{ host }}", 1),
        ("Disk on {{host", 9),
        ("{{a}} and {{}}", 11),
        ("{{größe}}", 1),
        ("{{a-b}}", 1),
        ("{{" + "n" * 51 + "}}", 1),
        ("{{{{a}}", 1),
        ("{{a}}\n{{", 7),
    ],
)
def test_two_braces_that_begin_no_placeholder_are_refused_with_their_place(text: str, at: int) -> None:
    assert (
        Wording.read(text).problem == f"At character {at} there are two braces that begin no placeholder. {LIKE_THIS}"
    )


def test_everything_that_is_wrong_with_a_templates_texts_is_said() -> None:
    checks = Checks()
    many = " ".join(f"{{{{p{number}}}}}" for number in range(MOST_PLACEHOLDERS + 1))
    TemplateTexts("{{", many).check(checks)
    assert said(checks) == {
        ("title",): f"At character 1 there are two braces that begin no placeholder. {LIKE_THIS}",
        ("description",): "The template has 51 placeholders; at most 50 are allowed.",
    }


def test_placeholders_are_named_once_in_their_order() -> None:
    assert TEXTS.placeholders == ("what", "host", "since")


def test_each_placeholder_is_filled_wherever_it_stands() -> None:
    checks = Checks()
    values = [("host", "db-1"), ("what", "Disk full"), ("since", "9:00\non Monday")]
    assert TEXTS.filled(checks, values, None, None) == ("Disk full on db-1", "Since 9:00\non Monday on db-1.")
    assert checks.violations == []


def test_an_empty_value_is_a_value() -> None:
    filled = TEXTS.filled(Checks(), [("host", ""), ("what", " x "), ("since", "")], None, None)
    assert filled == (" x  on ", "Since  on .")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        pytest.param([("host", "a")], {("values",): "A value is missing for: what, since."}, id="missing"),
        pytest.param(
            [("host", "a"), ("what", "b"), ("since", "c"), ("Host", "d"), ("x\n", "e")],
            {("values",): "The template has no such placeholder: Host, 'x\\n'. It has: what, host, since."},
            id="unknown",
        ),
        pytest.param(
            [("host", "a"), ("what", "b"), ("since", "c"), ("host", "d")],
            {("values", "3", "name"): "This has a value already."},
            id="twice",
        ),
        pytest.param(
            [("host", "a\n"), ("what", "b\u2028c"), ("since", "c\nd")],
            {
                ("values", "0", "value"): "This must be a single line.",
                ("values", "1", "value"): "This must be a single line.",
            },
            id="more than one line in the title",
        ),
        pytest.param(
            [("host", "a\x00"), ("what", "\ud800"), ("since", "s" * 20_001)],
            {
                ("values", "0", "value"): "This contains a NUL character (U+0000), which cannot be stored.",
                ("values", "1", "value"): "This contains half of a surrogate pair, which is not a character.",
                ("values", "2", "value"): "This has 20001 characters; at most 20000 are allowed.",
            },
            id="no text",
        ),
        pytest.param(
            [("host", "h" * 200), ("what", "b"), ("since", "s" * 19_999)],
            {
                ("title",): "Filled in, this has 205 characters; at most 200 are allowed.",
                ("description",): "Filled in, this has 20210 characters; at most 20000 are allowed.",
            },
            id="too long",
        ),
    ],
)
def test_what_is_wrong_is_said(values: list[tuple[str, str]], wrong: dict[tuple[str, ...], str]) -> None:
    assert refused(TEXTS, *values) == wrong


def test_missing_and_unknown_are_two_things_and_the_first_ten_names_are_told() -> None:
    checks, ten = Checks(), ", ".join(f"x{number}" for number in range(10))
    TEXTS.filled(checks, [(f"x{number}", "") for number in range(12)], None, None)
    assert [violation.message for violation in checks.violations] == [
        f"The template has no such placeholder: {ten} and 2 more. It has: what, host, since.",
        "A value is missing for: what, host, since.",
    ]
    assert refused(TemplateTexts("Fire", ""), ("a", "b")) == {
        ("values",): "The template has no such placeholder: a. It has: none."
    }


@pytest.mark.parametrize(
    ("own", "values", "filled"),
    [
        pytest.param({"title": "{{host}} is mine"}, "since host", ("{{host}} is mine", "Since S on H."), id="title"),
        pytest.param({"description": "{{x}}"}, "what host", ("W on H", "{{x}}"), id="description"),
        pytest.param({"title": "a", "description": ""}, "", ("a", ""), id="both"),
        pytest.param({"title": "a"}, "what since host", ("a", "Since S on H."), id="a value that is not needed"),
    ],
)
def test_a_text_that_is_given_instead_is_not_filled_and_needs_no_values(
    own: dict[str, Any], values: str, filled: tuple[str, str]
) -> None:
    checks = Checks()
    given = [(name, name[0].upper()) for name in values.split()]
    assert TEXTS.filled(checks, given, own.get("title"), own.get("description")) == filled
    assert checks.violations == []


def test_a_value_may_have_two_lines_where_the_title_is_not_the_templates() -> None:
    checks = Checks()
    filled = TEXTS.filled(checks, [("host", "a\nb"), ("since", "c")], "Mine", None)
    assert (filled, checks.violations) == (("Mine", "Since c on a\nb."), [])


def test_a_long_value_many_times_is_refused_before_it_is_written_out() -> None:
    texts = TemplateTexts("a", "{{v}}" * 4_000)
    assert refused(texts, ("v", "v" * 20_000)) == {
        ("description",): "Filled in, this has 80000000 characters; at most 20000 are allowed."
    }


NAMES = st.sampled_from(["a", "b", "Host", "x_1"])
# Whatever tempts a careless reader to fill twice: braces and names in all mixtures.
TEMPTING = st.lists(st.sampled_from(["{", "}", "{{", "}}", "a", "b", "{{a}}", "{{b}}", "\\", "$1", " "])).map("".join)


@given(st.lists(st.one_of(NAMES.map(lambda name: (name,)), st.text("xyz {}").filter(lambda text: "{{" not in text))))
def test_a_text_is_its_literals_and_its_placeholders(parts: list[Any]) -> None:
    text = "".join(f"{{{{{part[0]}}}}}" if isinstance(part, tuple) else part for part in parts)
    wording = Wording.read(text)
    itself = {name: f"{{{{{name}}}}}" for name in wording.names}
    assert wording.filled(itself) == text
    assert wording.length(itself) == len(text)


@given(a=TEMPTING, b=TEMPTING)
def test_what_is_filled_in_is_never_filled_again(a: str, b: str) -> None:
    wording = Wording.read("<{{a}}|{{b}}|{{a}}>")
    assert wording.filled({"a": a, "b": b}) == f"<{a}|{b}|{a}>"
    assert wording.length({"a": a, "b": b}) == len(f"<{a}|{b}|{a}>")
