"""Who of the demo can do what and works when: skills, hours, absences and rotations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from siems.domain.hours import WeeklyHours, Window

_MONDAY_TO_THURSDAY, _MONDAY_TO_FRIDAY = frozenset(range(4)), frozenset(range(5))


def _from(start: int, end: int, weekdays: frozenset[int] = _MONDAY_TO_FRIDAY) -> WeeklyHours:
    return WeeklyHours((Window(weekdays, time(start), time(end)),))


HOURS: Mapping[str, tuple[str, WeeklyHours]] = {
    "admin": ("Europe/Oslo", _from(8, 16)),
    "manager": ("Europe/London", _from(9, 17)),
    "tomas.villanueva": ("Europe/Madrid", _from(9, 18)),
    "engineer": ("Europe/Berlin", _from(9, 17)),
    "kenji.morimoto": ("Asia/Tokyo", _from(9, 18)),
    "zofia.wisniewska": ("Europe/Warsaw", _from(7, 15)),
    "liam.orourke": ("Europe/Dublin", _from(10, 18)),
    "thandiwe.mokoena": ("Africa/Johannesburg", _from(8, 16)),
    "mateus.carvalho": ("America/Sao_Paulo", _from(9, 18)),
    "anjali.deshmukh": ("Asia/Kolkata", _from(10, 19)),
    "jonas.lindqvist": ("Europe/Stockholm", _from(8, 17, _MONDAY_TO_THURSDAY)),
}
"""Where everybody lives, and when they work there."""

SKILLS: Mapping[str, Mapping[str, int]] = {
    "Frontend": {"engineer": 5, "kenji.morimoto": 3, "zofia.wisniewska": 2, "liam.orourke": 4},
    "Kubernetes": {"engineer": 3, "liam.orourke": 4, "mateus.carvalho": 4, "jonas.lindqvist": 3},
    "Messaging": {"thandiwe.mokoena": 4, "jonas.lindqvist": 5, "anjali.deshmukh": 2},
    "Networking": {"liam.orourke": 3, "mateus.carvalho": 5, "jonas.lindqvist": 2},
    "Payments": {"thandiwe.mokoena": 5, "mateus.carvalho": 3, "anjali.deshmukh": 4, "engineer": 1},
    "PostgreSQL": {"kenji.morimoto": 4, "zofia.wisniewska": 5, "thandiwe.mokoena": 3, "anjali.deshmukh": 5},
    "Search": {"kenji.morimoto": 5, "zofia.wisniewska": 4, "engineer": 2},
    "Security": {"engineer": 3, "zofia.wisniewska": 3, "liam.orourke": 5, "mateus.carvalho": 4},
}
"""Who is how good at what."""

ASKED_OF_SERVICES: Mapping[str, Mapping[str, int]] = {
    "Checkout": {"Frontend": 3, "PostgreSQL": 2},
    "Search": {"Search": 4},
    "Customer accounts": {"Frontend": 2, "Security": 3},
    "Payments": {"Payments": 4},
    "Fulfilment": {"PostgreSQL": 3},
    "Notifications": {"Messaging": 3},
}
"""What each service asks of whoever works its incidents."""

ASKED_OF_CATEGORIES: Mapping[str, Mapping[str, int]] = {
    "Outage": {"Kubernetes": 3},
    "Performance": {"PostgreSQL": 3},
    "Data": {"PostgreSQL": 3},
    "Security": {"Security": 4},
    "Third party": {"Networking": 2},
}


@dataclass(frozen=True)
class Roster:
    """A schedule: in each layer people take turns of a week. The first of each layer has the present one."""

    team: str
    time_zone: str
    layers: Mapping[str, tuple[str, ...]]


ROSTERS = {
    "Storefront": Roster(
        *("Storefront", "Europe/Berlin"),
        {"Engineers": ("engineer", "kenji.morimoto", "zofia.wisniewska", "liam.orourke")},
    ),
    "Orders and payments": Roster(
        *("Orders and payments", "Europe/Stockholm"),
        {
            "Engineers": ("thandiwe.mokoena", "mateus.carvalho", "anjali.deshmukh", "jonas.lindqvist"),
            "Manager": ("tomas.villanueva",),
        },
    ),
    # Whoever is second in one week is first in the next.
    "Orders and payments, second": Roster(
        *("Orders and payments", "Europe/Stockholm"),
        {"Engineers": ("mateus.carvalho", "anjali.deshmukh", "jonas.lindqvist", "thandiwe.mokoena")},
    ),
}
HANDOFF = time(9)
"""On Mondays."""
WEEKS_BEFORE = 8
"""When the rotations began: a multiple of the number of people in each, so that the first has the present turn."""


@dataclass(frozen=True)
class Leave:
    """An absence. The first day is counted from today, or from the next handoff of the person's team."""

    mailbox: str
    begins: int
    lasts: int
    note: str
    after_handoff: bool = False


LEAVES = (
    Leave("jonas.lindqvist", -2, 6, "Parental leave"),
    # In a week on call, with no layer below: the schedule of Storefront shows a gap.
    Leave("kenji.morimoto", 2, 2, "Conference", after_handoff=True),
)

STAND_IN = ("Orders and payments", "thandiwe.mokoena", 5)
"""For a day in the next turn of which schedule, who, and on which day of it: a Saturday."""

RULE, RULE_CATEGORY, RULE_SCORE = "Small trouble with data", "Data", 40
