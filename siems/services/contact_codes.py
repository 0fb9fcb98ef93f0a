"""The codes that verify contact methods: how many, for how long, and how often one may be wrong."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.contacts import CODE_LIFETIME, WRONG_CODES
from siems.domain.delivery import Channel, Urgency
from siems.domain.errors import Refusal, ValidationFailed
from siems.models import ContactMethod
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.sealing import Seals
from siems.security import contact_code
from siems.services.attempts import Attempts, Limit

_OF_A_METHOD = (3, timedelta(minutes=10))
_OF_A_PERSON = (10, timedelta(hours=1))
_TO_AN_ADDRESS = (5, timedelta(hours=1))


class ContactCodes:
    """Makes codes and tries them. Stored are a keyed hash, and the code itself sealed until it is sent."""

    def __init__(self, units: UnitsOfWork, seals: Seals, attempts: Attempts) -> None:
        self._units = units
        self._seals = seals
        self._attempts = attempts

    @asynccontextmanager
    async def counted(self, caller: Caller, id: UUID, channel: Channel, address: str) -> AsyncIterator[None]:
        """Counts a code against what a method, a person and an address may be sent, whoever asks for it.

        What is refused after all does not count. Raises RateLimited.
        """
        to = self._seals.mark(f"{channel} {address.lower()}")
        limits = [
            Limit("codes of a contact method", str(id), *_OF_A_METHOD),
            Limit("codes of a person", str(caller.user.id), *_OF_A_PERSON),
            Limit("codes to an address", to, *_TO_AN_ADDRESS),
        ]
        async with self._units.of(caller.user.organization_id) as work:
            now = work.now
        attempt = await self._attempts.take("codes", limits, now)
        try:
            yield
        except Refusal:
            await self._attempts.give_back(limits, attempt)
            raise

    async def owe(self, work: UnitOfWork, method: ContactMethod) -> None:
        """Owes the contact method, which is locked, a new code in place of the one before."""
        code = contact_code()
        hash = self._seals.mark(_marked(method, code))
        await work.contact_methods.owe_code(method, hash, self._seals.seal(code), CODE_LIFETIME)

    async def tried(self, work: UnitOfWork, method: ContactMethod, code: str) -> str | None:
        """Verifies the contact method, which is locked; or counts the try, and what is to be said of it."""
        if method.code_hash is None or method.code_expires_at is None or method.code_expires_at <= work.now:
            return "There is no code that is still good. Send a new one."
        if not self._seals.marks(_marked(method, code), method.code_hash):
            return await _count_wrong(work, method)
        method.verified_at, method.code_hash, method.code_expires_at, method.code_failures = work.now, None, None, 0
        await work.contact_methods.store(method, "verified_at", "code_hash", "code_expires_at", "code_failures")
        await work.contact_methods.cancel_deliveries(method, "The contact method is verified.", Urgency.CODE)
        return None


def checked_code(code: str) -> str:
    """Its six digits, however they are grouped. Raises ValidationFailed."""
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise ValidationFailed.of("code", "A code has six digits.")
    return digits


def _marked(method: ContactMethod, code: str) -> str:
    """So that the hash of a code is worth nothing for another contact method."""
    return f"{method.id} {code}"


async def _count_wrong(work: UnitOfWork, method: ContactMethod) -> str:
    """Counts the try; the last one ends the code, and its message if that is still on its way."""
    method.code_failures += 1
    left = WRONG_CODES - method.code_failures
    if left <= 0:
        method.code_hash, method.code_expires_at = None, None
    await work.contact_methods.store(method, "code_failures", "code_hash", "code_expires_at")
    if left <= 0:
        await work.contact_methods.cancel_deliveries(method, "The code was tried too often.", Urgency.CODE)
        return "This is not the code, and it has been tried too often. Send a new one."
    return f"This is not the code. It may be tried {left} more {'time' if left == 1 else 'times'}."
