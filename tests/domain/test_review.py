"""What an incident was like: a sentence for each act, and what a review makes of a log."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from siems.domain.log import Act, Action, Actor, ActorKind
from siems.domain.review import LONGEST_TIMELINE, Change, Figures, Paged, review
from siems.domain.sentences import SENTENCES, sentence, shortened

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ADA_ID, BOB_ID = UUID(int=1), UUID(int=2)
GRACE = Actor(ActorKind.USER, "Grace", UUID(int=3))
SIEMS = Actor(ActorKind.SYSTEM, "escalation")
ADA, BOB = ({"id": str(id), "name": name} for id, name in ((ADA_ID, "Ada"), (BOB_ID, "Bob")))
RULE = {"id": str(UUID(int=9)), "name": "Late"}
DUE = "2026-11-24T12:30:00.000000Z"
Json = dict[str, Any]


def act(
    action: str,
    after: Json | None = None,
    before: Json | None = None,
    actor: Actor = GRACE,
    reason: str | None = None,
    minutes: int = 0,
) -> Act:
    return Act(action, actor, NOON + timedelta(minutes=minutes), before or {}, after or {}, reason)


def escalated(number: int, *people: Json, **more: Any) -> Json:
    return {"escalation": {"id": str(UUID(int=number))}, "level": 1, "notified": list(people), **more}


WORDS: dict[Action, list[tuple[Act, str]]] = {
    Action.REPORTED: [
        (act("REPORTED", {"title": "Disk full", "severity": "HIGH"}), 'Grace reported "Disk full" as HIGH'),
        (
            act("REPORTED", {"title": "Breach", "severity": "LOW", "restricted": True}),
            'Grace reported "Breach" as LOW, restricted',
        ),
        (
            act("REPORTED", {"title": "x", "severity": "LOW"}, actor=Actor(ActorKind.INTEGRATION, "Alertmanager")),
            'Alertmanager reported "x" as LOW',
        ),
    ],
    Action.ASSIGNED: [
        (act("ASSIGNED", {"assignee": ADA}), "Grace assigned it to Ada"),
        (
            act("ASSIGNED", {"assignee": ADA}, reason="knows\nthe checkout"),
            'Grace assigned it to Ada: "knows the checkout"',
        ),
        (
            act("ASSIGNED", {"assignee": ADA}, actor=SIEMS, reason="Unassigned for 5 min"),
            "SIEMS assigned it to Ada (Unassigned for 5 min)",
        ),
    ],
    Action.REASSIGNED: [
        (act("REASSIGNED", {"assignee": BOB}, {"assignee": ADA}), "Grace reassigned it from Ada to Bob")
    ],
    Action.UNASSIGNED: [
        (act("UNASSIGNED", {"assignee": None}, {"assignee": ADA}), "Grace took it back from Ada"),
        (act("UNASSIGNED"), "Grace took it back from nobody"),
    ],
    Action.CLAIMED: [(act("CLAIMED"), "Grace claimed it")],
    Action.STARTED: [(act("STARTED"), "Grace began to work on it")],
    Action.RESOLVED: [
        (act("RESOLVED", {"resolution": "Made room"}), 'Grace resolved it: "Made room"'),
        (act("RESOLVED", {"resolution": "Over", "by_source": True}), 'Grace resolved it, as its source: "Over"'),
    ],
    Action.CLOSED: [(act("CLOSED"), "Grace closed it")],
    Action.REOPENED: [
        (act("REOPENED", {"status": "IN_PROGRESS"}), "Grace reopened it"),
        (
            act("REOPENED", {"status": "OPEN"}, reason="Still full"),
            'Grace reopened it, and nobody has it: "Still full"',
        ),
    ],
    Action.COMMENTED: [
        (act("COMMENTED", {"body": "One\n\n  two"}), 'Grace wrote: "One two"'),
        (act("COMMENTED", {"body": "x" * 201}), f'Grace wrote: "{"x" * 199}…"'),
    ],
    Action.UPDATED: [
        (
            act("UPDATED", {"title": "B", "team": ADA, "service": None}, {"title": "A", "team": None, "service": BOB}),
            (
                'Grace changed the title from "A" to "B", changed the service from Bob to none, '
                "changed the team from none to Ada"
            ),
        ),
        (act("UPDATED", {"restricted": True}, {"restricted": False}), "Grace restricted it"),
        (act("UPDATED", {"restricted": False}, {"restricted": True}), "Grace lifted the restriction"),
        (act("UPDATED", {"description": "long"}, {"description": ""}), "Grace edited the description"),
        (act("UPDATED", {"new in a later version": 1}), "Grace saved it"),
    ],
    Action.SEVERITY_CHANGED: [
        (
            act("SEVERITY_CHANGED", {"severity": "CRITICAL"}, {"severity": "HIGH"}),
            "Grace changed the severity from HIGH to CRITICAL",
        )
    ],
    Action.PARTICIPANT_ADDED: [(act("PARTICIPANT_ADDED", {"participant": ADA}), "Grace brought in Ada")],
    Action.PARTICIPANT_REMOVED: [
        (act("PARTICIPANT_REMOVED", {"participant": ADA}), "Grace took Ada out of it"),
        (act("PARTICIPANT_REMOVED", {"participant": {"id": str(GRACE.id), "name": "Grace"}}), "Grace left it"),
    ],
    Action.ESCALATED: [
        (
            act("ESCALATED", escalated(7, ADA, BOB, rule=RULE, step=1, repeat=0), actor=SIEMS),
            'Escalated by rule "Late", step 1: told Ada, Bob',
        ),
        (
            act("ESCALATED", escalated(7, rule=RULE, step=2, repeat=3), actor=SIEMS),
            'Escalated by rule "Late", step 2, repeat 3: told nobody',
        ),
        (
            act("ESCALATED", escalated(7, *([ADA] * 12), by_hand=True), reason="Help"),
            f'Grace escalated it by hand: told {", ".join(["Ada"] * 10)} and 2 more: "Help"',
        ),
    ],
    Action.ACKNOWLEDGED: [(act("ACKNOWLEDGED", {"escalations": []}), "Grace acknowledged it")],
    Action.LEFT_UNASSIGNED: [
        (
            act("LEFT_UNASSIGNED", {"why": "the best score is 3"}, actor=SIEMS, reason='Rule "All"'),
            'Nobody got it, since the best score is 3 (Rule "All")',
        ),
        (act("LEFT_UNASSIGNED", {"rule": RULE}, actor=SIEMS), "Nobody got it"),
    ],
    Action.SLA_AT_RISK: [
        (
            act("SLA_AT_RISK", {"target": "RESOLVE", "due_at": DUE}, actor=SIEMS),
            "SLA to resolve at risk, due 2026-11-24 12:30 UTC",
        )
    ],
    Action.SLA_BREACHED: [
        (
            act("SLA_BREACHED", {"target": "RESPOND", "due_at": DUE}, actor=SIEMS),
            "SLA to respond breached, due 2026-11-24 12:30 UTC",
        )
    ],
    Action.CHECKLIST_TICKED: [
        (act("CHECKLIST_TICKED", {"position": 1, "text": "Tell support"}), 'Grace ticked off "Tell support"')
    ],
    Action.CHECKLIST_UNTICKED: [
        (act("CHECKLIST_UNTICKED", {"position": 1, "text": "Tell us"}), 'Grace took the tick from "Tell us"')
    ],
    Action.POSTMORTEM_WRITTEN: [
        (act("POSTMORTEM_WRITTEN", {"version": 1, "body": "# Why"}), "Grace wrote the postmortem"),
        (act("POSTMORTEM_WRITTEN", {"version": 3, "body": "# Why"}), "Grace wrote version 3 of the postmortem"),
    ],
    Action.EVENT_RECEIVED: [
        (
            act("EVENT_RECEIVED", {"summary": "Disk full", "reported_severity": "HIGH", "details": "db-1"}),
            'Grace reported it again as HIGH: "Disk full"',
        )
    ],
}


def test_every_action_has_a_sentence_and_every_sentence_is_tried() -> None:
    assert set(SENTENCES) == set(WORDS) == set(Action)


@pytest.mark.parametrize(
    ("done", "words"), [pytest.param(*each, id=f"{name} {each[1]}") for name in WORDS for each in WORDS[name]]
)
def test_an_act_reads_as(done: Act, words: str) -> None:
    assert sentence(done) == words


def test_an_action_of_a_later_version_does_not_stop_a_review() -> None:
    assert sentence(act("SOLD", reason="Why not")) == 'Grace: SOLD: "Why not"'


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\u2028b", "a\x0bb", "a\tb", " a  b "])
def test_a_text_in_a_sentence_is_one_line(text: str) -> None:
    assert shortened(text) == "a b"


def test_a_text_is_cut_at_two_hundred_characters() -> None:
    assert shortened("x" * 200) == "x" * 200
    assert shortened("x" * 198 + " yyy") == "x" * 198 + "…"


# Reviews


@dataclass(frozen=True)
class Entry:
    sequence: int
    act: Act


@dataclass(frozen=True)
class Row:
    """The incident's row, as the service leaves it after a log."""

    created_at: datetime = NOON
    acknowledged_at: datetime | None = None
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    reopen_count: int = 0
    rule_escalations: int = 0
    hand_escalations: int = 0


