"""The unit of work, and the base of every repository: one transaction, one organization, one `now`."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionContext
from tortoise.connection import get_connections
from tortoise.exceptions import BaseORMException, DBConnectionError, IntegrityError
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from siems.domain.clock import Clock
from siems.domain.errors import Busy, NotFound, Refusal, ValidationFailed, Violation
from siems.models.base import OrganizationModel

Row = TypeVar("Row", bound=OrganizationModel)
OUTAGES = (
    OSError,
    TimeoutError,
    DBConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # PostgreSQL has said that it ends the connection, which has not ended yet
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""What a database raises that is away for a while, or about to be. Trying again later may help."""
DATABASE_ERRORS = (*OUTAGES, asyncpg.PostgresError, BaseORMException)
"""All that a database raises."""
LAST_WORDS_SECONDS = 5.0
"""So long a connection has to end its transaction and be given back. One that is silent for longer is cut."""


class Transaction:
    """An open transaction and the moment at which everything in it happens."""

    def __init__(self, connection: BaseDBAsyncClient, now: datetime) -> None:
        self.connection = connection
        self.now = now

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails within is undone alone; the transaction goes on, and the error leaves the block."""
        await self.connection.execute_script("SAVEPOINT one")
        try:
            yield
        except BaseException:
            with suppress(*OUTAGES):  # with its connection all of it is undone
                await self.connection.execute_script("ROLLBACK TO SAVEPOINT one")
            raise
        await self.connection.execute_script("RELEASE SAVEPOINT one")

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of one statement, whether it reads or writes with RETURNING."""
        return list(await self.connection.execute_query_dict(sql, list(values)))


class OrganizationTransaction(Transaction):
    """A transaction on the rows of one organization."""

    def __init__(self, connection: BaseDBAsyncClient, now: datetime, organization_id: UUID) -> None:
        super().__init__(connection, now)
        self.organization_id = organization_id


