"""The ranking: what each factor gives, in points and in words, and who comes before whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain.assignment import (
    MOST,
    Candidate,
    Factor,
    Requirements,
    suggestion,
    suggestions,
)
from siems.domain.incidents import Severity
from siems.domain.workload import LOAD_WEIGHTS

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
POSTGRES, KAFKA = UUID(int=1), UUID(int=2)
NAMES = {POSTGRES: "PostgreSQL", KAFKA: "Kafka"}
LOW, MEDIUM, HIGH, CRITICAL = Severity


def ada(**more: Any) -> Candidate:
    return Candidate(**{"id": UUID(int=100), "name": "Ada", **more})


def needs(**levels: int) -> Requirements:
    by_name = {"postgres": POSTGRES, "kafka": KAFKA}
    return Requirements({by_name[name]: level for name, level in levels.items()}, NAMES)


def ago(**span: int) -> datetime:
    return NOW - timedelta(**span)


def test_the_most_of_all_factors_is_100() -> None:
    assert sum(MOST.values()) == 100


@pytest.mark.parametrize(
    ("candidate", "requirements", "factor", "points", "text"),
    [
        pytest.param(*case[1:], id=case[0])
        for case in [
            ("nothing required gives all", ada(), needs(), Factor.SKILLS, 40, "no skill is required"),
            (
                "a skill at its level gives all",
                ada(skills={POSTGRES: 3}),
                needs(postgres=3),
                Factor.SKILLS,
                40,
                "PostgreSQL 3 of 3",
            ),
            (
                "more than is needed gives no more",
                ada(skills={POSTGRES: 5}),
                needs(postgres=3),
                Factor.SKILLS,
                40,
                "PostgreSQL 5 of 3",
            ),
            (
                "one of two skills, nearly, gives nearly half",
                ada(skills={POSTGRES: 3}),
                needs(postgres=4, kafka=2),
                Factor.SKILLS,
                15,
                "Kafka missing, PostgreSQL 3 of 4",
            ),
            (
                "half a point is rounded up",
                ada(skills={POSTGRES: 1, KAFKA: 5}),
                needs(postgres=3, kafka=5),
                Factor.SKILLS,
                27,
                "Kafka 5 of 5, PostgreSQL 1 of 3",
            ),
            ("no skill gives nothing", ada(), needs(kafka=1), Factor.SKILLS, 0, "Kafka missing"),
            ("on call gives all", ada(on_call=True), needs(), Factor.ON_CALL, 20, "on call for the team"),
            ("not on call gives nothing", ada(), needs(), Factor.ON_CALL, 0, "not on call"),
            ("in hours gives all", ada(in_hours=True), needs(), Factor.HOURS, 15, "in working hours"),
            ("out of hours gives nothing", ada(in_hours=False), needs(), Factor.HOURS, 0, "out of working hours"),
            ("no hours give about half", ada(), needs(), Factor.HOURS, 8, "has said no working hours"),
            (
                "on call there are no hours",
                ada(in_hours=False, on_call=True),
                needs(),
                Factor.HOURS,
                15,
                "on call, whatever the hour",
            ),
            ("idle gives all", ada(), needs(), Factor.LOAD, 20, "nothing in hand"),
            (
                "one critical halves it",
                ada(open_by_severity={CRITICAL: 1}),
                needs(),
                Factor.LOAD,
                10,
                "1 incident in hand: 1 CRITICAL (load 8)",
            ),
            (
                "the worst is named first",
                ada(open_by_severity={LOW: 1, CRITICAL: 1}),
                needs(),
                Factor.LOAD,
                9,
                "2 incidents in hand: 1 CRITICAL, 1 LOW (load 9)",
            ),
            (
                "much in hand leaves little",
                ada(open_by_severity={MEDIUM: 4, HIGH: 6}),
                needs(),
                Factor.LOAD,
                4,
                "10 incidents in hand: 6 HIGH, 4 MEDIUM (load 32)",
            ),
            ("never paged gives all", ada(), needs(), Factor.REST, 5, "never paged"),
            ("paged just now gives nothing", ada(last_paged_at=NOW), needs(), Factor.REST, 0, "paged just now"),
            ("paged in the future is now", ada(last_paged_at=ago(hours=-1)), needs(), Factor.REST, 0, "paged just now"),
            ("20 minutes are no rest", ada(last_paged_at=ago(minutes=20)), needs(), Factor.REST, 0, "paged 20 min ago"),
            ("3 hours are a quarter", ada(last_paged_at=ago(hours=3)), needs(), Factor.REST, 1, "paged 3 h ago"),
            ("6 hours are half, rounded up", ada(last_paged_at=ago(hours=6)), needs(), Factor.REST, 3, "paged 6 h ago"),
            ("12 hours are all", ada(last_paged_at=ago(hours=12)), needs(), Factor.REST, 5, "paged 12 h ago"),
            ("days are no more", ada(last_paged_at=ago(days=9)), needs(), Factor.REST, 5, "paged 9 d ago"),
        ]
    ],
)
def test_each_factor_gives_points_and_says_why(
    candidate: Candidate, requirements: Requirements, factor: Factor, points: int, text: str
) -> None:
    found = suggestion(candidate, requirements, NOW)
    [reason] = [each for each in found.reasons if each.factor is factor]
    assert (found.eligible, reason.points, reason.text) == (True, points, text)


@pytest.mark.parametrize(
    ("away", "text"),
    [
        pytest.param({"absent_until": date(2026, 12, 3)}, "absent until 3 December", id="absent"),
        pytest.param({"unavailable": True}, "takes no new incidents", id="switched off"),
        pytest.param(
            {"unavailable": True, "unavailable_until": ago(hours=-2)},
            "takes no new incidents until 24 November, 17:00 UTC",
            id="switched off for a while",
        ),
    ],
)
def test_who_is_away_has_no_score_and_the_reason_in_words(away: dict[str, Any], text: str) -> None:
    found = suggestion(ada(on_call=True, in_hours=True, **away), needs(), NOW)
    said = [(each.factor, each.points, each.text) for each in found.reasons]
    assert (found.eligible, found.score, said) == (False, 0, [(Factor.ABSENCE, 0, text)])


def test_who_was_switched_off_until_now_is_there_again() -> None:
    assert suggestion(ada(unavailable=True, unavailable_until=NOW), needs(), NOW).eligible


BOB = ada(id=UUID(int=101), name="Bob")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(replace(BOB, on_call=True), ada(), id="the higher score is first"),
        pytest.param(
            replace(BOB, open_by_severity={CRITICAL: 9}, last_paged_at=NOW, in_hours=False),
            ada(on_call=True, absent_until=date(2026, 11, 24)),
            id="whoever is away is behind everybody who is there",
        ),
        pytest.param(
            replace(BOB, open_by_severity={CRITICAL: 30}),
            ada(open_by_severity={CRITICAL: 30, LOW: 1}),
            id="of equal scores less load is first",
        ),
        pytest.param(
            replace(BOB, last_paged_at=ago(hours=13)),
            ada(last_paged_at=ago(hours=12)),
            id="then who was paged longer ago",
        ),
        pytest.param(BOB, ada(last_paged_at=ago(hours=20)), id="never is longest ago"),
        pytest.param(ada(), BOB, id="then by name"),
        pytest.param(ada(id=UUID(int=1)), ada(id=UUID(int=2)), id="then by id"),
    ],
)
def test_of_two_this_one_comes_first(first: Candidate, second: Candidate) -> None:
    for order in ([first, second], [second, first]):
        assert [each.candidate for each in suggestions(order, needs(), NOW)] == [first, second]


def test_the_example_of_the_documentation_is_right() -> None:
    """That of docs/assignment.md."""
    asked = needs(postgres=4, kafka=2)
    people = [
        ada(
            skills={POSTGRES: 3, KAFKA: 2},
            in_hours=True,
            open_by_severity={CRITICAL: 1, LOW: 1},
            last_paged_at=ago(hours=3),
        ),
        replace(BOB, skills={POSTGRES: 5}, on_call=True, in_hours=False),
        ada(id=UUID(int=102), name="Cleo", skills={POSTGRES: 4, KAFKA: 4}, absent_until=date(2026, 12, 3)),
    ]
    found = [
        (each.candidate.name, each.score, [reason.points for reason in each.reasons])
        for each in suggestions(people, asked, NOW)
    ]
    assert found == [("Bob", 80, [20, 20, 15, 20, 5]), ("Ada", 60, [35, 0, 15, 9, 1]), ("Cleo", 0, [0])]


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    moments = st.none() | st.integers(-2, 40).map(lambda hours: ago(hours=hours))
    return [
        Candidate(
            id=UUID(int=number),
            name=draw(st.sampled_from(["Ada", "Bob"])),
            skills=draw(st.dictionaries(st.sampled_from([POSTGRES, KAFKA]), st.integers(1, 5))),
            on_call=draw(st.booleans()),
            in_hours=draw(st.none() | st.booleans()),
            absent_until=draw(st.none() | st.just(date(2026, 12, 3))),
            unavailable=draw(st.booleans()),
            unavailable_until=draw(moments),
            open_by_severity=draw(st.dictionaries(st.sampled_from(list(Severity)), st.integers(0, 9))),
            last_paged_at=draw(moments),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


@given(candidates(), st.dictionaries(st.sampled_from([POSTGRES, KAFKA]), st.integers(1, 5)), st.randoms())
def test_points_add_up_and_the_order_does_not_depend_on_that_of_the_candidates(
    people: list[Candidate], skills: dict[UUID, int], random: Any
) -> None:
    asked = Requirements(skills, NAMES)
    found = suggestions(people, asked, NOW)
    shuffled = list(people)
    random.shuffle(shuffled)
    assert suggestions(shuffled, asked, NOW) == found
    assert [each.eligible for each in found] == sorted((each.eligible for each in found), reverse=True)
    for each in found:
        assert all(isinstance(reason.points, int) and 0 <= reason.points <= reason.most for reason in each.reasons)
        assert 0 <= each.score == sum(reason.points for reason in each.reasons) <= 100
        assert each.candidate.load == sum(LOAD_WEIGHTS[s] * n for s, n in each.candidate.open_by_severity.items())
    scores = [each.score for each in found if each.eligible]
    assert scores == sorted(scores, reverse=True)
