"""Postmortems: what was learnt from an incident, as text that is written over time."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE postmortems (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    incident_id UUID NOT NULL,
    body TEXT NOT NULL,
    version INT NOT NULL CHECK (version > 0),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    updated_by_id UUID NOT NULL,
    UNIQUE (organization_id, id),
    CONSTRAINT one_postmortem_of_an_incident UNIQUE (incident_id),
    FOREIGN KEY (organization_id, incident_id) REFERENCES incidents (organization_id, id),
    FOREIGN KEY (organization_id, updated_by_id) REFERENCES users (organization_id, id)
);

GRANT SELECT, INSERT, UPDATE ON postmortems TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP TABLE postmortems;"
