"""Paging through incidents by keyset: every incident once, in order, whatever happens in between."""

import asyncio
import base64
import json
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World

from siems.domain.errors import ValidationFailed, Violation
from siems.domain.incidents import Severity
from siems.models import Incident
from siems.models.base import new_id
from siems.repositories.incidents import IncidentCriteria, IncidentOrderField
from siems.repositories.keyset import Keyset, Page, PageRequest
from siems.repositories.users import PeopleCriteria

ANY = IncidentCriteria()
COLUMNS = [field.value for field in IncidentOrderField]
MANY = 250
NOT_A_CURSOR = "This is not a cursor of this list in this order. Use one from its edges or its pageInfo."

FILL = """
INSERT INTO incidents (id, organization_id, number, title, description, severity, status, restricted, version,
                       escalation_level, created_at, round_started_at, last_activity_at, updated_at)
SELECT id, $1, place, 'Alert', '', 1 + place * 7 % 4, 'OPEN', false, 1, 0,
       $3::timestamptz + place / 10 * interval '1 minute', $3, $3,
       $3::timestamptz - place * 37 % 50 * interval '1 minute'
FROM unnest($2::uuid[]) WITH ORDINALITY AS new (id, place)
RETURNING id
"""


@pytest.fixture
async def manager(world: World) -> Person:
    return await world.manager()


async def fill(world: World, how_many: int = MANY) -> None:
    """Adds incidents, many of which were created, updated and rated alike."""
    async with world.app.units.of(world.organization.id) as work:
        ids = [new_id() for _ in range(how_many)]
        await work.rows(FILL, world.organization.id, ids, work.now)


async def page(world: World, viewer: Person, order: Keyset, request: PageRequest) -> Page[Incident]:
    return await world.app.incident_lists.page(viewer, request, ANY, order)


async def forward(world: World, viewer: Person, order: Keyset, size: int) -> list[Incident]:
    """Everything, page by page from the beginning."""
    rows: list[Incident] = []
    found = await page(world, viewer, order, PageRequest(size))
    assert found.has_previous is False
    rows += found.rows
    while found.has_next:
        assert len(found.rows) == size
        found = await page(world, viewer, order, PageRequest(size, after=found.cursors[-1]))
        assert found.has_previous is True
        rows += found.rows
    return rows


async def backward(world: World, viewer: Person, order: Keyset, size: int) -> list[Incident]:
    """Everything, page by page from the end."""
    rows: list[Incident] = []
    found = await page(world, viewer, order, PageRequest(size, backwards=True))
    assert found.has_next is False
    rows = found.rows + rows
    while found.has_previous:
        assert len(found.rows) == size
        found = await page(world, viewer, order, PageRequest(size, before=found.cursors[0], backwards=True))
        assert found.has_next is True
        rows = found.rows + rows
    return rows


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", COLUMNS)
async def test_pages_in_both_directions_make_up_the_sorted_list(
    world: World, manager: Person, column: str, descending: bool
) -> None:
    await fill(world)
    order = Keyset(column, descending)
    everything = (await page(world, manager, Keyset("number"), PageRequest(1000))).rows
    assert [incident.number for incident in everything] == list(range(1, MANY + 1))
    expected = [
        incident.number
        for incident in sorted(everything, key=lambda row: (getattr(row, column), row.id), reverse=descending)
    ]
    for size in (7, 50, 100):
        assert [row.number for row in await forward(world, manager, order, size)] == expected
        assert [row.number for row in await backward(world, manager, order, size)] == expected


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_page_that_holds_exactly_the_rest_has_nothing_behind_it(
    world: World, manager: Person, backwards: bool
) -> None:
    await fill(world, 10)
    found = await page(world, manager, Keyset("number"), PageRequest(10, backwards=backwards))
    assert [row.number for row in found.rows] == list(range(1, 11))
    assert (found.has_next, found.has_previous) == (False, False)


async def test_a_page_between_two_cursors_holds_what_is_between_them(world: World, manager: Person) -> None:
    await fill(world, 10)
    order = Keyset("number")
    cursors = (await page(world, manager, order, PageRequest(10))).cursors
    found = await page(world, manager, order, PageRequest(100, after=cursors[2], before=cursors[6]))
    assert [row.number for row in found.rows] == [4, 5, 6]


