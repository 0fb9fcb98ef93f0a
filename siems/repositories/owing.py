"""What is owed to people and machines, as parts of the statements that write what it tells of.

Each part is common table expressions, to be put behind one that returns the rows it reads.
"""

PAGED_KINDS = "('ESCALATED', 'ASSIGNED')"
"""The kinds of notifications that a person's pages are counted by."""

_WORKS = "c.verified_at IS NOT NULL AND c.deleted_at IS NULL"
_MINUTE = "(extract(hour FROM local) * 60 + extract(minute FROM local))"
_QUIET = f"""CASE WHEN quiet_from < quiet_until THEN {_MINUTE} >= quiet_from AND {_MINUTE} < quiet_until
            WHEN quiet_from > quiet_until THEN {_MINUTE} >= quiet_from OR {_MINUTE} < quiet_until ELSE false END"""
_TOMORROW = f"CASE WHEN quiet_from > quiet_until AND {_MINUTE} >= quiet_from THEN 1 ELSE 0 END"
_END_OF_QUIET = f"(local::date + {_TOMORROW} + make_interval(mins => quiet_until)) AT TIME ZONE time_zone"

DELIVERIES_TO_PEOPLE = f"""
wanted AS (
    SELECT t.id, t.organization_id, t.user_id, t.incident_id, t.log_sequence, t.created_at,
        CASE WHEN t.kind = 'ESCALATED' OR (t.kind = 'ASSIGNED' AND i.severity >= 3) THEN 'PAGE'
            ELSE 'INFORMATION' END AS urgency,
        s.quiet_from, s.quiet_until, s.time_zone,
        i.severity >= CASE s.lowest_severities ->> t.kind
            WHEN 'NEVER' THEN 5 WHEN 'CRITICAL' THEN 4 WHEN 'HIGH' THEN 3 WHEN 'MEDIUM' THEN 2 ELSE 1 END AS wants
    FROM told t JOIN incidents i ON i.organization_id = t.organization_id AND i.id = t.incident_id
    LEFT JOIN notification_settings s ON s.organization_id = t.organization_id AND s.user_id = t.user_id
), steps AS (
    SELECT w.id, s.position::int AS step, s.after_seconds, c.id AS contact_method_id FROM wanted w
    JOIN notification_steps s
        ON s.organization_id = w.organization_id AND s.user_id = w.user_id AND s.urgency = w.urgency
    JOIN contact_methods c ON c.organization_id = w.organization_id AND c.id = s.contact_method_id AND {_WORKS}
), ways AS (
    SELECT * FROM steps
    UNION ALL
    SELECT w.id, NULL, 0, c.id FROM wanted w CROSS JOIN LATERAL (
        SELECT c.id FROM contact_methods c WHERE c.organization_id = w.organization_id AND c.user_id = w.user_id
            AND {_WORKS} AND (w.urgency = 'PAGE' OR c.channel = 'EMAIL')
        ORDER BY c.created_at, c.id LIMIT CASE w.urgency WHEN 'PAGE' THEN 100 ELSE 1 END
    ) c WHERE NOT EXISTS (SELECT FROM steps s WHERE s.id = w.id)
), timed AS (
    SELECT w.*, ways.step, ways.contact_method_id, w.created_at + make_interval(secs => ways.after_seconds) AS due_at
    FROM wanted w JOIN ways ON ways.id = w.id WHERE w.wants OR w.urgency = 'PAGE'
), placed AS (
    SELECT *, CASE WHEN urgency = 'INFORMATION' THEN due_at AT TIME ZONE time_zone END AS local FROM timed
), deferred AS (
    SELECT *, CASE WHEN {_QUIET} THEN {_END_OF_QUIET} ELSE due_at END AS sent_at FROM placed
), owed AS (
    INSERT INTO deliveries (id, organization_id, urgency, notification_id, user_id, contact_method_id, incident_id,
        log_sequence, step, state, created_at, due_at, next_attempt_at)
    SELECT gen_random_uuid(), organization_id, urgency, id, user_id, contact_method_id, incident_id, log_sequence, step,
        'PENDING', created_at, sent_at, sent_at FROM deferred
)
"""
"""Behind `told`, which are new notifications: by which of their contact methods each person hears of it, and when.

A page goes by all steps of the person whatever the hour, or by all their contact methods at once; information by their
steps or by their first e-mail address, unless they do not want it, and after their quiet hours.
"""

PAGED_IN_VAIN = """
SELECT w.user_id FROM wanted w WHERE w.urgency = 'PAGE' AND NOT EXISTS (SELECT FROM ways WHERE ways.id = w.id)
"""
"""Behind those: who is paged and has no verified contact method, so that only their inbox tells them."""

DELIVERIES_TO_WEBHOOKS = """
told_to_webhooks AS (
    INSERT INTO deliveries (id, organization_id, urgency, webhook_id, incident_id, log_sequence, state, created_at,
        due_at, next_attempt_at)
    SELECT gen_random_uuid(), w.organization_id, 'INFORMATION', w.id, e.subject_id, e.sequence, 'PENDING',
        e.recorded_at, e.recorded_at, e.recorded_at
    FROM entries e JOIN webhooks w ON w.organization_id = e.organization_id AND w.enabled AND w.deleted_at IS NULL
        AND (w.actions = '[]'::jsonb OR w.actions ? e.action)
    JOIN about i ON i.id = e.subject_id AND (w.restricted OR NOT i.restricted)
)
"""
"""Behind `entries`, which are new in the logs of the incidents `about`: each webhook that wants one is told of it."""
