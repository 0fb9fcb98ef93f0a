"""A private, real PostgreSQL and a private, real Redis inside a data directory, for `siems up` and the tests."""

from siems.embedded.errors import EmbeddedError
from siems.embedded.ownership import sole_owner
from siems.embedded.servers import EmbeddedServers, Endpoints

__all__ = ["EmbeddedError", "EmbeddedServers", "Endpoints", "sole_owner"]
