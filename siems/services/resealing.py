"""Changing the key: what former keys sealed is sealed with the newest, so that they are needed no more."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from siems.repositories.sealed_secrets import PLACES, Place, SealedSecret
from siems.repositories.unit_of_work import InstallationWork, UnitsOfWork
from siems.sealing import Seals, Unsealable

_BATCH = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lost:
    """A stored secret that no key of this installation opens."""

    place: str
    """ "address of contact method"."""
    id: UUID
    """That of the contact method."""


@dataclass
class SecretsFound:
    """By which key the stored secrets were found to be sealed."""

    by_newest: int = 0
    by_former: int = 0
    lost: list[Lost] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.by_newest + self.by_former + len(self.lost)


class ResealingService:
    """What only the operator of the machine may do: the command line is its only caller."""

    def __init__(self, units: UnitsOfWork, seals: Seals) -> None:
        self._units = units
        self._seals = seals

    async def look(self) -> SecretsFound:
        """Tries all stored secrets, and changes nothing."""
        return await self._walk(sealing=False)

    async def run(self) -> SecretsFound:
        """Seals with the newest key what former ones sealed. What no key opens is left as it is.

        Goes in short transactions, beside processes that run: cut off, it is run again. Processes that still seal with
        a former key may leave something behind it.
        """
        found = await self._walk(sealing=True)
        log.info(
            "sealed %d stored secrets anew; %d were sealed with the newest key already, %d cannot be opened",
            *(found.by_former, found.by_newest, len(found.lost)),
        )
        return found

    async def _walk(self, *, sealing: bool) -> SecretsFound:
        found = SecretsFound()
        for place in PLACES:
            last: UUID | None = UUID(int=0)
            while last is not None:
                async with self._units.across_organizations() as work:
                    last = await self._pass(work, place, last, found, sealing)
        return found

    async def _pass(
        self, work: InstallationWork, place: Place, after: UUID, found: SecretsFound, sealing: bool
    ) -> UUID | None:
        """Goes through one batch; the id that it ends with, None at the end of the place."""
        batch = await work.sealed_secrets.after(place, after, _BATCH, locked=sealing)
        renewed = self._renewed(place, batch, found)
        if sealing and renewed:
            await work.sealed_secrets.replace(place, renewed)
        return batch[-1].id if batch else None

    def _renewed(self, place: Place, batch: Sequence[SealedSecret], found: SecretsFound) -> dict[UUID, bytes]:
        """Those that a former key sealed, sealed anew."""
        renewed = {}
        for secret in batch:
            try:
                anew = self._seals.renewed(secret.sealed)
            except Unsealable:
                found.lost.append(Lost(place.name, secret.id))
                continue
            if anew is None:
                found.by_newest += 1
            else:
                renewed[secret.id] = anew
        found.by_former += len(renewed)
        return renewed
