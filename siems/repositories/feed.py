"""The incident log as a feed: reading it, what holds it back, and the epochs that begin when the cluster is another."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siems.domain.cursors import FeedEpoch, FeedPosition
from siems.domain.standing import DECISIVE
from siems.models import IncidentLog
from siems.repositories.base import Transaction

CURRENT_EPOCH = "(SELECT coalesce(max(epoch), 1) FROM feed_epochs)"
"""The epoch of what is written now. It is 1 as long as none has begun."""
HORIZON = f"({CURRENT_EPOCH}, pg_snapshot_xmin(pg_current_snapshot()))"
SETTLED = f"(feed_epoch, feed_xid) < {HORIZON}"
"""True of entries which nothing that commits later can stand before. Those of earlier epochs all are."""
_PLACE = "feed_epoch, feed_xid, id"
_PLACES = "SELECT feed_epoch AS epoch, feed_xid::text AS xid, id FROM incident_log"
_CLUSTER = """
SELECT (SELECT system_identifier FROM pg_control_system()) || '.' ||
       left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || '.' ||
       (SELECT oid FROM pg_database WHERE datname = current_database())
"""
"""Names the cluster, its timeline (another one after a failover or a recovery to a point in time), the database."""


@dataclass(frozen=True)
class FeedHolder:
    """The oldest write transaction of the cluster. None stands for what this user of the database is not told."""

    name: str
    """"process 4711", or "prepared transaction 'x'"."""
    user: str | None
    database: str | None
    application: str | None
    state: str | None
    seconds: float | None
    """For how long it has been open."""


class FeedRepository:
    """The incident log of all organizations as one feed, in an order in which no entry ever appears late."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def after(
        self, position: FeedPosition, limit: int, organization_id: UUID | None = None
    ) -> list[tuple[FeedPosition, IncidentLog]]:
        """Up to `limit` entries behind `position`, of one organization or of all, each with its own position.

        Reads only below the oldest transaction that still runs: whatever commits later sorts behind what was read.
        """
        of_whom, owners = ("", []) if organization_id is None else ("organization_id = $4 AND", [organization_id])
        places = await self._transaction.rows(
            f"{_PLACES} WHERE {of_whom} ({_PLACE}) > ($1, $2::text::xid8, $3) AND {SETTLED} "
            f"ORDER BY {_PLACE} LIMIT {int(limit)}",
            *(position.epoch, str(position.xid), position.id),
            *owners,
        )
        entries = await IncidentLog.filter(id__in=[place["id"] for place in places]).using_db(
            self._transaction.connection
        )
        by_id = {entry.id: entry for entry in entries}
        return [(FeedPosition(each["epoch"], int(each["xid"]), each["id"]), by_id[each["id"]]) for each in places]

    async def decisive_entries(self, before: Mapping[UUID, int]) -> list[tuple[UUID, str, Any]]:
        """What decides how each of these incidents stood before the entry with this sequence: the incident, action
        and `after` of earlier entries, each incident's in order."""
        rows = await self._transaction.rows(
            "SELECT log.subject_id, log.action, log.after::text AS after "
            "FROM unnest($1::uuid[], $2::int[]) AS asked (subject_id, before) "
            "JOIN incident_log log ON log.subject_id = asked.subject_id AND log.sequence < asked.before "
            "WHERE log.after ?| $3::text[] ORDER BY log.subject_id, log.sequence",
            list(before),
            list(before.values()),
            list(DECISIVE),
        )
        return [(row["subject_id"], row["action"], json.loads(row["after"])) for row in rows]

    async def end(self) -> FeedPosition:
        """The newest readable position, for somebody who follows the feed from now on."""
        rows = await self._transaction.rows(
            f"{_PLACES} WHERE {SETTLED} ORDER BY feed_epoch DESC, feed_xid DESC, id DESC LIMIT 1"
        )
        return FeedPosition(rows[0]["epoch"], int(rows[0]["xid"]), rows[0]["id"]) if rows else FeedPosition()

    async def epoch(self) -> FeedEpoch:
        """The newest epoch, whether or not it is this cluster's. Its nonce is "" as long as none has begun."""
        rows = await self._transaction.rows("SELECT epoch, nonce FROM feed_epochs ORDER BY epoch DESC LIMIT 1")
        return FeedEpoch(rows[0]["epoch"], rows[0]["nonce"]) if rows else FeedEpoch(1, "")

    async def lag(self) -> float:
        """For how many seconds the first entry has waited that is committed and not readable yet. 0 if none waits."""
        rows = await self._transaction.rows(
            "SELECT extract(epoch FROM $1 - recorded_at)::float8 AS seconds FROM incident_log "
            f"WHERE (feed_epoch, feed_xid) >= {HORIZON} ORDER BY {_PLACE} LIMIT 1",
            self._transaction.now,
        )
        return max(0.0, rows[0]["seconds"]) if rows else 0.0

    async def holder(self) -> FeedHolder | None:
        """Who holds the feed back, be it in another database of the cluster.

        The state and the age of another user's session are seen by members of pg_read_all_stats only.
        """
        rows = await self._transaction.rows(
            """
            SELECT transactions.*, extract(epoch FROM clock_timestamp() - began)::float8 AS seconds
            FROM (
                SELECT 'process ' || pid AS name, usename::text AS "user", datname::text AS database,
                       nullif(application_name, '') AS application, state, xact_start AS began, transactionid AS xid
                FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
                WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted AND pid <> pg_backend_pid()
                UNION ALL
                SELECT 'prepared transaction ' || quote_literal(gid), owner::text, database::text, NULL, 'prepared',
                       prepared, transaction
                FROM pg_prepared_xacts
            ) AS transactions
            ORDER BY age(xid) DESC LIMIT 1
            """
        )
        names = ("name", "user", "database", "application", "state", "seconds")
        return FeedHolder(*(rows[0][name] for name in names)) if rows else None


class FeedEpochRepository:
    """The beginnings of epochs. An epoch is one database's in one cluster."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of_this_cluster(self) -> FeedEpoch | None:
        """The newest epoch, if it began in this cluster. A standby, which nobody can write into, begins none."""
        rows = await self._transaction.rows(
            "SELECT epoch, nonce FROM feed_epochs WHERE epoch = (SELECT max(epoch) FROM feed_epochs) "
            f"AND CASE WHEN pg_is_in_recovery() THEN true ELSE cluster = ({_CLUSTER}) END"
        )
        return FeedEpoch(rows[0]["epoch"], rows[0]["nonce"]) if rows else None

    async def hold_the_logs(self) -> None:
        """Waits until every transaction that wrote into the logs has ended, and keeps others from it till ours has.

        So no entry of an epoch is committed after the next one has begun, and one epoch begins at a time.
        """
        await self._transaction.rows("SELECT hold_the_logs()")

    async def begin(self) -> FeedEpoch:
        """Begins the next epoch, in this cluster. Only with the logs held."""
        rows = await self._transaction.rows(
            "INSERT INTO feed_epochs (epoch, cluster, nonce, started_at) "
            f"SELECT (SELECT coalesce(max(epoch), 0) + 1 FROM feed_epochs), ({_CLUSTER}), $1, $2 "
            "RETURNING epoch, nonce",
            secrets.token_urlsafe(12),
            self._transaction.now,
        )
        return FeedEpoch(rows[0]["epoch"], rows[0]["nonce"])
