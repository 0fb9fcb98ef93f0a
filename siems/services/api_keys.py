"""Keys for integrations: giving them out, taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.log import ConfigurationAction, SubjectKind, timestamp
from siems.domain.text import NAME, Checks
from siems.domain.users import Power
from siems.models import ApiKey, Service
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.security import new_api_key, token_hash
from siems.services import configuration

MOST_SERVICES = 50
_SHOWN = 16  # characters: the part that all keys share, and six of its own


@dataclass(frozen=True)
class IssuedKey:
    """A new key, and the secret that is never to be had again."""

    row: ApiKey
    secret: str


class ApiKeyService:
    """What machines sign their requests with. An admin gives keys out; each use of one stands in the log."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller) -> list[ApiKey]:
        caller.user.must(Power.SEE_API_KEYS)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.api_keys.by_name()

    async def find(self, caller: Caller, id: UUID) -> ApiKey | None:
        """The key with this id, or None if there is none that the caller may see."""
        if not caller.user.may(Power.SEE_API_KEYS):
            return None
        async with self._units.of(caller.user.organization_id) as work:
            return await work.api_keys.find(id)

    async def create(
        self, caller: Caller, name: str, expires_at: datetime | None, service_ids: Sequence[UUID] = ()
    ) -> IssuedKey:
        """A new key, good until `expires_at` or until it is revoked; for incidents of these services only, if any."""
        caller.user.must(Power.ADMINISTER)
        checks = Checks()
        name = checks.text("name", name, NAME)
        secret = new_api_key()
        async with self._units.of(caller.user.organization_id) as work:
            if expires_at is not None and expires_at <= work.now:
                checks.violations.append(Violation(("expiresAt",), "This is in the past."))
            services = await _services(work, service_ids, checks)
            checks.done()
            pins = [service.id for service in services]
            row = (name, secret[:_SHOWN], token_hash(secret), caller.user.id, expires_at, pins)
            key = await work.api_keys.create(*row)
            named = [{"id": str(service.id), "name": service.name} for service in services]
            after: dict[str, Any] = {
                "name": name,
                "prefix": key.prefix,
                "expires_at": expires_at and timestamp(expires_at),
                **({"services": named} if named else {}),
            }
            await configuration.log(work, caller, SubjectKind.API_KEY, key, ConfigurationAction.CREATED, {}, after)
        return IssuedKey(key, secret)

    async def revoke(self, caller: Caller, id: UUID, reason: str | None) -> ApiKey:
        """Ends a key at once and for ever. What it reported stays."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            key = await work.api_keys.get_locked(id, "apiKeyId")
            if key.revoked_at is not None:
                raise ValidationFailed.of("apiKeyId", f"The key {key.name} is revoked already.")
            key.revoked_at = work.now
            await work.api_keys.store(key, "revoked_at")
            before, after = {"revoked_at": None}, {"revoked_at": timestamp(work.now)}
            action = ConfigurationAction.REVOKED
            await configuration.log(work, caller, SubjectKind.API_KEY, key, action, before, after, reason)
        return key


async def _services(work: UnitOfWork, ids: Sequence[UUID], checks: Checks) -> list[Service]:
    """The services, each once and in the order of their names; notes ids of none, by their place."""
    if len(ids) > MOST_SERVICES:
        message = f"These are {len(ids)}; at most {MOST_SERVICES} are allowed."
        checks.violations.append(Violation(("serviceIds",), message))
        return []
    found = await work.services.by_ids(list(ids))
    for place, id in enumerate(ids):
        if id not in found:
            checks.violations.append(Violation(("serviceIds", str(place)), "There is no service with this id."))
    return sorted(found.values(), key=lambda service: service.name)
