"""Teams: who works together, and who answers for it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.text import NAME, Checks
from siems.domain.users import Power, Role
from siems.models import Team, User
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration


class TeamService:
    """Only admins change teams."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def create(
        self, caller: Caller, name: str, manager_id: UUID | None = None, member_ids: Sequence[UUID] = ()
    ) -> Team:
        """Adds a team. Raises ValidationFailed if there is one of that name."""
        caller.user.must(Power.ADMINISTER)
        name = _checked_name(name)
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()
            await _check_manager(work, manager_id)
            members = await _active(work, member_ids, "memberIds")
            team = await work.teams.create(name, manager_id)
            columns = ("name", "manager_id") if manager_id else ("name",)
            await configuration.created(work, caller, SubjectKind.TEAM, team, *columns)
            await _add(work, caller, team, members)
        return team

    async def update(
        self,
        caller: Caller,
        team_id: UUID,
        values: Mapping[str, Any],
        add: Sequence[UUID] = (),
        remove: Sequence[UUID] = (),
    ) -> Team:
        """Changes name and manager_id, where `values` has them, and the members. Who is one already stays one."""
        caller.user.must(Power.ADMINISTER)
        if both := set(add) & set(remove):
            raise ValidationFailed.of("removeMemberIds", f"{len(both)} of these are in `addMemberIds` too.")
        values = {**values, **({"name": _checked_name(values["name"])} if "name" in values else {})}
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()
            team = await work.teams.get_locked(team_id, "teamId")
            await _check_manager(work, values.get("manager_id"))
            members = await _active(work, add, "addMemberIds")
            if written := await configuration.apply(work, caller, SubjectKind.TEAM, team, values):
                await work.teams.rewrite(team, *written)
            await _add(work, caller, team, members)
            await _remove(work, caller, team, remove)
        return team


def _checked_name(name: str | None) -> str:
    checks = Checks()
    name = checks.text("name", name, NAME)
    checks.done()
    return name


async def _check_manager(work: UnitOfWork, id: UUID | None) -> None:
    if id is None:
        return
    [user] = await _active(work, [id], "managerId")
    if user.role is Role.ENGINEER:
        raise ValidationFailed.of(
            "managerId", f"{user.name} is an engineer; a team's manager is a manager or an admin."
        )


async def _active(work: UnitOfWork, ids: Sequence[UUID], field: str) -> list[User]:
    users = [await work.users.get(id, field) for id in dict.fromkeys(ids)]
    for user in users:
        if user.deactivated_at is not None:
            raise ValidationFailed.of(field, f"{user.name} is deactivated.")
    return users


async def _add(work: UnitOfWork, caller: Caller, team: Team, users: Sequence[User]) -> None:
    present = await work.teams.member_ids(team.id)
    new = [user for user in users if user.id not in present]
    await work.teams.add_members(team.id, [user.id for user in new])
    for user in new:
        await _log_member(work, caller, team, ConfigurationAction.MEMBER_ADDED, {}, _member(user))


async def _remove(work: UnitOfWork, caller: Caller, team: Team, ids: Sequence[UUID]) -> None:
    present = await work.teams.member_ids(team.id)
    old = [await work.users.get(id, "removeMemberIds") for id in dict.fromkeys(ids)]
    old = [user for user in old if user.id in present]
    await work.teams.remove_members(team.id, [user.id for user in old])
    for user in old:
        await _log_member(work, caller, team, ConfigurationAction.MEMBER_REMOVED, _member(user), {})


async def _log_member(
    work: UnitOfWork,
    caller: Caller,
    team: Team,
    action: ConfigurationAction,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    await configuration.log(work, caller, SubjectKind.TEAM, team, action, before, after)


def _member(user: User) -> dict[str, Any]:
    return {"member": {"id": str(user.id), "name": user.name}}