def log(*acts: Act) -> list[Entry]:
    return [Entry(place, each) for place, each in enumerate(acts, 1)]


def test_the_timeline_is_the_log_in_sentences_with_the_time_since_the_report() -> None:
    found = review(Row(), log(act("REPORTED", {"title": "x", "severity": "LOW"}), act("CLAIMED", minutes=90)))
    assert [(each.sequence, each.since_report, each.actor.name, each.sentence) for each in found.timeline] == [
        (1, 0.0, "Grace", 'Grace reported "x" as LOW'),
        (2, 5400.0, "Grace", "Grace claimed it"),
    ]
    assert (found.entries, found.truncated) == (2, False)


@pytest.mark.parametrize(
    ("entries", "told", "truncated"),
    [
        (LONGEST_TIMELINE, LONGEST_TIMELINE, False),
        (LONGEST_TIMELINE + 1, LONGEST_TIMELINE, True),
    ],
)
def test_a_timeline_ends_after_a_thousand_entries_and_says_so(entries: int, told: int, truncated: bool) -> None:
    found = review(Row(), log(*(act("COMMENTED", {"body": "x"}) for _ in range(entries))))
    assert (len(found.timeline), found.entries, found.truncated) == (told, entries, truncated)


def test_what_is_not_in_the_timeline_still_counts() -> None:
    late = Entry(5_000, act("SEVERITY_CHANGED", {"severity": "LOW"}, {"severity": "HIGH"}))
    found = review(Row(), [*log(act("CLAIMED")), late], entries=6_000)
    assert [each.sequence for each in found.timeline] == [1]
    assert [each.sequence for each in found.changes] == [5_000]
    assert (found.entries, found.truncated) == (6_000, True)


