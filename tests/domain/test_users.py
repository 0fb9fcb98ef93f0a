"""The role table: every role, every power, every part that one can have in an incident."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from siems.domain.errors import Forbidden
from siems.domain.users import Admin, Engineer, Integration, Manager, Power, Role, User, UserFactory

ORGANIZATION = UUID(int=1)
ME = UUID(int=2)
SOMEBODY_ELSE = UUID(int=3)

# Who holds a power: admin and manager everywhere ("+") or nowhere ("-"); an engineer "always", or through a part.
TABLE = {
    #                                        admin manager engineer
    "report incidents":                      ("+", "+", {"always"}),
    "comment on this incident":              ("+", "+", {"always"}),
    "claim this incident":                   ("+", "+", {"always"}),
    "leave this incident":                   ("+", "+", {"always"}),
    "assign incidents":                      ("+", "+", set()),
    "unassign incidents":                    ("+", "+", set()),
    "change the severity of incidents":      ("+", "+", set()),
    "edit this incident":                    ("+", "+", {"assignee", "reporter"}),
    "start this incident":                   ("+", "+", {"assignee"}),
    "resolve this incident":                 ("+", "+", {"assignee"}),
    "resolve this incident by its dedup key": ("+", "+", {"assignee"}),
    "reopen this incident":                  ("+", "+", {"assignee"}),
    "close incidents":                       ("+", "+", set()),
    "see this incident":                     ("+", "+", {"always"}),
    "escalate this incident":                ("+", "+", {"assignee"}),
    "acknowledge escalations of this incident": ("+", "+", {"assignee"}),
    "tick off the checklist of this incident": ("+", "+", {"assignee"}),
    "write the postmortem of this incident":  ("+", "+", {"assignee"}),
    "try escalation rules out on what has happened": ("+", "+", set()),
    "see how many unresolved incidents there are to plan": ("+", "+", set()),
    "add people to this incident":           ("+", "+", {"assignee", "reporter"}),
    "remove other people from incidents":    ("+", "+", set()),
    "see restricted incidents":              ("+", "+", set()),
    "lift the restriction of incidents":     ("+", "+", set()),
    "see who and what there is in the organization": ("+", "+", {"always"}),
    "see the API keys":                      ("+", "+", set()),
    "see the workload of others":            ("+", "+", set()),
    "see who can be reached":                ("+", "+", set()),
    "change the schedules, skills and availability of the teams that they manage": ("+", "+", set()),
    "administer the organization":           ("+", "-", set()),
}  # fmt: skip
PARTS = ["no incident", "no part", "reporter", "assignee"]


@dataclass(frozen=True)
class Part:
    """An incident as far as authority looks at one."""

    reporter_id: UUID | None = SOMEBODY_ELSE
    assignee_id: UUID | None = SOMEBODY_ELSE


INCIDENTS = {
    "no incident": None,
    "no part": Part(),
    "reporter": Part(reporter_id=ME),
    "assignee": Part(assignee_id=ME),
}


def somebody(role: Role) -> User:
    return UserFactory.create(role, id=ME, organization_id=ORGANIZATION, name="Ada")


def holds(role: Role, power: str, part: str) -> bool:
    admin, manager, engineer = TABLE[power]
    if role is Role.ENGINEER:
        return "always" in engineer or part in engineer
    return (admin if role is Role.ADMIN else manager) == "+"


def test_the_table_speaks_of_every_power() -> None:
    assert [power.value for power in Power] == list(TABLE)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("power", TABLE)
@pytest.mark.parametrize("role", Role)
def test_a_role_holds_the_powers_of_the_table_and_no_other(role: Role, power: str, part: str) -> None:
    assert somebody(role).may(Power(power), INCIDENTS[part]) is holds(role, power, part)


def test_an_incident_without_reporter_and_assignee_gives_nobody_a_part() -> None:
    orphan = Part(reporter_id=None, assignee_id=None)
    assert [power for power in Power if somebody(Role.ENGINEER).may(power, orphan)] == [
        Power.REPORT,
        Power.COMMENT,
        Power.CLAIM,
        Power.LEAVE,
        Power.SEE,
        Power.SEE_DIRECTORY,
    ]


def test_must_says_nothing_to_who_may() -> None:
    somebody(Role.ENGINEER).must(Power.START, Part(assignee_id=ME))


@pytest.mark.parametrize(
    ("role", "power", "message"),
    [
        (Role.ENGINEER, Power.ASSIGN, "The role ENGINEER may not assign incidents."),
        (Role.ENGINEER, Power.CLOSE, "The role ENGINEER may not close incidents."),
        (Role.ENGINEER, Power.START, "The role ENGINEER may not start this incident unless it is assigned to them."),
        (
            Role.ENGINEER,
            Power.UPDATE,
            "The role ENGINEER may not edit this incident unless it is assigned to them or they reported it.",
        ),
        (Role.MANAGER, Power.ADMINISTER, "The role MANAGER may not administer the organization."),
    ],
)
def test_a_denial_says_what_would_be_needed(role: Role, power: Power, message: str) -> None:
    with pytest.raises(Forbidden) as denial:
        somebody(role).must(power, Part())
    assert denial.value.message == message
    assert denial.value.code == "FORBIDDEN"


@pytest.mark.parametrize(("role", "kind"), [(Role.ADMIN, Admin), (Role.MANAGER, Manager), (Role.ENGINEER, Engineer)])
def test_the_factory_makes_the_class_of_the_role(role: Role, kind: type[User]) -> None:
    assert somebody(role) == kind(id=ME, organization_id=ORGANIZATION, name="Ada")
    assert somebody(role).role is role


@pytest.mark.parametrize("power", Power)
@pytest.mark.parametrize("part", PARTS)
def test_an_integration_may_report_acknowledge_and_resolve_what_it_sees_which_is_its_own(
    power: Power, part: str
) -> None:
    integration = Integration(id=ME, organization_id=ORGANIZATION, name="Alertmanager")
    may = power in (Power.REPORT, Power.SEE, Power.ACKNOWLEDGE, Power.RESOLVE_BY_SOURCE)
    assert integration.may(power, INCIDENTS[part]) == may
    if not may:
        with pytest.raises(Forbidden) as denial:
            integration.must(power, INCIDENTS[part])
        assert denial.value.message == f"An integration may not {power.value}."
