"""How people are reached: they say where, and prove by a code that they read it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from siems.channels.addresses import checked_address
from siems.domain.callers import Caller
from siems.domain.delivery import Channel
from siems.domain.errors import NotFound, ValidationFailed, Violation
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.text import NAME, Checks, TextRule
from siems.domain.users import Power
from siems.models import ContactMethod, User
from siems.models.base import new_id
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.sealing import Seals, Unsealable
from siems.services import configuration
from siems.services.attempts import Attempts
from siems.services.contact_codes import ContactCodes, checked_code
from siems.services.offices import still_in_office

MOST_METHODS = 10
ADDRESS = TextRule(longest=2_000, required=True, one_line=True)
FIELD = "contactMethodId"


@dataclass(frozen=True)
class _Draft:
    channel: Channel
    name: str
    address: str
    hint: str


class ContactMethodService:
    """Everybody has contact methods of their own. Admins see that others have them, never the address, and may do away
    with them."""

    def __init__(self, units: UnitsOfWork, seals: Seals, attempts: Attempts) -> None:
        self._units = units
        self._seals = seals
        self._codes = ContactCodes(units, seals, attempts)

    async def all(self, caller: Caller, user_id: UUID | None = None) -> list[ContactMethod]:
        """The caller's own, or, for admins, somebody's; the oldest first."""
        caller.user.must(Power.SEE_DIRECTORY)
        if user_id not in (None, caller.user.id):
            caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            owner = await work.users.get(user_id or caller.user.id, "userId")
            return await work.contact_methods.of_person(owner.id)

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, ContactMethod]:
        """Those that the caller may see, by id."""
        async with self._units.of(caller.user.organization_id) as work:
            found = await work.contact_methods.there_by_ids(ids)
        return {id: row for id, row in found.items() if _may_see(caller, row)}

    async def reachable(self, caller: Caller, user_ids: list[UUID]) -> dict[UUID, bool]:
        """Whether each of these people has a verified contact method, as far as the caller may know."""
        known = [id for id in user_ids if id == caller.user.id or caller.user.may(Power.SEE_REACHABLE)]
        async with self._units.of(caller.user.organization_id) as work:
            verified = await work.contact_methods.verified_of(known)
        return {id: id in verified for id in known}

    async def create(self, caller: Caller, channel: Channel, name: str, address: str) -> ContactMethod:
        """Adds a contact method and sends it its first code. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.SEE_DIRECTORY)
        draft, id = _checked(channel, name, address), new_id()
        async with self._codes.counted(caller, id, channel, draft.address), self._self(caller) as (work, user):
            await self._check_others(work, user, draft)
            method = await work.contact_methods.create(
                id=id,
                user_id=user.id,
                channel=channel,
                name=draft.name,
                address=self._seals.seal(draft.address),
                hint=draft.hint,
            )
            added = ConfigurationAction.CONTACT_METHOD_ADDED
            await configuration.log(work, caller, SubjectKind.USER, user, added, {}, logged(method))
            await self._codes.owe(work, method)
        return method

    async def rename(self, caller: Caller, id: UUID, name: str) -> ContactMethod:
        """Calls one's own contact method something else."""
        caller.user.must(Power.SEE_DIRECTORY)
        checks = Checks()
        name = checks.text("name", name, NAME)
        checks.done()
        async with self._self(caller) as (work, user):
            method = await _own_locked(work, user, id)
            before, method.name = logged(method), name
            if logged(method) != before:
                await work.contact_methods.store(method, "name")
                renamed = ConfigurationAction.CONTACT_METHOD_RENAMED
                await configuration.log(work, caller, SubjectKind.USER, user, renamed, before, logged(method))
        return method

    async def send_code(self, caller: Caller, id: UUID) -> ContactMethod:
        """Sends a new code, which takes the place of the one before. Raises RateLimited."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            method = await work.contact_methods.get(id, FIELD)
            _must_own(caller, method)
            _refuse_verified(method)
            address = self._address(method)
        async with self._codes.counted(caller, id, method.channel, address), self._self(caller) as (work, user):
            method = await _own_locked(work, user, id)
            _refuse_verified(method)
            sent = ConfigurationAction.CONTACT_CODE_SENT
            await configuration.log(work, caller, SubjectKind.USER, user, sent, {}, logged(method))
            await self._codes.owe(work, method)
        return method

    async def verify(self, caller: Caller, id: UUID, code: str) -> ContactMethod:
        """Proves by the code that the caller reads what is sent there. Of several at once one is logged.

        A wrong code is refused, and counts: the fifth ends the code.
        """
        caller.user.must(Power.SEE_DIRECTORY)
        code = checked_code(code)
        async with self._self(caller) as (work, user):
            method = await _own_locked(work, user, id)
            if method.verified_at is not None:
                return method
            problem = await self._codes.tried(work, method, code)
            if problem is None:
                verified = ConfigurationAction.CONTACT_METHOD_VERIFIED
                await configuration.log(work, caller, SubjectKind.USER, user, verified, {}, logged(method))
        if problem:  # only now, so that the try stays counted
            raise ValidationFailed.of("code", problem)
        return method

    async def delete(self, caller: Caller, id: UUID, reason: str | None = None) -> ContactMethod:
        """Does away with one's own contact method, or as an admin with anybody's. What is yet to be sent to it is
        cancelled, and the steps that use it are gone."""
        caller.user.must(Power.SEE_DIRECTORY)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()  # before the row locks: see there
            caller = await still_in_office(work, caller)
            method = await work.contact_methods.get(id, FIELD)
            if not _may_see(caller, method):
                raise NotFound(work.contact_methods.noun, FIELD)
            owner = await work.users.get_locked(method.user_id, FIELD)
            method = await work.contact_methods.get_locked(id, FIELD)  # unless somebody else was faster
            await _remove(work, method)
            removed = ConfigurationAction.CONTACT_METHOD_REMOVED
            await configuration.log(work, caller, SubjectKind.USER, owner, removed, logged(method), {}, reason)
        return method

    @asynccontextmanager
    async def _self(self, caller: Caller) -> AsyncIterator[tuple[UnitOfWork, User]]:
        """One transaction that holds the caller's own row, which every change of what is theirs waits for."""
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()  # before the row lock: see there
            await still_in_office(work, caller)
            yield work, await work.users.get_locked(caller.user.id, "userId")

    async def _check_others(self, work: UnitOfWork, user: User, draft: _Draft) -> None:
        others = await work.contact_methods.of_person(user.id)
        if len(others) >= MOST_METHODS:
            message = f"You have {MOST_METHODS} contact methods, which is all that one may have. Delete some of them."
            raise ValidationFailed([Violation((), message)])
        for other in others:
            if other.channel is draft.channel and self._address_if_known(other) == draft.address:
                raise ValidationFailed.of("address", f'You have this address already: "{other.name}".')

    def _address(self, method: ContactMethod) -> str:
        if (address := self._address_if_known(method)) is None:
            message = "The address of this contact method cannot be read any more. Delete it, and add it again."
            raise ValidationFailed.of(FIELD, message)
        return address

    def _address_if_known(self, method: ContactMethod) -> str | None:
        try:
            return self._seals.open(method.address)
        except Unsealable:
            return None


