"""The incident templates of the demo, and which of its incidents was reported from one."""

from collections.abc import Mapping
from dataclasses import dataclass

from siems.domain.incidents import Severity


@dataclass(frozen=True)
class Form:
    """What a template says; service, category and skills by their names."""

    title: str
    description: str
    severity: Severity
    category: str
    checklist: tuple[str, ...]
    service: str | None = None
    skills: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Filled:
    """How an incident was reported from a template, and what is ticked off."""

    template: str
    values: Mapping[str, str]
    ticks: tuple[int, ...]
    """Positions of the checklist, in the order in which they were ticked off."""


TEMPLATES: Mapping[str, Form] = {
    "Certificate runs out": Form(
        "Certificate of {{host}} runs out on {{day}}",
        "Issued by {{authority}}. From that day on nobody can connect to {{host}}.",
        Severity.MEDIUM,
        "Security",
        (
            "Order a new certificate",
            "Install it, and look at it from outside",
            "Put the new date into the watch list",
        ),
        skills={"Security": 3},
    ),
    "Payments fail": Form(
        "{{method}} payments {{symptom}} at {{provider}}",
        "{{what}} Started {{since}}.",
        Severity.CRITICAL,
        "Outage",
        (
            "Look at the provider's status page",
            "Compare the success rates of both acquirers",
            "Route payments through the other acquirer",
            "Put a banner into the checkout",
            "Tell customer care what to say",
            "Settle what was paid twice",
        ),
        service="Payments",
        skills={"Payments": 5},
    ),
    "Suspicious log-ins": Form(
        "Suspicious log-ins to {{where}}",
        "{{count}} failed log-ins within {{time}}.\n\nAddresses:\n{{addresses}}",
        Severity.HIGH,
        "Security",
        (
            "Restrict the incident if customers may be affected",
            "Limit log-ins by address and by account",
            "List the accounts that were entered",
            "Ask the data protection officer",
        ),
        service="Customer accounts",
        skills={"Security": 4},
    ),
}

REPORTED_FROM: Mapping[str, Filled] = {
    "Card payments time out at the acquirer": Filled(
        "Payments fail",
        {
            "method": "Card",
            "symptom": "time out",
            "provider": "the acquirer",
            "what": "Every second card payment ends in a time-out after 30 seconds.",
            "since": "20 minutes ago",
        },
        (1, 2, 3),
    ),
}
"""By the title of the story."""
