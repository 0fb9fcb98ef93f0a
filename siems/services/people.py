"""People: adding and changing them, taking them out of office and back."""

from dataclasses import dataclass
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.lifecycle import Move
from siems.domain.log import Action, ConfigurationAction, SubjectKind
from siems.domain.sessions import SessionEnd
from siems.domain.text import NAME, Checks
from siems.domain.users import Power, Role
from siems.models import User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.security import Passwords
from siems.services import configuration
from siems.services.incident_changes import IncidentChange
from siems.services.newcomers import Newcomer, add, check_email
from siems.services.offices import still_in_office


@dataclass(frozen=True)
class PersonEdit:
    """New values for a person; None leaves one as it is."""

    name: str | None = None
    email: str | None = None
    role: Role | None = None

    def checked(self) -> "PersonEdit":
        """The values as stored. Raises ValidationFailed with everything that is wrong."""
        checks = Checks()
        name = None if self.name is None else checks.text("name", self.name, NAME)
        email = None if self.email is None else check_email(checks, self.email)
        checks.done()
        return PersonEdit(name, email, self.role)


class PeopleService:
    """Only admins change people."""

    def __init__(self, units: UnitsOfWork, passwords: Passwords) -> None:
        self._units = units
        self._passwords = passwords

    async def create(self, caller: Caller, newcomer: Newcomer) -> User:
        """Adds a person. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.ADMINISTER)
        newcomer = newcomer.checked()
        # No transaction is open while argon2 works.
        hash = None if newcomer.password is None else await self._passwords.hash(newcomer.password)
        async with self._units.of(caller.user.organization_id) as work:
            return await add(work, caller.actor, newcomer, hash)

    async def update(self, caller: Caller, user_id: UUID, edit: PersonEdit) -> User:
        """Changes name, e-mail address and role. An engineer manages no team, so one who becomes that is taken off."""
        caller.user.must(Power.ADMINISTER)
        edit = edit.checked()
        async with self._units.of(caller.user.organization_id) as work:
            user = await _reorganized(work, caller, user_id)
            if edit.role not in (None, Role.ADMIN):
                await _refuse_if_last_admin(work, user, "role")
            values = {"name": edit.name or user.name, "email": edit.email or user.email}
            written = await configuration.apply(work, caller, SubjectKind.USER, user, values)
            role = {"role": edit.role or user.role}
            changed = ConfigurationAction.ROLE_CHANGED
            written += await configuration.apply(work, caller, SubjectKind.USER, user, role, changed)
            if written:
                await work.users.rewrite(user, *written)
            if "role" in written and user.role is Role.ENGINEER:
                await _take_off_teams(work, caller, user, f"{user.name} is no manager any more")
        return user

    async def deactivate(self, caller: Caller, user_id: UUID, reason: str | None = None) -> User:
        """Takes somebody out of office: what they had is OPEN again, and nobody can act as them any more.

        They stay members of their teams, where nobody sees them until they are back; teams that they managed have no
        manager.
        """
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            user = await _reorganized(work, caller, user_id)
            if user.deactivated_at is not None:
                raise ValidationFailed.of("userId", f"{user.name} is deactivated already.")
            await _refuse_if_last_admin(work, user, "userId")
            user.deactivated_at = work.now
            await work.users.store(user, "deactivated_at")
            gone = f"{user.name} was deactivated" + (f": {reason}" if reason else "")
            await _take_off_incidents(work, caller, user, gone)
            await _take_off_teams(work, caller, user, gone)
            await work.invitations.withdraw(user.id)
            await work.sessions.end_all_of(user.id, SessionEnd.DEACTIVATED)
            await _log_activity(work, caller, user, reason)
        return user

    async def reactivate(self, caller: Caller, user_id: UUID, reason: str | None = None) -> User:
        """Puts somebody back into office, with the role and the password that they had."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            user = await _reorganized(work, caller, user_id)
            if user.deactivated_at is None:
                raise ValidationFailed.of("userId", f"{user.name} is active already.")
            user.deactivated_at = None
            await work.users.store(user, "deactivated_at")
            await _log_activity(work, caller, user, reason)
        return user

    async def end_sessions(self, caller: Caller, user_id: UUID, reason: str | None = None) -> int:
        """Signs somebody out everywhere; how many sessions that were. Their password stays good."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            user = await _reorganized(work, caller, user_id)
            if ended := await work.sessions.end_all_of(user.id, SessionEnd.LOGGED_OUT):
                action, after = ConfigurationAction.LOGGED_OUT, {"sessions": ended}
                await configuration.log(work, caller, SubjectKind.USER, user, action, {}, after, reason)
        return ended


async def _reorganized(work: UnitOfWork, caller: Caller, user_id: UUID) -> User:
    """The person to change, locked, once it is sure that the caller still administers."""
    await work.users.reorganize()
    (await still_in_office(work, caller)).user.must(Power.ADMINISTER)
    return await work.users.get_locked(user_id, "userId")


async def _refuse_if_last_admin(work: UnitOfWork, user: User, field: str) -> None:
    administers = user.role is Role.ADMIN and user.deactivated_at is None
    if administers and not await work.users.others_who_administer(user.id):
        raise ValidationFailed.of(
            field, f"{user.name} is the last active admin who can log in. Let somebody else be one first."
        )


async def _take_off_incidents(work: UnitOfWork, caller: Caller, user: User, reason: str) -> None:
    for incident in await work.incidents.locked_in_hands_of(user.id):
        change = IncidentChange(work, caller.actor, incident, reason)
        await change.move(Move.UNASSIGN, Action.UNASSIGNED, changes={"assignee_id": None})


async def _take_off_teams(work: UnitOfWork, caller: Caller, user: User, reason: str) -> None:
    for team in await work.teams.locked_managed_by(user.id):
        values = {"manager_id": None}
        written = await configuration.apply(work, caller, SubjectKind.TEAM, team, values, reason=reason)
        await work.teams.store(team, *written)


async def _log_activity(work: UnitOfWork, caller: Caller, user: User, reason: str | None) -> None:
    active = user.deactivated_at is None
    action = ConfigurationAction.REACTIVATED if active else ConfigurationAction.DEACTIVATED
    before, after = {"active": not active}, {"active": active}
    await configuration.log(work, caller, SubjectKind.USER, user, action, before, after, reason)
