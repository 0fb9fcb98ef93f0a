"""What every model shares: UUIDv7 keys, an organization, and PostgreSQL's transaction ids as a column type.

References are plain UUID columns: their foreign keys are composite (organization, id), written in the migrations, so
that no row can point into another organization, and nothing is ever loaded behind a reader's back.
"""

from uuid import UUID

from tortoise import Model, fields
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: unique, and growing with time, so that indexes stay dense."""
    return uuid7()


class OrganizationModel(Model):
    """A row that belongs to one organization. Queries on it go through `repositories.base.Repository`."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization_id = fields.UUIDField()

    class Meta:
        abstract = True


class TransactionIdField(fields.Field[int], int):
    """A PostgreSQL xid8: the id of the transaction that wrote a row. Written by SQL, never by Python."""

    SQL_TYPE = "XID8"
    field_type = int
