"""Adding people: what is asked of a newcomer, whether an admin or the command line adds them."""

import re
from dataclasses import dataclass

from siems.domain.errors import Violation
from siems.domain.log import Act, Actor, ConfigurationAction, SubjectKind
from siems.domain.text import HALF_A_PAIR, NAME, Checks, TextRule, has_half_a_pair
from siems.domain.users import Role
from siems.models import User
from siems.repositories.unit_of_work import UnitOfWork
from siems.security import LONGEST_PASSWORD, SHORTEST_PASSWORD
from siems.services.auth import normalized_email

EMAIL = TextRule(longest=254, required=True, one_line=True)


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be added. Without a password nobody can log in as them until they are invited."""

    email: str
    name: str
    role: Role
    password: str | None = None

    def checked(self) -> "Newcomer":
        """The newcomer as stored. Raises ValidationFailed with everything that is wrong."""
        checks = Checks()
        name = checks.text("name", self.name, NAME)
        email = check_email(checks, self.email)
        if self.password is not None:
            checks.violations.extend(password_problems(self.password))
        checks.done()
        return Newcomer(email, name, self.role, self.password)


async def add(work: UnitOfWork, actor: Actor, newcomer: Newcomer, password_hash: str | None) -> User:
    """Adds a checked newcomer. Raises ValidationFailed if the e-mail address is taken, by whomever."""
    user = await work.users.create(
        name=newcomer.name, role=newcomer.role, email=newcomer.email, password_hash=password_hash
    )
    after = {"name": user.name, "email": user.email, "role": user.role.value}
    act = Act(ConfigurationAction.CREATED, actor, work.now, {}, after)
    await work.configuration_log.append(SubjectKind.USER, user.id, act)
    return user


def check_email(checks: Checks, email: str | None) -> str:
    """The address as stored; notes what is wrong with it."""
    address = checks.text("email", normalized_email(email or ""), EMAIL)
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        checks.violations.append(Violation(("email",), "This is not an e-mail address."))
    return address


def password_problems(password: str) -> list[Violation]:
    """What keeps this from being a password."""
    if has_half_a_pair(password):
        return [Violation(("password",), HALF_A_PAIR)]
    if SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return []
    return [Violation(("password",), f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")]
