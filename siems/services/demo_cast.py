"""Who and what there is in the demo: people, teams, services and categories."""

from dataclasses import dataclass

from siems.domain.users import Role

ORGANIZATION = "Harbour & Pine"


@dataclass(frozen=True)
class Character:
    """A person, who logs in as `mailbox` at the domain of the demo, and the team that they belong to."""

    mailbox: str
    name: str
    role: Role
    team: str | None = None


CHARACTERS = (
    Character("admin", "Ingrid Solheim", Role.ADMIN),
    Character("manager", "Amara Okonkwo", Role.MANAGER, "Storefront"),
    Character("tomas.villanueva", "Tomás Villanueva", Role.MANAGER, "Orders and payments"),
    Character("engineer", "Noor Haddad", Role.ENGINEER, "Storefront"),
    Character("kenji.morimoto", "Kenji Morimoto", Role.ENGINEER, "Storefront"),
    Character("zofia.wisniewska", "Zofia Wiśniewska", Role.ENGINEER, "Storefront"),
    Character("liam.orourke", "Liam O'Rourke", Role.ENGINEER, "Storefront"),
    Character("thandiwe.mokoena", "Thandiwe Mokoena", Role.ENGINEER, "Orders and payments"),
    Character("mateus.carvalho", "Mateus Carvalho", Role.ENGINEER, "Orders and payments"),
    Character("anjali.deshmukh", "Anjali Deshmukh", Role.ENGINEER, "Orders and payments"),
    Character("jonas.lindqvist", "Jonas Lindqvist", Role.ENGINEER, "Orders and payments"),
)

TEAMS = {"Storefront": "manager", "Orders and payments": "tomas.villanueva"}
"""The mailbox of each team's manager."""

SERVICES = {
    "Checkout": ("Cart, addresses, shipping choice and placing the order.", "Storefront"),
    "Search": ("Product search, filters and suggestions.", "Storefront"),
    "Customer accounts": ("Sign-in, profiles, wish lists and order history.", "Storefront"),
    "Payments": ("Cards, wallets, refunds and the daily settlement.", "Orders and payments"),
    "Fulfilment": ("Stock, picking, labels and hand-over to the carriers.", "Orders and payments"),
    "Notifications": ("E-mail and SMS to customers.", "Orders and payments"),
}
"""What each service is, and the team that owns it."""

CATEGORIES = ("Outage", "Performance", "Bug", "Data", "Security", "Third party")
