"""People and things for tests, made through the same services as in life."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from siems.bootstrap import Application
from siems.domain.assignment import MOST, Factor
from siems.domain.callers import Caller, Origin
from siems.domain.incidents import Severity
from siems.domain.users import Role
from siems.models import (
    Category,
    ChecklistItem,
    EscalationRule,
    Incident,
    IncidentLog,
    IncidentTemplate,
    Organization,
    Service,
    SlaPolicy,
    Team,
)
from siems.services.incident_reports import Report
from siems.services.incidents import Decision

PASSWORD = "correct horse battery staple"
TABLES_OF_AN_ORGANIZATION = """
SELECT table_name AS name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'organization_id' ORDER BY name
"""
_numbers = count(1)
_tables: list[str] = []


@dataclass(frozen=True)
class Person(Caller):
    """A caller, with what it takes to log in as them."""

    email: str = ""

    @property
    def id(self) -> UUID:
        return self.user.id


def step(*targets: str | UUID, delay_seconds: int = 0, actions: tuple[str, ...] = ("NOTIFY",)) -> dict[str, Any]:
    """One step of a rule's ladder, as it is stored. A person is addressed by id."""
    addressed = [
        {"kind": target} if isinstance(target, str) else {"kind": "USER", "user_id": str(target)} for target in targets
    ]
    return {"delay_seconds": delay_seconds, "targets": addressed, "actions": list(actions)}


def suggestion(rank: int | None = 1, of: int = 1, **parts: tuple[int, str]) -> dict[str, Any]:
    """What the log keeps of an assignment by hand to somebody idle of whom nothing is known, but for `parts`."""
    usual = {
        "SKILLS": (40, "no skill is required"),
        "ON_CALL": (0, "not on call"),
        "HOURS": (8, "has said no working hours"),
        "LOAD": (20, "nothing in hand"),
        "REST": (5, "never paged"),
    }
    reasons = [
        {"factor": factor, "points": points, "most": MOST[Factor(factor)], "text": text}
        for factor, (points, text) in {**usual, **parts}.items()
    ]
    return {
        "score": sum(reason["points"] for reason in reasons),
        "rank": rank,
        "of": of,
        "automatic": False,
        "eligible": True,
        "from_other_teams": False,
        "reasons": reasons,
    }


