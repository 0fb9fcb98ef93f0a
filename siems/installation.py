"""The installation that a command works on: its servers, found or started, and its secrets."""

import logging
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from siems import migrate
from siems.bootstrap import Proving, Servers
from siems.config import ConfigurationError, Settings
from siems.embedded import EmbeddedServers
from siems.services.allowances import Rate
from siems.signing import SigningKey, key_bytes

_PATIENCE = 5

log = logging.getLogger(__name__)


class RedisUnreachable(ConfigurationError):
    """Redis does not answer, for now."""


@dataclass(frozen=True)
class Installation:
    """Where its servers answer. The URLs hold passwords."""

    settings: Settings
    app_url: str
    owner_url: str
    redis_url: str

    def servers(self) -> Servers:
        """What the application is built from. Raises ConfigurationError if there is no secret key."""
        accepted = (key.get_secret_value() for key in self.settings.accepted_secret_keys)
        keys = (self._secret_key(), *accepted)
        settings = self.settings
        where = settings.public_url or f"http://{settings.host}:{settings.port}"
        intake = Rate(settings.intake_burst, settings.intake_per_minute)
        return Servers(
            self.app_url, self.redis_url, keys, settings.database_pool, proving(settings), where, intake=intake
        )

    async def prepare(self, *, migrating: bool, needs_redis: bool = True) -> list[str]:
        """Sees that both servers answer and that the schema is this version's; returns the migrations applied.

        Raises ConfigurationError if a server does not answer, or if migrations are missing and not `migrating`.
        Whoever can do without Redis is told in the log that it does not answer.
        """
        try:
            await redis_version(self.redis_url)
        except RedisUnreachable as error:
            if needs_redis:
                raise
            log.warning("%s", error)
        applied = await migrate.upgrade(self.owner_url) if migrating else []
        if missing := await migrate.pending(self.app_url):
            raise ConfigurationError(f"The database lacks {describe(missing)}. Run `siems migrate` first.")
        return applied

    def working_servers(self) -> Servers:
        """The same for a worker, which signs checkpoints. Raises ConfigurationError if there is no key for that."""
        if (servers := self.servers()).proving.key is None:
            raise ConfigurationError(
                "SIEMS_CHECKPOINT_KEY is not set. The worker signs with it what stands in the logs: give every worker "
                "the same 32 random bytes, such as those of `openssl rand -hex 32`."
            )
        return servers

    def checking_servers(self) -> Servers:
        """The same for an API process, which only checks signatures. Raises ConfigurationError if it cannot."""
        if not (servers := self.servers()).proving.public_keys:
            raise ConfigurationError(
                "SIEMS_CHECKPOINT_PUBLIC_KEYS is not set. The API verifies with it what the worker signs: give it what "
                "`siems audit public-key` prints where SIEMS_CHECKPOINT_KEY is set, or set that here too."
            )
        return servers

    def revive(self) -> None:
        """Starts again whichever of the embedded servers has died. An operator's own servers are left alone."""
        if self.settings.embedded:
            with EmbeddedServers(self.settings.data_dir):
                pass

    def _secret_key(self) -> str:
        if self.settings.secret_key is not None:
            return self.settings.secret_key.get_secret_value()
        if self.settings.embedded:
            return kept_secret(self.settings.data_dir / "secret.key", secrets.token_urlsafe(48))
        raise ConfigurationError(
            "SIEMS_SECRET_KEY is not set. It signs the access tokens: give every process the same 32 or more random "
            "characters, such as those of `openssl rand -hex 32`."
        )


@contextmanager
def opened(settings: Settings) -> Iterator[Installation]:
    """The installation, for as long as the block lasts: embedded servers that run are joined, or else started.

    Raises EmbeddedError if they cannot run. Whether an operator's own servers answer is seen by `prepare`.
    """
    if settings.database_url is not None and settings.redis_url is not None:
        owner = settings.owner_database_url or settings.database_url
        urls = (settings.database_url, owner, settings.redis_url)
        yield Installation(settings, *(url.get_secret_value() for url in urls))
    else:
        with EmbeddedServers(settings.data_dir) as endpoints:
            yield Installation(settings, endpoints.app_url, endpoints.owner_url, endpoints.redis_url)


async def redis_version(url: str) -> str:
    """The version of the Redis that answers.

    Raises ConfigurationError, without the URL, which may hold a password: RedisUnreachable, unless the URL is wrong.
    """
    try:
        redis = Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
    except ValueError:
        raise ConfigurationError(
            "The Redis URL cannot be read: it must look like redis://host:6379/0, rediss://... or unix:///socket."
        ) from None
    try:
        await redis.ping()
        return str((await redis.info("server"))["redis_version"])
    except (OSError, RedisError) as error:
        raise RedisUnreachable(f"Redis cannot be reached: {str(error).rstrip('.') or 'no answer'}.") from None
    finally:
        with suppress(OSError, RedisError):
            await redis.aclose()


def proving(settings: Settings) -> Proving:
    """The keys of checkpoints and where they are anchored. Raises ConfigurationError if a key is malformed.

    With embedded servers the private key is made at its first use, in the data directory.
    """
    name, seed = "SIEMS_CHECKPOINT_KEY", None
    if settings.checkpoint_key is not None:
        seed = settings.checkpoint_key.get_secret_value()
    if seed is None and settings.embedded:
        file = settings.data_dir / "checkpoint.key"
        name, seed = str(file), kept_secret(file, secrets.token_hex(32))
    key = None if seed is None else SigningKey(_key(name, seed))
    others = [_key("SIEMS_CHECKPOINT_PUBLIC_KEYS", text).hex() for text in settings.checkpoint_public_keys]
    anchor = settings.anchor_file or settings.data_dir / "checkpoints.jsonl"
    return Proving(key, (*([key.public] if key else []), *others), anchor)


def _key(name: str, text: str) -> bytes:
    try:
        return key_bytes(text)
    except ValueError as error:
        raise ConfigurationError(f"{name} does not hold 32 bytes in hex or base64: {error}.") from None


def describe(migrations: list[str]) -> str:
    """ "1 migration (0_initial.py)"."""
    return f"{len(migrations)} migration{'s' * (len(migrations) != 1)} ({', '.join(migrations)})"


def kept_secret(path: Path, new: str) -> str:
    """The secret in this file. If there is no file it is made, for this user only, with the secret `new` in it.

    Of processes that do so at once one wins, and all get its secret; none sees a file that is half written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_once(path, new)
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(f"The secret in {path} cannot be kept: {reason}.") from None


def _write_once(path: Path, text: str) -> None:
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # O_EXCL, mode 0600
    try:
        with open(descriptor, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(unfinished, path)  # unlike a rename it never replaces
    finally:
        os.unlink(unfinished)
