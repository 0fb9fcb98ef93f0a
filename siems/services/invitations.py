"""Invitations and passwords: whoever holds an invitation, or knows the present password, sets a new one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siems.domain.callers import Caller, Origin
from siems.domain.errors import ValidationFailed, WrongPassword
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.sessions import SessionEnd
from siems.domain.text import Checks
from siems.domain.users import Power
from siems.models import User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.security import Passwords, invitation_token, token_hash
from siems.services import configuration
from siems.services.attempts import Attempts, Limit
from siems.services.auth import WINDOW
from siems.services.newcomers import Newcomer, add, password_problems

WRONG_PASSWORDS = 20
"""So often within 15 minutes somebody who is signed in may be wrong about the present password."""
_NOT_GOOD = "This invitation is not good: it is unknown, used, replaced or too old. Ask an admin for a new one."


@dataclass(frozen=True)
class Invited:
    """An invitation. The token is shown this once."""

    user: User
    token: str
    expires_at: datetime


class InvitationService:
    """Admins invite; a password is set by whoever proves to be its owner."""

    def __init__(self, units: UnitsOfWork, passwords: Passwords, attempts: Attempts) -> None:
        self._units = units
        self._passwords = passwords
        self._attempts = attempts

    async def invite_newcomer(self, caller: Caller, newcomer: Newcomer) -> Invited:
        """Adds a person without a password, and invites them."""
        caller.user.must(Power.ADMINISTER)
        newcomer = newcomer.checked()
        async with self._units.of(caller.user.organization_id) as work:
            return await _invite(work, caller, await add(work, caller.actor, newcomer, None))

    async def invite(self, caller: Caller, user_id: UUID) -> Invited:
        """Invites somebody who is there to set a password, the first or a new one. An earlier invitation is void."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            user = await work.users.get_locked(user_id, "userId")
            if user.deactivated_at is not None:
                raise ValidationFailed.of("userId", f"{user.name} is deactivated. Reactivate them first.")
            if user.email is None:
                raise ValidationFailed.of(
                    "userId", f"{user.name} has no e-mail address to log in with. Give them one first."
                )
            return await _invite(work, caller, user)

    async def accept(self, token: str, password: str, origin: Origin) -> User:
        """Sets the password of whoever the invitation is for. Raises ValidationFailed if it is not good any more."""
        _check(password)
        hash = token_hash(token)
        async with self._units.across_organizations() as installation:
            invitation = await installation.accounts.invitation(hash)
            if invitation is None or invitation.expires_at <= installation.now:
                raise _not_good()
        # No transaction is open while argon2 works.
        password_hash = await self._passwords.hash(password)
        async with self._units.of(invitation.organization_id) as work:
            user = await work.users.get_locked(invitation.user_id, "token")
            if user.deactivated_at is not None or await work.invitations.use_up(hash) is None:
                raise _not_good()
            caller = Caller(user.as_domain(), origin.request_id, origin.source_address)
            await _set_password(work, caller, user, password_hash)
        return user

    async def change(self, caller: Caller, current: str, password: str) -> User:
        """Sets the caller's own password. Raises WrongPassword unless `current` is the present one, and RateLimited."""
        _check(password)
        async with self._units.of(caller.user.organization_id) as work:
            present, now = (await work.users.get(caller.user.id, "currentPassword")).password_hash, work.now
        limits = [Limit("current password", str(caller.user.id), WRONG_PASSWORDS, WINDOW)]
        attempt = await self._attempts.take("wrong passwords", limits, now)
        if not await self._passwords.matches(present, current):
            raise WrongPassword
        password_hash = await self._passwords.hash(password)
        async with self._units.of(caller.user.organization_id) as work:
            user = await work.users.get_locked(caller.user.id, "currentPassword")
            if user.deactivated_at is not None or user.password_hash != present:
                raise WrongPassword
            await _set_password(work, caller, user, password_hash)
        await self._attempts.give_back(limits, attempt)
        return user


async def _invite(work: UnitOfWork, caller: Caller, user: User) -> Invited:
    token = invitation_token()
    expires_at = await work.invitations.replace(user.id, token_hash(token))
    await configuration.log(work, caller, SubjectKind.USER, user, ConfigurationAction.INVITED, {}, {})
    return Invited(user, token, expires_at)


async def _set_password(work: UnitOfWork, caller: Caller, user: User, password_hash: str) -> None:
    """Whoever knew the old password, or had an invitation, is out: all sessions but the caller's end."""
    user.password_hash = password_hash
    await work.users.store(user, "password_hash")
    await work.invitations.withdraw(user.id)
    await work.sessions.end_all_of(user.id, SessionEnd.PASSWORD_SET, but=caller.session_id)
    await configuration.log(work, caller, SubjectKind.USER, user, ConfigurationAction.PASSWORD_SET, {}, {})


def _check(password: str) -> None:
    checks = Checks()
    checks.violations.extend(password_problems(password))
    checks.done()


def _not_good() -> ValidationFailed:
    return ValidationFailed.of("token", _NOT_GOOD)
