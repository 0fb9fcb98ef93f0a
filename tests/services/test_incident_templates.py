"""Incident templates: who writes them, what makes a new version, and what the log says of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import assigning
import pytest
from configuration_logs import entries
from event_logs import rows
from factories import Person, World
from tortoise.exceptions import OperationalError

from siems.domain.errors import Forbidden, NotFound, ValidationFailed
from siems.domain.incidents import Severity
from siems.models import IncidentTemplate
from siems.models.base import new_id
from siems.services.incident_templates import Template

ALL = ("CREATED", "UPDATED", "DELETED")


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.admin()


async def versions(world: World, template: IncidentTemplate) -> list[dict[str, Any]]:
    """Every version of a template as it is stored, oldest first."""
    sql = "SELECT * FROM incident_template_versions WHERE organization_id = $1 AND template_id = $2 ORDER BY version"
    return await rows(world, sql, template.id)


def said(template: Template) -> dict[str, Any]:
    columns = ("title", "description", "severity", "category_id", "service_id", "required_skills", "checklist")
    return {column: getattr(template.version, column) for column in columns}


async def test_a_template_says_what_it_was_given_and_the_rest_is_empty(world: World, admin: Person) -> None:
    service, category, go = await world.service(), await world.category(), await assigning.skill(world, "Go")
    templates = world.app.incident_templates
    texts = {"title": "Disk full on {{host}}", "description": "Since {{since}}", "checklist": ["Look", "Make room"]}
    references = {"category_id": category.id, "service_id": service.id}
    given = {**texts, **references, "severity": Severity.HIGH, "required_skills": [(go, 3)]}
    await templates.create(admin, {"name": " Disk ", **given})
    await templates.create(admin, {"name": "Bare", "title": "Fire"})
    bare, disk = await templates.all(await world.engineer())
    assert [(each.row.name, each.row.version, each.version.version) for each in (bare, disk)] == [
        ("Bare", 1, 1),
        ("Disk", 1, 1),
    ]
    assert said(disk) == {**given, "required_skills": {str(go): 3}}
    assert said(bare) == {
        "title": "Fire",
        "description": "",
        "severity": Severity.MEDIUM,
        "category_id": None,
        "service_id": None,
        "required_skills": {},
        "checklist": [],
    }
    logged = {
        **texts,
        "name": "Disk",
        "version": 1,
        "severity": "HIGH",
        "category": {"id": str(category.id), "name": "Outage"},
        "service": {"id": str(service.id), "name": "Checkout"},
        "required_skills": [{"id": str(go), "name": "Go", "level": 3}],
    }
    assert await entries(world, disk.row.id, *ALL) == [("CREATED", {}, logged)]


async def test_what_changes_makes_a_new_version_and_leaves_the_old_one_alone(world: World, admin: Person) -> None:
    templates, service, go = world.app.incident_templates, await world.service(), await assigning.skill(world, "Go")
    template = await world.template(service_id=service.id)
    [first] = await versions(world, template)
    changed = await templates.update(
        admin, template.id, {"title": "{{host}} is full", "service_id": None, "required_skills": [(go, 2)]}
    )
    assert (changed.row.version, changed.version.version, changed.version.title) == (2, 2, "{{host}} is full")
    assert (changed.version.checklist, changed.version.service_id) == (["Look", "Make room"], None)
    old, new = await versions(world, template)
    assert (old, new["version"], new["title"]) == (first, 2, "{{host}} is full")
    before = {"title": "Disk full on {{host}}", "service": {"id": str(service.id), "name": "Checkout"}}
    after = {"title": "{{host}} is full", "service": None}
    assert await entries(world, template.id, "UPDATED") == [
        (
            "UPDATED",
            {"version": 1, **before, "required_skills": []},
            {"version": 2, **after, "required_skills": [{"id": str(go), "name": "Go", "level": 2}]},
        )
    ]


async def test_what_changes_nothing_makes_no_version_and_no_entry(world: World, admin: Person) -> None:
    templates, go = world.app.incident_templates, await assigning.skill(world, "Go")
    template = await world.template(required_skills=[(go, 2)])
    same = {
        "name": " Disk full",
        "title": "Disk full on {{host}} ",
        "description": None,
        "severity": Severity.MEDIUM,
        "category_id": None,
        "required_skills": [(go, 2)],
        "checklist": ["Look", " Make room "],
    }
    before = await world.fingerprint()
    assert (await templates.update(admin, template.id, same)).version.version == 1
    assert (await templates.update(admin, template.id, {})).version.version == 1
    assert await world.fingerprint() == before


async def test_another_name_is_no_new_version(world: World, admin: Person) -> None:
    templates, template = world.app.incident_templates, await world.template()
    renamed = await templates.update(admin, template.id, {"name": "Full disk"})
    assert (renamed.row.name, renamed.row.version) == ("Full disk", 1)
    both = await templates.update(admin, template.id, {"name": "Disk", "checklist": []})
    assert (both.row.name, both.row.version) == ("Disk", 2)
    assert await entries(world, template.id, "UPDATED") == [
        ("UPDATED", {"name": "Disk full"}, {"name": "Full disk"}),
        (
            "UPDATED",
            {"name": "Full disk", "version": 1, "checklist": ["Look", "Make room"]},
            {"name": "Disk", "version": 2, "checklist": []},
        ),
    ]


async def test_of_changes_at_once_each_is_a_version_of_its_own_and_none_is_lost(world: World, admin: Person) -> None:
    templates, template = world.app.incident_templates, await world.template(checklist=[])
    given = [{"title": "Full"}, {"description": "Of data"}, {"severity": Severity.LOW}, {"checklist": ["Look"]}]
    await asyncio.gather(*(templates.update(admin, template.id, values) for values in given))
    assert [row["version"] for row in await versions(world, template)] == [1, 2, 3, 4, 5]
    [latest] = await templates.all(admin)
    assert said(latest) == {
        "title": "Full",
        "description": "Of data",
        "severity": Severity.LOW,
        "category_id": None,
        "service_id": None,
        "required_skills": {},
        "checklist": ["Look"],
    }
    assert len(await entries(world, template.id, "UPDATED")) == 4
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_the_database_refuses_to_change_a_version(world: World) -> None:
    template = await world.template()
    before = await world.fingerprint()
    for sql in ("UPDATE incident_template_versions SET title = ''", "DELETE FROM incident_template_versions"):
        with pytest.raises(OperationalError, match="permission denied"):
            await rows(world, f"{sql} WHERE organization_id = $1 AND template_id = $2 RETURNING id", template.id)
    assert await world.fingerprint() == before


async def test_a_deleted_template_is_gone_its_versions_stay_and_its_name_is_free(world: World, admin: Person) -> None:
    templates, template = world.app.incident_templates, await world.template()
    [version] = await versions(world, template)
    await templates.delete(admin, template.id, "never used")
    assert await templates.all(admin) == []
    assert await templates.by_ids(admin, [template.id]) == {}
    kept = (await templates.by_versions(admin, [version["id"]]))[version["id"]]
    assert (kept.row.name, kept.version.title) == ("Disk full", "Disk full on {{host}}")
    assert await entries(world, template.id, "DELETED") == [("DELETED", {"name": "Disk full", "version": 1}, {})]
    [entry] = await rows(
        world, "SELECT reason FROM configuration_log WHERE organization_id = $1 AND action = 'DELETED'"
    )
    assert entry == {"reason": "never used"}
    before = await world.fingerprint()
    for act in (templates.delete(admin, template.id), templates.update(admin, template.id, {"title": "x"})):
        with pytest.raises(NotFound, match="There is no incident template with this id"):
            await act
    assert await world.fingerprint() == before
    assert (await templates.create(admin, {"name": "Disk full", "title": "Again"})).row.version == 1


WRONG: dict[str, Any] = {
    "title": "Disk\non {{ host }}",
    "description": "x" * 20_001,
    "checklist": ["Look", "", "x" * 201, "a\nb", *46 * ["Wait"], "a\x00"],
}
SAID = {
    ("title",): "At character 9 there are two braces that begin no placeholder. "
    "One looks like {{host}}: at most 50 letters (a to z), digits and _, without spaces.",
    ("description",): "This has 20001 characters; at most 20000 are allowed.",
    ("checklist",): "These are 51; at most 50 are allowed.",
    ("checklist", "1"): "This must not be empty.",
    ("checklist", "2"): "This has 201 characters; at most 200 are allowed.",
    ("checklist", "3"): "This must be a single line.",
    ("checklist", "50"): "This contains a NUL character (U+0000), which cannot be stored.",
    ("requiredSkills", "0", "level"): "A level is 1 to 5; this is 6.",
    ("requiredSkills", "1", "skillId"): "This skill is named twice.",
    ("name",): 'There is an incident template "Taken" already.',
}


@pytest.mark.parametrize("act", ["create", "update"])
async def test_everything_that_is_wrong_is_said_at_once(world: World, admin: Person, act: str) -> None:
    await world.template("Taken")
    template, skill = await world.template(), new_id()
    given = {**WRONG, "name": "Taken", "required_skills": [(skill, 6), (skill, 1)]}
    before = await world.fingerprint()
    subject = [] if act == "create" else [template.id]
    with pytest.raises(ValidationFailed) as refusal:
        await getattr(world.app.incident_templates, act)(admin, *subject, given)
    told = [(violation.field, violation.message) for violation in refusal.value.violations]
    assert (("title",), "This must be a single line.") in told
    assert dict(told) == SAID
    assert await world.fingerprint() == before


@pytest.mark.parametrize("missing", [{}, {"name": " ", "title": ""}])
async def test_a_template_needs_a_name_and_a_title(world: World, admin: Person, missing: dict[str, str]) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.incident_templates.create(admin, missing)
    assert {violation.field: violation.message for violation in refusal.value.violations} == {
        ("name",): "This must not be empty.",
        ("title",): "This must not be empty.",
    }


async def test_placeholders_are_counted_with_those_of_the_text_that_stays(world: World, admin: Person) -> None:
    many = " ".join(f"{{{{p{number}}}}}" for number in range(50))
    template = await world.template(title="Fire", description=many)
    before = await world.fingerprint()
    with pytest.raises(ValidationFailed, match="The template has 51 placeholders; at most 50 are allowed"):
        await world.app.incident_templates.update(admin, template.id, {"title": "Fire in {{room}}"})
    assert await world.fingerprint() == before


@pytest.mark.parametrize(
    ("column", "field", "noun"),
    [
        ("category_id", "categoryId", "category"),
        ("service_id", "serviceId", "service"),
        ("required_skills", "requiredSkills", "skill"),
    ],
)
@pytest.mark.parametrize("whose", ["nobody's", "theirs"])
async def test_what_it_refers_to_must_be_the_organizations(
    world: World, other_world: World, admin: Person, column: str, field: str, noun: str, whose: str
) -> None:
    make: dict[str, Callable[[], Any]] = {
        "category": other_world.category,
        "service": other_world.service,
        "skill": lambda: assigning.skill(other_world),
    }
    theirs = await make[noun]()
    id = new_id() if whose == "nobody's" else getattr(theirs, "id", theirs)
    template = await world.template()
    given = {column: [(id, 1)] if noun == "skill" else id}
    before = await world.fingerprint()
    for act in (
        world.app.incident_templates.create(admin, {"name": "Another", "title": "Fire", **given}),
        world.app.incident_templates.update(admin, template.id, given),
    ):
        with pytest.raises(NotFound) as refusal:
            await act
        assert (refusal.value.message, refusal.value.field) == (f"There is no {noun} with this id.", (field,))
    assert await world.fingerprint() == before


async def test_only_admins_of_the_organization_write_templates_and_people_read_them(
    world: World, other_world: World, manager: Person
) -> None:
    templates, template, stranger = world.app.incident_templates, await world.template(), await other_world.admin()
    ada = await world.engineer()
    before = await world.fingerprint()
    for person, refusal in ((manager, Forbidden), (ada, Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal):
            await templates.update(person, template.id, {"title": "Mine"})
        with pytest.raises(refusal):
            await templates.delete(person, template.id)
    with pytest.raises(Forbidden):
        await templates.create(manager, {"name": "Mine", "title": "Mine"})
    assert [each.row.name for each in await templates.all(manager)] == ["Disk full"]
    assert await templates.all(stranger) == []
    assert await templates.by_ids(stranger, [template.id]) == {}
    assert await world.fingerprint() == before


async def test_there_is_an_end_to_how_many_there_may_be_also_for_those_who_add_at_once(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siems.services.incident_templates.MOST_TEMPLATES", 3)
    gone = await world.template()
    await world.app.incident_templates.delete(admin, gone.id)
    acts = (world.app.incident_templates.create(admin, {"name": f"Number {n}", "title": "x"}) for n in range(8))
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    refused = [str(outcome) for outcome in outcomes if isinstance(outcome, ValidationFailed)]
    assert refused == 5 * ["There are 3 templates, which is all that there may be. Delete some of them."]
    assert len(await world.app.incident_templates.all(admin)) == 3


async def test_a_deleted_skill_is_asked_for_no_more_and_missed_in_no_comparison(world: World, admin: Person) -> None:
    templates, go = world.app.incident_templates, await world.app.skills.create(admin, "Go")
    rust = await world.app.skills.create(admin, "Rust")
    template = await world.template(required_skills=[(go.id, 4), (rust.id, 2)])
    await world.app.skills.delete(admin, go.id)
    [(_, uses, _)] = await entries(world, go.id, "DELETED")
    assert uses["templates"] == [{"id": str(template.id), "name": "Disk full", "level": 4}]
    same = await templates.update(admin, template.id, {"required_skills": [(rust.id, 2)]})
    assert same.version.version == 1
    changed = await templates.update(admin, template.id, {"title": "Disk"})
    assert changed.version.required_skills == {str(rust.id): 2}