@pytest.mark.parametrize("descending", [False, True])
async def test_incidents_reported_between_two_pages_neither_repeat_nor_skip_any(
    world: World, manager: Person, descending: bool
) -> None:
    order = Keyset("severity", descending)
    for severity in list(Severity) * 3:
        await world.incident(manager, severity=severity)
    before = [row.number for row in (await page(world, manager, order, PageRequest(100))).rows]
    seen, cursor = [], None
    for _ in range(4):
        found = await page(world, manager, order, PageRequest(3, after=cursor))
        seen += [row.number for row in found.rows]
        cursor = found.cursors[-1]
        await asyncio.gather(*(world.incident(manager, severity=severity) for severity in Severity))
    seen += [row.number for row in (await page(world, manager, order, PageRequest(100, after=cursor))).rows]
    assert len(set(seen)) == len(seen)
    assert [number for number in seen if number in before] == before


def cursor(*content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


ID = str(UUID(int=1))
MOMENT = "2026-11-24T12:00:00+00:00"


@pytest.mark.parametrize("direction", ["after", "before"])
@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("number", ""),
        ("number", "garbage"),
        ("number", "Ä"),
        ("number", base64.urlsafe_b64encode(b"not json").decode()),
        ("number", base64.urlsafe_b64encode(b"[" * 100_000).decode()),
        ("number", cursor("number", 3, ID)[:-6]),
        ("number", cursor("created_at", MOMENT, ID)),
        ("number", cursor("severity", 1, ID)),
        ("number", cursor("number", 3)),
        ("number", cursor("number", 3, ID, 4)),
        ("number", cursor("number", "3", ID)),
        ("number", cursor("number", 3.5, ID)),
        ("number", cursor("number", True, ID)),
        ("number", cursor("number", None, ID)),
        ("number", cursor("number", [3], ID)),
        ("number", cursor("number", 3, "no uuid")),
        ("number", cursor("number", 3, 3)),
        ("number", cursor("number", 3, None)),
        ("number", cursor("number", 10**30, ID)),
        ("severity", cursor("severity", 10**30, ID)),
        ("severity", cursor("severity", 5, ID)),
        ("created_at", cursor("created_at", 3, ID)),
        ("created_at", cursor("created_at", "yesterday", ID)),
        ("created_at", cursor("created_at", "2026-11-24T12:00:00", ID)),
        ("created_at", cursor("created_at", "9999-12-31T23:59:59-23:00", ID)),
        ("created_at", cursor("created_at", "0001-01-01T00:00:00+23:00", ID)),
        ("created_at", cursor("updated_at", MOMENT, ID)),
        ("updated_at", cursor("created_at", MOMENT, ID)),
    ],
)
async def test_what_is_no_cursor_of_this_order_is_refused(
    world: World, manager: Person, column: str, wrong: str, direction: str
) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await page(world, manager, Keyset(column), PageRequest(10, **{direction: wrong}))
    assert refusal.value.violations == (Violation((direction,), NOT_A_CURSOR),)


@pytest.mark.parametrize("name", ["a\x00b", "a" + chr(0xD800)])
async def test_a_name_that_cannot_be_stored_is_no_cursor_of_the_people(
    world: World, manager: Person, name: str
) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.directory.users(manager, PageRequest(10, after=cursor("name", name, ID)), PeopleCriteria())
    assert refusal.value.violations == (Violation(("after",), NOT_A_CURSOR),)


async def test_people_are_paged_in_the_order_of_their_names(world: World, manager: Person) -> None:
    for name in ("Zoë", "Ada", "Änne", "Ada"):
        await world.engineer(name)
    names, after = [], None
    for _ in range(5):
        found = await world.app.directory.users(manager, PageRequest(1, after=after), PeopleCriteria())
        names += [user.name for user in found.rows]
        after = found.cursors[-1]
    assert names == ["Ada", "Ada", manager.user.name, "Zoë", "Änne"]
    assert found.has_next is False