@dataclass(frozen=True)
class World:
    """One organization of one test."""

    app: Application
    organization: Organization

    async def person(self, role: Role, name: str | None = None) -> Person:
        """Somebody with this role and the password PASSWORD."""
        number = next(_numbers)
        name = name or f"{role.value.title()} {number}"
        email = f"{role.value.lower()}{number}.{self.organization.id}@example.com"
        user = await self.app.setup.create_user(self.organization, email, name, PASSWORD, role)
        return Person(user.as_domain(), "test-request", "192.0.2.1", email=email)

    async def admin(self, name: str | None = None) -> Person:
        return await self.person(Role.ADMIN, name)

    async def manager(self, name: str | None = None) -> Person:
        return await self.person(Role.MANAGER, name)

    async def engineer(self, name: str | None = None) -> Person:
        return await self.person(Role.ENGINEER, name)

    async def deactivate(self, person: Person) -> None:
        """Takes away somebody's account."""
        async with self.app.units.of(self.organization.id) as work:
            await work.rows("UPDATE users SET deactivated_at = $2 WHERE id = $1 RETURNING id", person.id, work.now)

    async def team(self, name: str = "Platform", manager_id: UUID | None = None) -> Team:
        async with self.app.units.of(self.organization.id) as work:
            return await work.teams.create(name, manager_id)

    async def service(self, name: str = "Checkout", team_id: UUID | None = None) -> Service:
        async with self.app.units.of(self.organization.id) as work:
            return await work.services.create(name, team_id=team_id)

    async def category(self, name: str = "Outage") -> Category:
        async with self.app.units.of(self.organization.id) as work:
            return await work.categories.create(name)

    async def incident(self, reporter: Caller, title: str = "Disk full on db-1", **more: Any) -> Incident:
        """A reported incident; `more` as in Report."""
        return await self.app.incidents.report(reporter, Report(title, **{"severity": Severity.HIGH, **more}))

    async def incident_in(self, status: str, manager: Caller, assignee: Caller, **more: Any) -> Incident:
        """An incident that was walked to `status` by the shortest way."""
        incidents = self.app.incidents
        incident = await self.incident(manager, **more)
        decision = Decision(incident.id)
        walk = [
            ("ASSIGNED", lambda: incidents.assign(manager, decision, assignee.user.id)),
            ("IN_PROGRESS", lambda: incidents.start(manager, decision)),
            ("RESOLVED", lambda: incidents.resolve(manager, decision, "Fixed")),
            ("CLOSED", lambda: incidents.close(manager, decision)),
        ]
        for reached, step in walk:
            if incident.status == status:
                break
            incident = await step()
            assert incident.status == reached
        return incident

    async def rule(self, name: str = "Unassigned", strategy: str = "UNASSIGNED", **more: Any) -> EscalationRule:
        """An escalation rule for every incident: after 5 minutes it tells the managers, once. `more` as in its row."""
        values = {
            "severities": [],
            "service_ids": [],
            "category_ids": [],
            "team_ids": [],
            "after_seconds": 300,
            "repeats": 0,
            "repeat_seconds": 600,
            "acknowledge_timeout_seconds": 1800,
            "steps": [step("ALL_MANAGERS")],
            "enabled": True,
            **more,
        }
        async with self.app.units.of(self.organization.id) as work:
            rule = await work.escalation_rules.create(name=name, strategy=strategy, **values)
            await work.escalation_rules.changed()
        await self.replan()
        return rule

    async def policy(self, name: str = "Standard", **more: Any) -> SlaPolicy:
        """A service level for every incident: work begins within 10 minutes, and it is resolved within 100. `more` as
        in its row."""
        usual = {"severities": [], "service_ids": [], "respond_minutes": 10, "resolve_minutes": 100}
        async with self.app.units.of(self.organization.id) as work:
            policy = await work.sla_policies.create(name=name, **{**usual, **more})
            await work.escalation_rules.changed()
        await self.replan()
        return policy

    async def replan(self) -> None:
        """Lets all unresolved incidents follow the rules and policies, as the worker does."""
        while (await self.app.escalations.replan()).more:
            pass

    async def template(self, name: str = "Disk full", **more: Any) -> IncidentTemplate:
        """A template, by default with one placeholder, `host`; `more` as in its service."""
        values = {"title": "Disk full on {{host}}", "checklist": ["Look", "Make room"], **more}
        return (await self.app.incident_templates.create(await self.admin(), {"name": name, **values})).row

    async def checklist(self, incident: Incident, *texts: str) -> None:
        """Gives an incident a checklist, as if it were made from a template."""
        async with self.app.units.of(self.organization.id) as work:
            for position, text in enumerate(texts, 1):
                item = ChecklistItem(organization_id=work.organization_id, incident_id=incident.id, text=text)
                item.position = position
                await work.checklists.insert(item)

    async def retire(self) -> None:
        """Leaves nothing for the sweeps of other tests, which move the clock."""
        async with self.app.units.of(self.organization.id) as work:
            await work.rows(
                "UPDATE incidents SET next_escalation_at = NULL, next_sla_at = NULL WHERE organization_id = $1 "
                "AND least(next_escalation_at, next_sla_at) IS NOT NULL RETURNING id",
                self.organization.id,
            )
            await work.rows(
                "UPDATE deliveries SET state = 'CANCELLED', next_attempt_at = NULL, lease_until = NULL, ended_at = $2 "
                "WHERE organization_id = $1 AND state IN ('PENDING', 'SENDING') RETURNING id",
                self.organization.id,
                work.now,
            )
            await work.rows(
                "UPDATE escalation_planning SET planned_revision = revision WHERE organization_id = $1 "
                "RETURNING revision",
                self.organization.id,
            )

    async def log(self, incident_id: UUID, viewer: Caller) -> list[IncidentLog]:
        """The whole log of an incident."""
        return await self.app.incident_lists.log(viewer, incident_id, after=0, limit=1000)

    async def key(self, admin: Caller, name: str = "Alertmanager") -> str:
        """A key for an integration."""
        return (await self.app.api_keys.create(admin, name, None)).secret

    async def fingerprint(self) -> dict[str, str]:
        """Everything that is stored of the organization, by table, for proving that nothing changed."""
        async with self.app.units.of(self.organization.id) as work:
            if not _tables:
                _tables.extend(row["name"] for row in await work.rows(TABLES_OF_AN_ORGANIZATION))
            # In one statement: it is asked for so often that a round trip for each table takes most of a test's time.
            parts = (
                f"SELECT '{table}' AS name, coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '') AS all_rows "
                f"FROM {table} t WHERE organization_id = $1"
                for table in _tables
            )
            rows = await work.rows(" UNION ALL ".join(parts), self.organization.id)
        return {row["name"]: row["all_rows"] for row in rows}

    async def token(self, person: Person) -> str:
        """An access token, got by logging in."""
        return (await self.app.auth.login(person.email, PASSWORD, Origin())).access_token

    async def stored(self, incident_id: UUID) -> dict[str, Any]:
        """The incident's row as it is in the database, for proving that a refusal changed nothing."""
        async with self.app.units.of(self.organization.id) as work:
            [row] = await work.rows("SELECT * FROM incidents WHERE id = $1", incident_id)
            [log] = await work.rows("SELECT count(*) AS entries FROM incident_log WHERE subject_id = $1", incident_id)
        return {**row, "log entries": log["entries"]}


@asynccontextmanager
async def an_organization(app: Application) -> AsyncIterator[World]:
    """A new organization, and ways to put people and things into it."""
    name = f"Test {os.getpid()} {next(_numbers)}"
    world = World(app, await app.setup.create_organization(name, with_defaults=False))
    yield world
    await world.retire()
