"""An incident as JSON: what stands in the file, and that whatever is done to it is found from the file alone."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from exports import ADMIN, ENGINEER, INCIDENT, INTEGRATION, MANAGER, ORGANIZATION, Acts, reference, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siems.domain.export_verification import Broken, NotAnExport, Verdict, verified
from siems.domain.incident_export import PARTS, written
from siems.domain.log import canonical, digest_of
from siems.domain.users import Principal
from siems.domain.visibility import Audience

Json = dict[str, Any]
ENTRIES = len(story())
ALL = Acts().export()
TEXT = written(ALL.document())
NASTY = ['"', "\\", "\x07\t\x1f", "\u2028\u202e", "ÄÖ\U0001f525", '{"a": [1]}', "]\n}", "# x\r\n```"]


CHANGED = "it does not match its own hash: it was changed"
ELSEWHERE = "it belongs to another incident than the file is about"
NO_ENTRY = "it is not an entry: it consists of `content`, `previous`, `hash`, and perhaps `withheld`"
NO_CONTENT = "its content is not that of an entry"
NEVER_WITHHELD = "what it says to be withheld is nothing that is ever withheld"


def untold(part: str) -> str:
    return f"the part `{part}` does not say what the log says"


def verdict_on(document: Json) -> Verdict:
    return verified(written(document))


def broken(document: Json) -> Broken | None:
    return verdict_on(document).broken


def document(reader: Principal = ADMIN) -> Json:
    """A copy to do something to."""
    found: Json = json.loads(written(Acts().export(reader).document()))
    return found


def lines_of_the_log(text: str) -> tuple[int, int]:
    """Where the entries stand in a file: the first line and the one behind the last."""
    lines = text.split("\n")
    first = lines.index('"log": [') + 1
    return first, first + ENTRIES


def test_the_parts_stand_in_their_order_and_each_entry_on_a_line() -> None:
    assert list(json.loads(TEXT)) == [
        *("format", "version", "exported", "incident", "summary"),
        *("facts", "participants", "checklist", "comments", "escalations", "postmortem", "log"),
    ]
    first, end = lines_of_the_log(TEXT)
    log = [line.removesuffix(",") for line in TEXT.split("\n")[first:end]]
    assert [json.loads(line)["content"]["sequence"] for line in log] == list(range(1, ENTRIES + 1))
    assert [canonical(json.loads(line)) for line in log] == log


def test_it_says_what_the_incident_is() -> None:
    said = json.loads(TEXT)
    assert (said["format"], said["version"]) == ("siems-incident-export", 1)
    assert said["exported"] == {"at": "2026-11-24T14:00:00.000000Z", "by": "Admin"}
    assert said["incident"] == {
        "id": str(INCIDENT),
        "number": 42,
        "key": "INC-42",
        "organization": {"id": str(ORGANIZATION), "name": "ACME"},
    }
    assert said["summary"] == {
        "created_at": "2026-11-24T12:00:00.000000Z",
        "acknowledged_at": "2026-11-24T12:05:00.000000Z",
        "started_at": "2026-11-24T12:10:00.000000Z",
        "resolved_at": "2026-11-24T12:13:00.000000Z",
        "closed_at": None,
        "seconds_to_acknowledge": 300,
        "seconds_to_start": 600,
        "seconds_to_resolve": 780,
        "reopenings": 0,
        "escalations": {"by_rule": 1, "by_hand": 1},
        "sla": {
            "state": "BREACHED",
            "respond": {"due_at": "2026-11-24T12:10:00.000000Z", "state": "BREACHED"},
            "resolve": None,
        },
    }
    people = {number: reference(number, "Disk full") for number in (3, 4, 5, 11, 12, 13)}
    assert said["facts"] == {
        "title": "Disk full",
        "description": "Disk full",
        "severity": "HIGH",
        "status": "RESOLVED",
        "category": None,
        "service": people[3],
        "team": people[4],
        "reporter": people[11],
        "assignee": people[12],
        "restricted": True,
        "dedupKey": "Disk full",
        "template": {**reference(8, "Disk full"), "version": 2},
        "resolution": "Disk full",
    }
    assert said["participants"] == [
        {**people[number], "part": part} for number, part in ((11, "reporter"), (12, "assignee"), (13, "added"))
    ]

    def act(sequence: int, by: str = "Disk full", reason: str | None = "Disk full") -> Json:
        at = f"2026-11-24T12:{sequence - 1:02}:00.000000Z"
        return {"sequence": sequence, "at": at, "by": by, "reason": reason}

    assert said["checklist"] == [
        {"position": 1, "text": "Disk full", "ticked": None},
        {"position": 2, "text": "Disk full", "ticked": act(18, reason=None)},
    ]
    assert said["comments"] == [{**act(12, reason=None), "body": "Disk full"}]
    nothing = dict.fromkeys(("rule", "step", "repeat", "due_at"))
    assert said["escalations"] == [
        {
            **act(5, by="escalation"),
            "rule": people[5],
            "step": 1,
            "repeat": 0,
            "round": 1,
            "level": 1,
            "due_at": None,
            "told": [people[12], people[11]],
            "acknowledged": act(6),
        },
        {**act(13), **nothing, "round": 1, "level": 2, "told": [], "acknowledged": None},
    ]
    assert said["postmortem"] == {**act(16, reason=None), "version": 2, "body": "Disk full "}


def test_who_takes_part_is_what_decides_who_sees_it() -> None:
    audience = Audience()
    for act in story():
        audience = audience.after(act.action, act.after)
    told = [UUID(person["id"]) for person in json.loads(TEXT)["participants"]]
    assert told == audience.participants


def test_a_whole_file_is_proven() -> None:
    found = verified(TEXT)
    assert (found.key, found.checked, found.linked_only, found.withheld) == ("INC-42", ENTRIES, 0, {})
    assert (found.broken, found.last.hash) == (None, ALL.stored[-1].hash)


@pytest.mark.parametrize(
    "layout", [{"indent": 2}, {"ensure_ascii": True}, {"sort_keys": True}, {"separators": (",", ":")}]
)
def test_a_file_that_was_laid_out_anew_is_proven_too(layout: Any) -> None:
    assert verified(json.dumps(json.loads(TEXT), **layout)).broken is None


@pytest.mark.parametrize("text", NASTY)
def test_whatever_people_write_is_proven(text: str) -> None:
    found = verified(written(Acts(story(text)).export().document()))
    assert (found.checked, found.broken) == (ENTRIES, None)


# What a reader may not read


@pytest.mark.parametrize(
    ("reader", "after", "origin"),
    [
        (ADMIN, {}, False),
        (MANAGER, {}, True),
        (ENGINEER, {2: ["candidates", "why"], 3: ["suggestion"]}, True),
        (INTEGRATION, {2: ["candidates", "why"], 3: ["suggestion"], 5: ["away", "on_call"]}, True),
    ],
)
def test_what_is_withheld_is_named_and_the_entry_is_linked_only(
    reader: Principal, after: dict[int, list[str]], origin: bool
) -> None:
    said = document(reader)
    for place, (entry, stored) in enumerate(zip(said["log"], ALL.stored, strict=True), 1):
        by_a_person = stored.entry.act.actor.request_id is not None
        withheld = sorted([*after.get(place, []), *(("request", "source") if origin and by_a_person else ())])
        assert entry.get("withheld", []) == withheld
        assert entry["hash"] == stored.hash
        everything = json.loads(canonical(stored.entry.content()))
        everything["after"] = {name: value for name, value in everything["after"].items() if name not in withheld}
        assert entry["content"] == {name: value for name, value in everything.items() if name not in withheld}
    found = verdict_on(said)
    assert (found.checked, found.broken) == (ENTRIES, None)
    assert found.linked_only == sum("withheld" in entry for entry in said["log"])
    assert sum(found.withheld.values()) == sum(len(entry.get("withheld", [])) for entry in said["log"])


def test_where_people_acted_from_is_told_to_nobody_but_admins() -> None:
    for reader in (MANAGER, ENGINEER, INTEGRATION):
        assert "192.0.2.1" not in written(Acts().export(reader).document())
    assert "192.0.2.1" in TEXT


# What is done to a file


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_character_of_an_entry_is_changed_the_entry_is_named(data: st.DataObject) -> None:
    text = written(Acts(story('a "b" \\ {1} Ä')).export().document())
    lines = text.split("\n")
    first, end = lines_of_the_log(text)
    place = data.draw(st.integers(first, end - 1))
    line = lines[place]
    at = data.draw(st.integers(0, len(line.removesuffix(",")) - 1))
    new = data.draw(st.sampled_from('x0"\\{}[],: 1aé') | st.characters(codec="utf-8", exclude_characters="\n"))
    if new == line[at]:
        return
    lines[place] = line[:at] + new + line[at + 1 :]
    found = verified("\n".join(lines)).broken
    assert found is not None
    assert found.sequence == place - first + 1


Deed = Callable[[Json], object]


def forged(said: Json, **after: Any) -> None:
    """Changes the third entry and makes its hash right again, but not those behind it."""
    entry = said["log"][2]
    entry["content"]["after"] |= after
    entry["hash"] = digest_of(entry["previous"], entry["content"])


def withholding(said: Json, place: int, *names: str) -> None:
    said["log"][place]["withheld"] = list(names)


def swapped(said: Json) -> None:
    said["log"][3], said["log"][4] = said["log"][4], said["log"][3]


@pytest.mark.parametrize(
    ("deed", "sequence", "problem"),
    [
        (lambda said: said["log"].pop(3), 4, "it is missing here: the next one found is 5"),
        (lambda said: said["log"].pop(0), 1, "it is missing here: the next one found is 2"),
        (swapped, 4, "it is missing here: the next one found is 5"),
        (lambda said: said["log"].insert(3, said["log"][2]), 4, "it is missing here: the next one found is 3"),
        (lambda said: said["log"][2]["content"]["after"].update(x=1), 3, CHANGED),
        (lambda said: said["log"][2]["content"].update(reason="y"), 3, CHANGED),
        (lambda said: forged(said, status="CLOSED"), 4, "it does not follow from the one before it"),
        (lambda said: said["log"][5].update(previous="0" * 64), 6, "it does not follow from the one before it"),
        (lambda said: said["log"][5].update(hash="0" * 63), 6, "a hash of it is none"),
        (lambda said: said["log"][5].update(hash=7), 6, "a hash of it is none"),
        (lambda said: said["log"][5]["content"].update(subject=str(ORGANIZATION)), 6, ELSEWHERE),
        (lambda said: said["incident"].update(id=str(ORGANIZATION)), 1, ELSEWHERE),
        (lambda said: said["log"][5].update(note="x"), 6, NO_ENTRY),
        (lambda said: said["log"].__setitem__(5, None), 6, NO_ENTRY),
        (lambda said: said["log"][5].update(content=[]), 6, NO_CONTENT),
        (lambda said: said["log"][5]["content"].update(sequence=True), 6, NO_CONTENT),
        (lambda said: said["log"][5]["content"].update(actor=None), 6, NO_CONTENT),
        (lambda said: withholding(said, 5), 6, NEVER_WITHHELD),
        (lambda said: withholding(said, 5, "status"), 6, NEVER_WITHHELD),
        (lambda said: withholding(said, 5, "why", "why"), 6, NEVER_WITHHELD),
        (lambda said: withholding(said, 5, "source"), 6, NO_CONTENT),
        (lambda said: withholding(said, 2, "suggestion"), 3, "it says what it calls withheld"),
        (lambda said: said["facts"].update(title="Another"), None, untold("facts")),
        (lambda said: said["facts"].update(restricted=1), None, untold("facts")),
        (lambda said: said["participants"].pop(), None, untold("participants")),
        (lambda said: said["checklist"].pop(), None, untold("checklist")),
        (lambda said: said["comments"][0].update(body="No"), None, untold("comments")),
        (lambda said: said["escalations"].clear(), None, untold("escalations")),
        (lambda said: said.update(postmortem=None), None, untold("postmortem")),
    ],
)  # fmt: skip
def test_what_was_done_is_named(deed: Deed, sequence: int | None, problem: str) -> None:
    said = document()
    deed(said)
    found = verdict_on(said)
    assert found.broken == Broken(sequence, problem)
    assert found.checked == (ENTRIES if sequence is None else sequence - 1)


def test_an_entry_that_claims_to_lack_something_is_never_called_proven() -> None:
    said = document()
    said["log"][5]["content"]["reason"] = "Another"
    withholding(said, 5, "why")
    found = verdict_on(said)
    assert (found.broken, found.linked_only, found.withheld) == (
        Broken(None, untold("escalations")),
        1,
        {"why": 1},
    )


def test_a_cut_tail_is_not_seen_but_the_parts_that_it_was_told_in_are() -> None:
    said = document()
    del said["log"][-5:]
    for part, before in (("checklist", [{**item, "ticked": None} for item in said["checklist"]]), ("postmortem", None)):
        assert broken(said) == Broken(None, untold(part))
        said[part] = before
    found = verdict_on(said)
    assert (found.broken, found.checked, found.last.hash) == (None, ENTRIES - 5, ALL.stored[-6].hash)


@pytest.mark.parametrize("part", PARTS)
def test_a_log_that_says_nothing_sensible_breaks_no_command(part: str) -> None:
    said = document()
    previous = "0" * 64
    for entry in said["log"]:
        entry["content"]["after"], entry["previous"] = {"participant": 1, "notified": [2], "escalations": 3}, previous
        previous = entry["hash"] = digest_of(previous, entry["content"])
    found = broken(said)
    assert found is not None
    assert found.problem.startswith("what the log says cannot be told: ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is not JSON: Expecting value"),
        ("INC-42", "it is not JSON: Expecting value"),
        ("[" * 100_000, "it is not JSON: "),
        ('{"format": "\ud800"}', "it is not JSON: "),
        ("[]", "it is not the export of an incident"),
        ("{}", "it is not the export of an incident"),
        (TEXT.replace('"version": 1', '"version": 2', 1), "it has the version 2, and only 1 is known here"),
        (TEXT.replace('"version": 1', '"version": true', 1), "it has the version True, and only 1 is known here"),
        (TEXT.replace('"version": 1', '"version": 1.0', 1), "it is not JSON: 1.0 is a number that no export has"),
        (TEXT.replace('"version": 1', '"version": NaN', 1), "it is not JSON: NaN is a number that no export has"),
        (TEXT.replace('"facts"', '"fact"', 1), "it has other parts than an export has: fact, facts"),
        (TEXT.replace('"facts": {', '"facts": {"title":"x",', 1), "it is not JSON: an object says something twice"),
        (TEXT.replace('"key":"INC-42"', '"kee":"INC-42"', 1), "it does not say which incident it is about"),
        (TEXT[: TEXT.index('"log"')] + '"log": []\n}\n', "it has no log"),
        (TEXT[: TEXT.index('"log"')] + '"log": 7\n}\n', "it has no log"),
        (TEXT[:-3], "it is not JSON: "),
    ],
)
def test_what_is_no_export_is_refused(text: str, problem: str) -> None:
    with pytest.raises(NotAnExport) as refusal:
        verified(text)
    assert str(refusal.value).startswith(problem)


def test_an_object_that_says_something_twice_is_named() -> None:
    first, _ = lines_of_the_log(TEXT)
    lines = TEXT.split("\n")
    lines[first + 4] = lines[first + 4].replace('"action":', '"action":"CLOSED","action":', 1)
    found = verified("\n".join(lines))
    assert (found.broken, found.checked) == (Broken(5, "it is not JSON, or says something twice"), 4)
