"""Who asks a service for something, and through which request."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siems.domain.log import Actor, ActorKind
from siems.domain.users import Integration, Principal


@dataclass(frozen=True)
class Origin:
    """The request that something came with."""

    request_id: str | None = None
    source_address: str | None = None


@dataclass(frozen=True)
class Caller:
    """A person or an integration behind one request. Services check authority against `user` and log `actor`."""

    user: Principal
    request_id: str | None = None
    source_address: str | None = None
    session_id: UUID | None = None
    expires_at: datetime | None = None
    """When the access token ends that came with it. None: it does not end by itself."""

    @property
    def actor(self) -> Actor:
        kind = ActorKind.INTEGRATION if isinstance(self.user, Integration) else ActorKind.USER
        return Actor(kind, self.user.name, self.user.id, self.request_id, self.source_address)