@asynccontextmanager
async def transaction(
    clock: Clock, organization_id: UUID | None, settings: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[tuple[BaseDBAsyncClient, datetime]]:
    """Opens a transaction, tells the database which organization it is for, and reads the clock, in one statement.

    `settings` of the database, by name, hold until it ends. Raises Busy if a lock could not be had in time, or only by
    letting two wait for one another.
    """
    local = "".join(f"set_config('{name}', '{value}', true), " for name, value in settings.items())
    try:
        async with _begun() as connection:
            rows = await connection.execute_query_dict(
                f"SELECT {local}set_config('siems.organization_id', $1, true), clock_timestamp() AS now",
                ["" if organization_id is None else str(organization_id)],
            )
            yield connection, clock.adjust(rows[0]["now"])
    except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
        raise Busy from None


@asynccontextmanager
async def _begun() -> AsyncIterator[BaseDBAsyncClient]:
    """A transaction whose connection goes back to its pool and leaves this task, wherever it is cancelled or cut.

    What has committed has committed: a connection that breaks afterwards is nobody's error.
    """
    opening = in_transaction()
    try:
        connection = await opening.__aenter__()
        yield connection
        await connection.commit()
    except BaseException as error:
        await _leave(opening, error)
        raise
    await _leave(opening, None)


async def _leave(opening: TransactionContext, error: BaseException | None) -> None:
    token = getattr(opening, "token", None)
    if token is None:  # it never had a connection
        return
    # Whoever was cancelled, since nothing came, would otherwise wait for ever for the answer to the cancellation.
    cutting = asyncio.get_running_loop().call_later(LAST_WORDS_SECONDS, _cut, opening.client)
    try:
        with suppress(*OUTAGES, BaseORMException):  # what cannot be rolled back or given back is closed
            await opening.__aexit__(type(error) if error else None, error, None)
    finally:
        cutting.cancel()
        with suppress(ValueError):  # Tortoise has done it, unless the connection could not be given back
            get_connections().reset(token)


def _cut(client: Any) -> None:
    with suppress(asyncpg.InterfaceError):  # it has been given back just now
        client._connection.terminate()


@contextmanager
def unique(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Turns a violation of this unique constraint into `refusal`, also when somebody else was a moment faster.

    The transaction is lost by then: let the refusal leave it.
    """
    try:
        yield
    except IntegrityError as error:
        if getattr(error.args[0], "constraint_name", None) != constraint:
            raise
        raise refusal from None


class Repository(Generic[Row]):
    """Queries on one model. All start from `_rows`, which is scoped to the organization of the transaction."""

    model: ClassVar[type[Any]]
    noun: ClassVar[str]

    def __init__(self, transaction: OrganizationTransaction) -> None:
        self._transaction = transaction

    @property
    def _organization_id(self) -> UUID:
        return self._transaction.organization_id

    def _rows(self) -> QuerySet[Row]:
        rows: QuerySet[Row] = self.model.filter(organization_id=self._organization_id)
        return rows.using_db(self._transaction.connection)

    async def find(self, id: UUID) -> Row | None:
        """The row with this id, if it is the organization's."""
        return await self._rows().get_or_none(id=id)

    async def get(self, id: UUID, field: str) -> Row:
        """The row with this id. Raises NotFound, blaming the input `field`."""
        if (row := await self.find(id)) is None:
            raise NotFound(self.noun, field)
        return row

    async def by_ids(self, ids: list[UUID]) -> dict[UUID, Row]:
        """Those of the rows that exist, by id."""
        return {row.id: row for row in await self._rows().filter(id__in=ids)}

    async def get_locked(self, id: UUID, field: str) -> Row:
        """The row with this id, whose lock is ours until the transaction ends. Raises NotFound, as `get` does."""
        if (row := await self._rows().select_for_update(no_key=True).get_or_none(id=id)) is None:
            raise NotFound(self.noun, field)
        return row

    async def insert(self, row: Row) -> Row:
        """Adds a row of this organization."""
        assert row.organization_id == self._organization_id
        await row.save(using_db=self._transaction.connection, force_create=True)
        return row

    async def store(self, row: Row, *fields: str) -> None:
        """Writes the named fields of a row."""
        assert row.organization_id == self._organization_id
        await row.save(using_db=self._transaction.connection, update_fields=list(fields), force_update=True)


class NamedRepository(Repository[Row]):
    """Rows whose names are unique in the organization. A name that is taken raises ValidationFailed."""

    unique_name: ClassVar[str]
    """The constraint that keeps them so."""

    async def insert(self, row: Row) -> Row:
        with self._unique_name(row):
            return await super().insert(row)

    async def rewrite(self, row: Row, *fields: str) -> None:
        """Writes the named fields of a row, the name perhaps among them."""
        with self._unique_name(row):
            await self.store(row, *fields)

    def taken(self, name: str) -> str:
        """What to say of a name that another row has."""
        return f'There is a{"n" if self.noun[0] in "aeiou" else ""} {self.noun} "{name}" already.'

    def _unique_name(self, row: Any) -> AbstractContextManager[None]:
        return unique(self.unique_name, ValidationFailed.of("name", self.taken(row.name)))


class DeletableRepository(NamedRepository[Row]):
    """Named rows that stay when they are deleted, for what refers to them. The name is free again then."""

    async def by_name(self) -> list[Row]:
        """All that are not deleted, in the order of their names."""
        return await self._there().order_by("name", "id")

    async def there_by_ids(self, ids: list[UUID]) -> dict[UUID, Row]:
        """Those of the rows that exist and are not deleted, by id."""
        return {row.id: row for row in await self._there().filter(id__in=ids)}

    async def get_there(self, id: UUID, field: str) -> Row:
        """Like `get`, but what is deleted is not found."""
        return self._found(await self.get(id, field), field)

    async def get_locked(self, id: UUID, field: str) -> Row:
        """As everywhere, but what is deleted is not found."""
        return self._found(await super().get_locked(id, field), field)

    async def is_taken(self, name: str, but: UUID | None) -> bool:
        """Whether another row than `but` has this name."""
        named = self._there().filter(name=name)
        return await (named if but is None else named.exclude(id=but)).exists()

    async def count(self) -> int:
        """How many there are that are not deleted."""
        return await self._there().count()

    async def require_room(self, most: int, plural: str) -> None:
        """Raises ValidationFailed if there are so many already that are not deleted."""
        if await self.count() >= most:
            message = f"There are {most} {plural}, which is all that there may be. Delete some of them."
            raise ValidationFailed([Violation((), message)])

    async def delete(self, row: Any) -> None:
        """Says of a row that it is deleted."""
        row.deleted_at = self._transaction.now
        await self.store(row, "deleted_at")

    def _there(self) -> QuerySet[Row]:
        return self._rows().filter(deleted_at=None)

    def _found(self, row: Any, field: str) -> Row:
        if row.deleted_at is not None:
            raise NotFound(self.noun, field)
        found: Row = row
        return found