def logged(method: ContactMethod) -> dict[str, object]:
    """What the log keeps of a contact method: never its address, nor any part of it."""
    return {"contact_method": {"id": str(method.id), "name": method.name}, "channel": method.channel.value}


def _checked(channel: Channel, name: str, address: str) -> _Draft:
    checks = Checks()
    name = checks.text("name", name, NAME)
    before = len(checks.violations)
    address, hint = checks.text("address", address, ADDRESS), ""
    if len(checks.violations) == before:
        try:
            address, hint = checked_address(channel, address)
        except ValueError as error:
            checks.violations.append(Violation(("address",), str(error)))
    checks.done()
    return _Draft(channel, name, address, hint)


async def _remove(work: UnitOfWork, method: ContactMethod) -> None:
    method.deleted_at, method.code_hash, method.code_expires_at = work.now, None, None
    await work.contact_methods.store(method, "deleted_at", "code_hash", "code_expires_at")
    await work.contact_methods.cancel_deliveries(method, "The contact method was deleted.")
    await work.notification_steps.leave_out(method.user_id, method.id)


async def _own_locked(work: UnitOfWork, user: User, id: UUID) -> ContactMethod:
    method = await work.contact_methods.get_locked(id, FIELD)
    if method.user_id != user.id:
        raise NotFound(work.contact_methods.noun, FIELD)
    return method


def _must_own(caller: Caller, method: ContactMethod) -> None:
    if method.user_id != caller.user.id:
        raise NotFound("contact method", FIELD)


def _may_see(caller: Caller, method: ContactMethod) -> bool:
    return method.user_id == caller.user.id or caller.user.may(Power.ADMINISTER)


def _refuse_verified(method: ContactMethod) -> None:
    if method.verified_at is not None:
        raise ValidationFailed.of(FIELD, "This contact method is verified already.")
