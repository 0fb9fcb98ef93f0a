"""Skills: who writes them, what is logged, and what is refused."""

import asyncio
from typing import Any

import pytest
from configuration_logs import entries
from factories import Person, World

from siems.domain.errors import Forbidden, NotFound, SiemsError, ValidationFailed
from siems.models import Skill
from siems.models.base import new_id


def level(skill: Skill, level: int) -> dict[str, Any]:
    return {"id": str(skill.id), "name": skill.name, "level": level}


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.admin()


async def test_skills_replace_those_before_and_the_log_has_both(world: World, admin: Person) -> None:
    skills, ada = world.app.skills, await world.engineer("Ada")
    go, sql = await skills.create(admin, " Go "), await skills.create(admin, "PostgreSQL")
    await skills.set_skills(admin, ada.id, [(sql.id, 3), (go.id, 5)])
    await skills.set_skills(admin, ada.id, [(sql.id, 3), (go.id, 5)])  # which changes nothing
    await skills.set_skills(admin, ada.id, [(sql.id, 4)])
    assert await skills.of_people(ada, [ada.id, admin.id]) == {ada.id: [(sql.id, 4)]}
    first = {"skills": [level(go, 5), level(sql, 3)]}
    assert await entries(world, ada.id, "SKILLS_CHANGED") == [
        ("SKILLS_CHANGED", {"skills": []}, first),
        ("SKILLS_CHANGED", first, {"skills": [level(sql, 4)]}),
    ]


async def test_a_deleted_skill_is_gone_from_people_services_and_categories(world: World, admin: Person) -> None:
    skills, catalogue, ada = world.app.skills, world.app.catalogue, await world.engineer()
    go = await skills.create(admin, "Go")
    await skills.set_skills(admin, ada.id, [(go.id, 5)])
    service = await catalogue.create_service(admin, {"name": "Checkout", "required_skills": [(go.id, 2)]})
    category = await catalogue.create_category(admin, "Outage", [(go.id, 1)])
    assert await skills.required_by_services(ada, [service.id]) == {service.id: [(go.id, 2)]}
    assert await skills.required_by_categories(ada, [category.id]) == {category.id: [(go.id, 1)]}
    await skills.delete(admin, go.id, "nobody asks for it")
    assert await skills.all(ada) == []
    assert await skills.of_people(ada, [ada.id]) == {}
    assert await skills.required_by_services(ada, [service.id]) == {}
    assert await skills.required_by_categories(ada, [category.id]) == {}
    assert await entries(world, go.id, "CREATED", "DELETED") == [
        ("CREATED", {}, {"name": "Go"}),
        (
            "DELETED",
            {
                "name": "Go",
                "people": [{"id": str(ada.id), "name": ada.user.name, "level": 5}],
                "services": [{"id": str(service.id), "name": "Checkout", "level": 2}],
                "categories": [{"id": str(category.id), "name": "Outage", "level": 1}],
                "templates": [],
            },
            {},
        ),
    ]


async def test_what_a_service_asks_for_is_logged_with_the_service(world: World, admin: Person) -> None:
    go = await world.app.skills.create(admin, "Go")
    service = await world.app.catalogue.create_service(admin, {"name": "Checkout"})
    await world.app.catalogue.update_service(admin, service.id, {"required_skills": [(go.id, 2)]})
    await world.app.catalogue.update_service(admin, service.id, {"description": "Pays"})
    await world.app.catalogue.update_service(admin, service.id, {"required_skills": []})
    some, none = {"required_skills": [level(go, 2)]}, {"required_skills": []}
    assert await entries(world, service.id, "SKILLS_CHANGED") == [
        ("SKILLS_CHANGED", none, some),
        ("SKILLS_CHANGED", some, none),
    ]


