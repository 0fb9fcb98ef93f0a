"""On-call schedules: who writes them, what is logged, and what is refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from factories import Person, World
from on_call import STORED_WEEKLY, WEEKLY, draft, layer, log_of, named, utc

from siems.bootstrap import Application
from siems.domain.errors import Forbidden, NotFound, SiemsError, ValidationFailed
from siems.domain.on_call import RotationUnit
from siems.models import OnCallOverride, OnCallSchedule, Team
from siems.models.base import new_id
from siems.services import on_call_schedules
from siems.services.on_call_schedules import LayerDraft, RotationDraft, ScheduleDraft, WindowDraft

FAR = utc("2099-06-01T00:00")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """A team with a manager and a schedule on which two people are."""

    world: World
    grace: Person
    ada: Person
    bob: Person
    team: Team
    row: OnCallSchedule

    async def stand_in(self, **more: Any) -> OnCallOverride:
        values = {"starts_at": FAR, "ends_at": FAR + DAY, "user_id": self.bob.id, **more}
        return await self.world.app.on_call_schedules.add_override(self.grace, self.row.id, **values)


@pytest.fixture
async def scene(world: World) -> Scene:
    grace = await world.manager("Grace")
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    team = await world.team("Platform", grace.id)
    row = await world.app.on_call_schedules.create(grace, team.id, draft(layer(ada, bob)))
    return Scene(world, grace, ada, bob, team, row)


async def violations(scene: Scene, draft: ScheduleDraft, row: OnCallSchedule | None = None) -> dict[str, str]:
    """What a refusal blames on which field, having proved that it changed nothing."""
    schedules, before = scene.world.app.on_call_schedules, await scene.world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await (
            schedules.create(scene.grace, scene.team.id, draft)
            if row is None
            else schedules.update(scene.grace, row.id, draft)
        )
    assert await scene.world.fingerprint() == before
    return {".".join(violation.field): violation.message for violation in refusal.value.violations}


async def test_everything_that_happens_to_a_schedule_is_logged_with_names(scene: Scene, app: Application) -> None:
    row, schedules = scene.row, app.on_call_schedules
    hours = [WindowDraft([4, 0, 4], "09:00", "17:30")]
    office = layer(scene.bob, scene.bob, name="Office", rotation=replace(WEEKLY, length=2), hours=hours)
    await schedules.update(scene.grace, row.id, ScheduleDraft(name="Primary", layers=[office, layer(scene.ada)]))
    await schedules.update(scene.grace, row.id, ScheduleDraft(name="Primary", time_zone="Europe/Berlin"))
    override = await scene.stand_in(reason="swapped")
    await schedules.remove_override(scene.grace, override.id, "swapped back")
    await schedules.delete(scene.grace, row.id, "  ")
    first = {"name": "Everybody", **STORED_WEEKLY}
    office_hours = [{"weekdays": [0, 4], "starts_at": "09:00", "ends_at": "17:30"}]
    rest = {"name": "Office", **STORED_WEEKLY, "length": 2, "hours": office_hours}
    said = {
        "schedule": {"id": str(row.id), "name": "Primary"},
        "override": {
            "id": str(override.id),
            "user": named(scene.bob)[0],
            "starts_at": "2099-06-01T00:00:00.000000Z",
            "ends_at": "2099-06-02T00:00:00.000000Z",
        },
    }
    before = [{**first, "participants": named(scene.ada, scene.bob)}]
    after = [{**rest, "participants": named(scene.bob, scene.bob)}, {**first, "participants": named(scene.ada)}]
    team = {"id": str(scene.team.id), "name": "Platform"}
    created = {"name": "Primary", "team": team, "time_zone": "Europe/Berlin", "layers": before}
    assert await log_of(scene.world, row.id) == [
        ("CREATED", {}, created, None),
        ("UPDATED", {"layers": before}, {"layers": after}, None),
        ("OVERRIDE_ADDED", {}, said, "swapped"),
        ("OVERRIDE_REMOVED", said, {}, "swapped back"),
        ("DELETED", {"name": "Primary"}, {}, None),
    ]
    assert await schedules.all(scene.ada) == []


async def test_everybody_reads_the_schedules_of_all_teams_in_the_order_of_their_names(
    scene: Scene, app: Application, other_world: World
) -> None:
    other, admin = await scene.world.team("Network"), await scene.world.admin()
    second = await app.on_call_schedules.create(admin, other.id, draft(layer(scene.ada), name="Backbone"))
    schedules = app.on_call_schedules
    assert [row.name for row in await schedules.all(scene.bob)] == ["Backbone", "Primary"]
    assert [row.id for row in await schedules.all(scene.bob, other.id)] == [second.id]
    stranger = await other_world.admin()
    assert await schedules.all(stranger) == []
    assert await schedules.by_ids(stranger, [second.id]) == {}
    await schedules.delete(admin, second.id)
    assert set(await schedules.by_ids(scene.bob, [second.id, scene.row.id])) == {scene.row.id}


WRITES: dict[str, Callable[[Scene, Person, OnCallOverride], Awaitable[object]]] = {
    "create": lambda scene, who, _: scene.world.app.on_call_schedules.create(
        who, scene.team.id, draft(layer(scene.ada), name="Another")
    ),
    "update": lambda scene, who, _: scene.world.app.on_call_schedules.update(
        who, scene.row.id, ScheduleDraft(name="Another")
    ),
    "delete": lambda scene, who, _: scene.world.app.on_call_schedules.delete(who, scene.row.id),
    "add": lambda scene, who, _: scene.world.app.on_call_schedules.add_override(
        who, scene.row.id, scene.ada.id, FAR, FAR + DAY
    ),
    "remove": lambda scene, who, override: scene.world.app.on_call_schedules.remove_override(who, override.id),
}


@pytest.mark.parametrize("write", WRITES)
async def test_an_admin_and_the_manager_of_the_very_team_write_and_nobody_else(
    scene: Scene, other_world: World, write: str
) -> None:
    world, override = scene.world, await scene.stand_in()
    other = await world.manager()
    await world.team("Network", other.id)
    denied = "Only an admin and the manager of Platform may do this."
    lacking = "change the schedules, skills and availability of the teams that they manage"
    stranger = await other_world.admin()
    fields = {"create": ("teamId",), "remove": ("overrideId",)}
    before = await world.fingerprint(), await other_world.fingerprint()
    for who, error, message in (
        (scene.ada, Forbidden, f"The role ENGINEER may not {lacking}."),
        (other, Forbidden, denied),
        (stranger, NotFound, None),
    ):
        with pytest.raises(error) as refusal:
            await WRITES[write](scene, who, override)
        assert message in (None, refusal.value.message)
    assert isinstance(refusal.value, NotFound)
    assert refusal.value.field == fields.get(write, ("onCallScheduleId",))
    assert (await world.fingerprint(), await other_world.fingerprint()) == before
    await WRITES[write](scene, await world.admin(), override)
    assert len(await log_of(world, scene.row.id)) == (2 if write == "create" else 3)


async def test_a_draft_is_refused_with_everything_that_is_wrong(scene: Scene, other_world: World) -> None:
    gone, stranger = await scene.world.engineer("Gone"), await other_world.engineer()
    await scene.world.deactivate(gone)
    rotation = RotationDraft(RotationUnit.HOURS, 169, date(1999, 12, 31), "24:00")
    days, weeks = replace(WEEKLY, unit=RotationUnit.DAYS, length=61), replace(WEEKLY, length=0, handoff_time="9:00")
    drafted = draft(
        LayerDraft("", [], rotation, []),
        layer(
            gone, stranger, scene.ada, rotation=days, hours=[WindowDraft([], "09:00", "9"), WindowDraft([1], "", "")]
        ),
        layer(*51 * [scene.ada], rotation=weeks, hours=22 * [WindowDraft([1], "00:00", "00:00")]),
        name="Primary",
        time_zone="Europe/Bonn",
    )
    at = 'This must be a time of day, "00:00" to "23:59".'
    assert await violations(scene, drafted) == {
        "name": 'There is an on-call schedule "Primary" already.',
        "timeZone": "This must be the name of a time zone, as in Europe/Berlin.",
        "layers.0.name": "This must not be empty.",
        "layers.0.participantIds": "A layer has 1 to 50 participants; this one has 0.",
        "layers.0.rotation.length": "This must be 1 to 168 hours; it is 169.",
        "layers.0.rotation.startsOn": "This must be in the years 2000 to 2100.",
        "layers.0.rotation.handoffTime": at,
        "layers.0.hours": "These are 0; 1 to 21 are allowed, or null for all hours.",
        "layers.1.participantIds.0": "Gone is deactivated.",
        "layers.1.participantIds.1": "There is no user with this id.",
        "layers.1.rotation.length": "This must be 1 to 60 days; it is 61.",
        "layers.1.hours.0.weekdays": "Name at least one weekday.",
        "layers.1.hours.0.endsAt": at,
        "layers.1.hours.1.startsAt": at,
        "layers.1.hours.1.endsAt": at,
        "layers.2.participantIds": "A layer has 1 to 50 participants; this one has 51.",
        "layers.2.rotation.length": "This must be 1 to 52 weeks; it is 0.",
        "layers.2.rotation.handoffTime": at,
        "layers.2.hours": "These are 22; 1 to 21 are allowed, or null for all hours.",
    }


@pytest.mark.parametrize("many", [0, 11])
async def test_a_schedule_has_one_to_ten_layers(scene: Scene, many: int) -> None:
    message = f"A schedule has 1 to 10 layers; this one has {many}."
    for row in (None, scene.row):
        assert await violations(scene, draft(*many * [layer(scene.ada)], name="New"), row) == {"layers": message}


async def test_a_new_schedule_needs_everything(scene: Scene) -> None:
    assert list(await violations(scene, ScheduleDraft())) == ["name", "timeZone", "layers"]


async def test_whoever_was_deactivated_since_may_stay_but_nobody_deactivated_may_join(
    scene: Scene, app: Application
) -> None:
    admin, gone = await scene.world.admin(), await scene.world.engineer("Gone")
    for person in (scene.bob, gone):
        await app.people.deactivate(admin, person.id)
    kept = ScheduleDraft(layers=[layer(scene.bob, scene.ada, name="Renamed"), layer(scene.bob)])
    row = await app.on_call_schedules.update(scene.grace, scene.row.id, kept)
    assert row.layers[0]["participants"] == [str(scene.bob.id), str(scene.ada.id)]
    joining = ScheduleDraft(layers=[layer(scene.bob, gone)])
    assert await violations(scene, joining, scene.row) == {"layers.0.participantIds.1": "Gone is deactivated."}
    again = draft(layer(scene.bob), name="Another")
    assert await violations(scene, again) == {"layers.0.participantIds.0": "Bob is deactivated."}


async def test_a_name_is_free_again_when_its_schedule_is_deleted(scene: Scene, app: Application) -> None:
    await app.on_call_schedules.delete(scene.grace, scene.row.id)
    again = await app.on_call_schedules.create(scene.grace, scene.team.id, draft(layer(scene.ada)))
    assert again.name == scene.row.name
    with pytest.raises(NotFound):
        await app.on_call_schedules.update(scene.grace, scene.row.id, ScheduleDraft(name="Old"))


@pytest.mark.parametrize(
    ("limit", "whose"), [("MOST_OF_A_TEAM", "Platform"), ("MOST_OF_AN_ORGANIZATION", "The organization")]
)
async def test_there_are_only_so_many_schedules(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, limit: str, whose: str
) -> None:
    monkeypatch.setattr(on_call_schedules, limit, 1)
    message = f"{whose} has 1 on-call schedules, which is all that there may be. Delete some of them."
    assert await violations(scene, draft(layer(scene.ada), name="Second")) == {"": message}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"ends_at": FAR}, {"endsAt": "This must be after `startsAt`."}),
        (
            {"starts_at": utc("2020-01-01T00:00"), "ends_at": utc("2020-01-02T00:00"), "user_id": new_id()},
            {"userId": "There is no user with this id.", "endsAt": "This must be in the future."},
        ),
        (
            {"ends_at": FAR + 366 * DAY + timedelta(seconds=1)},
            {"endsAt": "This must be at most 366 days after `startsAt`."},
        ),
        ({"reason": "x" * 1001}, {"reason": "This has 1001 characters; at most 1000 are allowed."}),
    ],
)
async def test_a_refused_override_says_why(scene: Scene, given: dict[str, Any], expected: dict[str, str]) -> None:
    before = await scene.world.fingerprint()
    with pytest.raises(ValidationFailed) as refusal:
        await scene.stand_in(**given)
    assert {".".join(one.field): one.message for one in refusal.value.violations} == expected
    assert await scene.world.fingerprint() == before


async def test_nobody_deactivated_stands_in(scene: Scene) -> None:
    await scene.world.deactivate(scene.bob)
    with pytest.raises(ValidationFailed, match=r"Bob is deactivated\."):
        await scene.stand_in()


async def test_a_schedule_has_only_so_many_overrides_to_come(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_call_schedules, "MOST_OVERRIDES", 1)
    override = await scene.stand_in(starts_at=utc("2026-01-01T00:00"), ends_at=utc("2026-12-31T00:00"))
    with pytest.raises(ValidationFailed, match="Primary has 1 overrides to come"):
        await scene.stand_in()
    await scene.world.app.on_call_schedules.remove_override(scene.grace, override.id)
    await scene.stand_in()


async def test_an_override_is_removed_once(scene: Scene, app: Application) -> None:
    override = await scene.stand_in()
    await app.on_call_schedules.remove_override(scene.grace, override.id)
    before = await scene.world.fingerprint()
    with pytest.raises(SiemsError, match="There is no on-call override with this id") as refusal:
        await app.on_call_schedules.remove_override(scene.grace, override.id)
    assert isinstance(refusal.value, NotFound)
    assert await scene.world.fingerprint() == before


async def test_a_double_click_makes_one_override(scene: Scene) -> None:
    await scene.stand_in()
    before = await scene.world.fingerprint()
    with pytest.raises(ValidationFailed, match="There is this very override already"):
        await scene.stand_in()
    assert await scene.world.fingerprint() == before


async def test_an_override_that_no_list_could_show_is_refused(scene: Scene) -> None:
    before = await scene.world.fingerprint()
    with pytest.raises(ValidationFailed, match="Both must be in the years 2000 to 2100"):
        await scene.stand_in(starts_at=utc("9999-01-01T00:00"), ends_at=utc("9999-01-02T00:00"))
    assert await scene.world.fingerprint() == before