def test_the_figures_count_from_the_report_and_are_none_without_an_end() -> None:
    minutes = [NOON + timedelta(minutes=number) for number in (1, 2, 3)]
    assert review(Row(NOON, *minutes, 2, 4, 5), []).figures == Figures(60.0, 120.0, 180.0, 2, 4, 5)
    assert review(Row(), []).figures == Figures(None, None, None, 0, 0, 0)


def test_who_was_paged_by_what_and_who_acknowledged_which_escalation_first() -> None:
    bob = Actor(ActorKind.USER, "Bob", BOB_ID)
    found = review(
        Row(),
        log(
            act("ESCALATED", escalated(1, ADA, BOB, rule=RULE, step=1, repeat=0), actor=SIEMS, minutes=5),
            act("ACKNOWLEDGED", {"escalations": [str(UUID(int=1))]}, actor=bob, minutes=6),
            act("ACKNOWLEDGED", {"escalations": [str(UUID(int=1))]}, minutes=7),
            act("ESCALATED", escalated(2, ADA, by_hand=True), minutes=8),
            act("ESCALATED", escalated(3, rule=RULE, step=2, repeat=0), actor=SIEMS, minutes=9),
        ),
    ).paged
    five, six, eight = (NOON + timedelta(minutes=number) for number in (5, 6, 8))
    assert found == [
        Paged(1, five, ADA_ID, "Ada", "Late", None, six, "Bob"),
        Paged(1, five, BOB_ID, "Bob", "Late", None, six, "Bob"),
        Paged(4, eight, ADA_ID, "Ada", None, "Grace"),
    ]


def test_what_was_edited_from_what_to_what() -> None:
    found = review(
        Row(),
        log(
            act("REPORTED", {"title": "A", "severity": "HIGH"}),
            act("ASSIGNED", {"assignee": ADA}, {"assignee": None}),
            act("UPDATED", {"title": "B", "team": ADA, "restricted": True}, {"title": "A", "restricted": False}),
            act("SEVERITY_CHANGED", {"severity": "LOW"}, {"severity": "HIGH"}, minutes=3),
        ),
    ).changes
    assert found == [
        Change(3, NOON, GRACE, "title", "A", "B"),
        Change(3, NOON, GRACE, "team", None, "Ada"),
        Change(3, NOON, GRACE, "restricted", "no", "yes"),
        Change(4, NOON + timedelta(minutes=3), GRACE, "severity", "HIGH", "LOW"),
    ]
