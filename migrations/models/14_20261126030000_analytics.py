"""Indexes for many incidents: what analytics read of them without the table, and what lists and counts begin with."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

# By when an incident was reported, with all that is counted of it (this one replaces the index that lists used); and by
# when it was resolved, with what it can be filtered by: so that what was open at some moment is found without what was
# resolved before. An index alone can be read only where the table was vacuumed since it was written: that is done
# sooner than when a fifth of it has changed.
INDEXES = """
CREATE INDEX incidents_by_report ON incidents (organization_id, created_at, id) INCLUDE (
    severity, category_id, service_id, team_id, assignee_id, acknowledged_at, started_at, resolved_at,
    respond_due_at, resolve_due_at, reopen_count, rule_escalations, hand_escalations
);
CREATE INDEX incidents_by_resolution ON incidents (organization_id, resolved_at) INCLUDE (
    created_at, severity, category_id, service_id, team_id, assignee_id
);
DROP INDEX incidents_by_creation;
CREATE INDEX unresolved_incidents_by_report ON incidents (organization_id, created_at, id)
    WHERE status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS');
CREATE INDEX restricted_incidents ON incidents (organization_id, created_at, id) INCLUDE (reporter_id, assignee_id)
    WHERE restricted;
ALTER TABLE incidents SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return INDEXES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
ALTER TABLE incidents RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor);
CREATE INDEX incidents_by_creation ON incidents (organization_id, created_at, id);
DROP INDEX restricted_incidents, unresolved_incidents_by_report, incidents_by_resolution, incidents_by_report;
"""