async def test_the_manager_of_ones_team_says_what_one_can_do_and_no_other_manager(world: World, admin: Person) -> None:
    grace, other, ada = await world.manager("Grace"), await world.manager(), await world.engineer("Ada")
    await world.app.teams.create(admin, "Platform", grace.id, [ada.id])
    await world.app.teams.create(admin, "Payments", other.id)
    go = await world.app.skills.create(admin, "Go")
    before = await world.fingerprint()
    for caller in (other, ada):
        with pytest.raises(Forbidden):
            await world.app.skills.set_skills(caller, ada.id, [(go.id, 5)])
    assert await world.fingerprint() == before
    await world.app.skills.set_skills(grace, ada.id, [(go.id, 1)])
    assert await world.app.skills.of_people(other, [ada.id]) == {ada.id: [(go.id, 1)]}


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        pytest.param([("go", 0)], ValidationFailed, "A level is 1 to 5; this is 0.", id="too low"),
        pytest.param([("go", 6)], ValidationFailed, "A level is 1 to 5; this is 6.", id="too high"),
        pytest.param([("go", 1), ("go", 2)], ValidationFailed, "This skill is named twice.", id="twice"),
        pytest.param([("nothing", 1)], NotFound, "There is no skill with this id.", id="of nothing"),
        pytest.param([("theirs", 1)], NotFound, "There is no skill with this id.", id="of another organization"),
        pytest.param(51 * [("go", 1)], ValidationFailed, "These are 51; at most 50 are allowed.", id="too many"),
    ],
)
async def test_a_refusal_of_skills_says_why_and_changes_nothing(
    world: World, other_world: World, admin: Person, given: list[tuple[str, int]], error: type[SiemsError], said: str
) -> None:
    ada = await world.engineer()
    ids = {
        "go": (await world.app.skills.create(admin, "Go")).id,
        "theirs": (await world.app.skills.create(await other_world.admin(), "Go")).id,
        "nothing": new_id(),
    }
    before = await world.fingerprint()
    with pytest.raises(error) as refusal:
        await world.app.skills.set_skills(admin, ada.id, [(ids[name], level) for name, level in given])
    assert said in str(refusal.value)
    assert await world.fingerprint() == before


async def test_a_name_is_taken_once_and_the_deactivated_learn_nothing(world: World, admin: Person) -> None:
    ada = await world.engineer("Ada")
    go = await world.app.skills.create(admin, "Go")
    await world.deactivate(ada)
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed, match='There is a skill "Go" already'):
        await world.app.skills.create(admin, "Go")
    with pytest.raises(ValidationFailed, match="Ada is deactivated"):
        await world.app.skills.set_skills(admin, ada.id, [(go.id, 1)])
    assert await world.fingerprint() == before


async def test_a_skill_is_deleted_while_people_are_given_others(world: World, admin: Person) -> None:
    skills = world.app.skills
    kept = await skills.create(admin, "Kept")
    for number in range(6):
        ada, gone = await world.engineer(), await skills.create(admin, f"Gone {number}")
        await skills.set_skills(admin, ada.id, [(gone.id, 3)])
        acts = [skills.delete(admin, gone.id), skills.set_skills(admin, ada.id, [(kept.id, 2)])]
        await asyncio.gather(*(acts if number % 2 else reversed(acts)))
        assert await skills.of_people(admin, [ada.id]) == {ada.id: [(kept.id, 2)]}


async def test_a_skill_that_is_just_deleted_is_given_to_nobody(world: World, admin: Person) -> None:
    skills = world.app.skills
    for number in range(6):
        ada, gone = await world.engineer(), await skills.create(admin, f"Gone {number}")
        acts = [skills.delete(admin, gone.id), skills.set_skills(admin, ada.id, [(gone.id, 3)])]
        done = await asyncio.gather(*(acts if number % 2 else reversed(acts)), return_exceptions=True)
        assert {type(each) for each in done if isinstance(each, BaseException)} <= {NotFound}
        assert await skills.of_people(admin, [ada.id]) == {}


async def test_a_skill_has_another_name_once_and_the_log_has_both(world: World, admin: Person) -> None:
    go = await world.app.skills.create(admin, "Go")
    for _ in range(2):
        assert (await world.app.skills.rename(admin, go.id, " Golang ")).name == "Golang"
    assert await entries(world, go.id, "UPDATED") == [("UPDATED", {"name": "Go"}, {"name": "Golang"})]


@pytest.mark.parametrize("role", ["engineer", "manager"])
async def test_only_admins_say_which_skills_there_are(world: World, admin: Person, role: str) -> None:
    caller, skills = await getattr(world, role)(), world.app.skills
    go, service = await skills.create(admin, "Go"), await world.service()
    before = await world.fingerprint()
    for act in (
        lambda: skills.create(caller, "Rust"),
        lambda: skills.rename(caller, go.id, "Rust"),
        lambda: skills.delete(caller, go.id),
        lambda: world.app.catalogue.update_service(caller, service.id, {"required_skills": [(go.id, 1)]}),
    ):
        with pytest.raises(Forbidden):
            await act()
    assert await world.fingerprint() == before


async def test_a_service_that_asks_for_too_much_is_not_added(world: World, admin: Person) -> None:
    go = await world.app.skills.create(admin, "Go")
    before = await world.fingerprint()
    for asked, said in (
        (21 * [(go.id, 1)], "These are 21; at most 20 are allowed."),
        ([(go.id, 6)], "A level is 1 to 5; this is 6."),
    ):
        with pytest.raises(ValidationFailed, match=said):
            await world.app.catalogue.create_service(admin, {"name": "Checkout", "required_skills": asked})
        with pytest.raises(ValidationFailed, match=said):
            await world.app.catalogue.create_category(admin, "Outage", asked)
    assert await world.fingerprint() == before
