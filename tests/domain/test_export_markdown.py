"""An exported incident for people: nothing that somebody writes changes what stands around it."""

from dataclasses import replace

import pytest
from exports import ENGINEER, Acts, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from siems.domain.export_markdown import to_markdown
from siems.domain.markdown import block, inline, table, visible
from siems.domain.sentences import shortened
from siems.domain.users import Principal

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
NASTY = [
    "# Postmortem",
    "</td></tr></table><h1>Resolved</h1><script>alert(1)</script>",
    "<!-- ",
    "<details>",
    "x | y | z |",
    "\\| \\\\| \\",
    "a\\",
    "|---|---|",
    "[Click](https://evil.example) <https://evil.example> https://evil.example www.evil.example a@evil.example",
    "![x](https://evil.example/pixel.png)",
    "[ref]: https://evil.example",
    "*bold* __bold__ ~~gone~~ `code` ``x` $x$",
    "```",
    "````\n# Out\n````",
    "~~~\n# Out",
    "```text\n```\n\n# Out\n",
    "x\n```\n" + "`" * 30 + "\n| a | b |\n|---|---|",
    "x\r```\r# Out",
    "x\n\n---\n\n===\n# Out\n> out\n- out\n1. out\n    out",
    "x\n===",
    "&lt;b&gt; &#35; &nbsp;",
    "\u202eevil\u202c \u2028# Out\u2029# Out \x0b# Out \x0c# Out \x85# Out",
    "\x1b[2J\x07\x08\x7f",
    "- x",
    "+ x",
    "1. x",
    "> x",
    "    x",
    "\tx",
    "_" * 40,
    "<" * 40,
    "[" * 40 + "](x)",
    "{: .class} {#id} ==x== ++x++ ^x^ :fire: H~2~O",
    "\ufeff# x",
]


def structure(markdown: str) -> list[str]:
    """What a reader makes of a text, without what is written in it."""
    return [name for token in READER.parse(markdown) for name in (token.type, *_within(token))]


def _within(token: Token) -> list[str]:
    """What stands in a line: neighbouring pieces of plain text are one."""
    names = ["text" if child.type == "text_special" else child.type for child in token.children or ()]
    return [name for place, name in enumerate(names) if name != "text" or names[place - 1 : place] != ["text"]]


def plain(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def page(text: str, reader: Principal | None = None) -> str:
    export = Acts(story(text)).export(organization=text)
    return to_markdown(replace(export, reader=reader or replace(export.reader, name=text)))


HARMLESS = structure(page("harmless"))


@pytest.mark.parametrize("text", NASTY)
def test_a_text_that_looks_like_markdown_is_shown_and_changes_nothing(text: str) -> None:
    said = page(text)
    tokens = READER.parse(said)
    assert structure(said) == HARMLESS
    assert plain(tokens[1]) == f"INC-42: {visible(' '.join(text.split()))}"
    fences = [token.content for token in tokens if token.type == "fence"]
    block_of = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    assert fences == [f"{block_of}\n"] * 3 + [f"{block_of} \n"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from("`~|\\<>[]()#*_-=+!&:/.@ \n\r\tax1w$^{}\"'") | st.characters(codec="utf-8"), min_size=1))
def test_no_text_whatever_changes_the_page(text: str) -> None:
    if text.strip() and visible(" ".join(text.split())):
        assert structure(page(text)) == HARMLESS


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from("`~|\\<>[]()#*_-=+!&:/.@ ax1w$^{}\"'")))
def test_a_cell_of_a_table_shows_the_text_itself(text: str) -> None:
    tokens = READER.parse(table(("A", "B"), [(f"x {inline(text)}", "y")]))
    cells = [plain(token) for token in tokens if token.type == "inline"]
    assert cells == ["A", "B", f"x {' '.join(text.split())}".strip(), "y"]


@pytest.mark.parametrize(
    ("text", "fence"), [("x", "```"), ("```", "````"), ("a ````` b", "``````"), ("`" * 99, "`" * 100)]
)
def test_a_fence_is_longer_than_what_could_close_it(text: str, fence: str) -> None:
    assert block(text) == f"{fence}text\n{text}\n{fence}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\x07b", "a⟨U+0007⟩b"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("Ä \U0001f525\u200d\U0001f692", "Ä \U0001f525\u200d\U0001f692"),
    ],
)
def test_what_nobody_sees_is_named(text: str, shown: str) -> None:
    assert inline(text) == shown


def test_the_log_is_a_table_with_the_hashes_at_the_end() -> None:
    export = Acts().export()
    *_, before, last = to_markdown(export).rstrip("\n").split("\n\n")
    assert before.startswith("Each hash is SHA-256 over the hash before it")
    head, _, *rows = last.splitlines()
    assert head == "| # | When | What | Hash |"
    assert [row.split("`")[-2] for row in rows] == [stored.hash for stored in export.stored]
    assert rows[4] == (
        '| 5 | 2026-11-24 12:04:00 UTC | Escalated by rule "Disk full", step 1: told Disk full, Disk full (Disk full) '
        f"| `{export.stored[4].hash}` |"
    )


def test_what_is_withheld_is_not_in_the_page_either() -> None:
    export = replace(Acts().export(), reader=ENGINEER)
    assert "Nobody got it (Disk full)" in to_markdown(export)
    assert "Nobody got it, since Disk full (Disk full)" in to_markdown(Acts().export())


def test_what_is_not_there_is_said() -> None:
    acts = [replace(act, after={**act.after, "reporter": None}) for act in story()[:1]]
    said = to_markdown(Acts(acts).export())
    for heading in ("Participants", "Escalations", "Comments", "Postmortem"):
        assert f"## {heading}\n\nNone.\n" in said
    assert "## Resolution" not in said


def test_a_sentence_cuts_a_long_text_and_the_fence_does_not() -> None:
    text = "x" * 300
    said = page(text)
    assert said.count(f"```text\n{text}") == 4
    assert f'resolved it: "{shortened(text)}"' in said
