"""Searching: what is found by which words, in which order, by whom, and what is like an incident."""

from typing import Any

import pytest
from event_logs import imported, incident, rows
from factories import Person, World

from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.errors import ValidationFailed
from siems.domain.incidents import IncidentStatus
from siems.domain.search import RankedPlace, TextQuery
from siems.domain.users import Role
from siems.models import Incident
from siems.repositories.incidents import IncidentCriteria
from siems.repositories.keyset import Keyset, PageRequest
from siems.services.demo import populate
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision
from siems.services.search import Found

STALE = """
SELECT number FROM incidents LEFT JOIN incident_search ON incident_id = id
WHERE incidents.organization_id = $1
    AND document IS DISTINCT FROM incident_document(title, description, resolution, incident_comments(id))
"""


async def search(world: World, viewer: Caller, text: str, **criteria: Any) -> list[Found]:
    """What the viewer finds. The count, the list with this text and a second look say the same."""
    query, wanted = TextQuery.parse(text, "text"), IncidentCriteria(**criteria)
    page = await world.app.search.page(viewer, query, wanted, None, 100)
    assert await world.app.search.count(viewer, query, wanted) == len(page.found)
    in_list = IncidentCriteria(**criteria, text=query)
    listed = await world.app.incident_lists.page(viewer, PageRequest(100), in_list, Keyset("number"))
    assert [row.number for row in listed.rows] == sorted(found.incident.number for found in page.found)
    return page.found


async def numbers(world: World, viewer: Caller, text: str, **criteria: Any) -> list[int]:
    return [found.incident.number for found in await search(world, viewer, text, **criteria)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("checkout", [1]),
        ("CHECKOUT 502", [1]),
        ("checkout timeouts", []),
        ("failed", [2]),  # in any form
        ("failing", [2]),
        ("universi", [3]),  # half typed, further than the stem
        ("universi ", []),
        ("univers", [3]),
        ("db-1", [2]),
        ("db-12", []),
        ("10.2.3.4", [2]),
        ("payment_gateway", [1]),
        ("checkout-service", [1]),
        ('"gateway answers"', [1]),
        ('"answers gateway"', []),
        ("checkout or universities", [1, 3]),
        ("backup -failed", []),
        ("backup -universities", [2]),
        ("Überlastung", [3]),
        ("überl", [3]),
        ("決済", [3]),
        ("決済障", [3]),
        ("don't", []),
        ("the", []),
        ("the and of", []),
        ("?! -- ... ()", []),
        ("", []),
        ("   ", []),
        ("'", []),
        ("\\", []),
        ("':*", []),
        ('"', []),
        ("a & | ! <-> b", []),
        ("INC-2", [2]),
        ("inc 2", [2]),
        ("#2", [2]),
        ("INC-999999999", []),
        ("INC-9999999999", []),
        (" ".join(["word"] * 99), []),
    ],
)
async def test_words_find_what_holds_them(world: World, manager: Person, text: str, found: list[int]) -> None:
    await world.incident(
        manager, "Checkout answers 502", description="The payment_gateway answers nothing; checkout-service logs it"
    )
    await world.incident(manager, "Nightly backup fails on db-1", description="Cannot reach 10.2.3.4")
    await world.incident(manager, "Überlastung 決済障害", description="All universities")
    assert await numbers(world, manager, text) == found


@pytest.mark.parametrize("text", ["x" * 501, " " * 10_000 + "x" * 501, "a\x00b", "a\ud800b", "x" * 10_000])
async def test_what_cannot_be_searched_for_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        TextQuery.parse(text, "text")
    assert [violation.field for violation in refusal.value.violations] == [("text",)]


async def test_an_incident_is_found_by_everything_that_is_written_in_it_as_it_is_now(
    world: World, manager: Person
) -> None:
    ada = await world.engineer()
    incident = await world.incident_in("IN_PROGRESS", manager, ada, title="Apples", description="Bananas")
    assert await numbers(world, manager, "apples bananas") == [1]
    await world.app.incidents.update(manager, Decision(incident.id), {"title": "Cherries", "description": "Dates"})
    await world.app.incidents.comment(ada, incident.id, "Elderberries")
    await world.app.incidents.comment(ada, incident.id, "Figs")
    await world.app.incidents.resolve(ada, Decision(incident.id), "Grapes")
    assert await numbers(world, manager, "apples") == []
    assert await numbers(world, manager, "bananas") == []
    assert await numbers(world, manager, "cherries dates elderberries figs grapes") == [1]
    assert await numbers(world, manager, '"figs elderberries"') == []


async def test_the_title_counts_most_then_the_resolution_then_the_description_then_comments(
    world: World, manager: Person
) -> None:
    ada = await world.engineer()
    commented = await world.incident(manager, "One")
    await world.app.incidents.comment(manager, commented.id, "Router")
    await world.incident(manager, "Two", description="Router")
    resolved = await world.incident_in("IN_PROGRESS", manager, ada, title="Three")
    await world.app.incidents.resolve(manager, Decision(resolved.id), "Router")
    await world.incident(manager, "Router")
    await world.incident(manager, "Router")
    assert await numbers(world, manager, "router") == [5, 4, 3, 2, 1]
    assert await numbers(world, manager, "router", statuses=[IncidentStatus.OPEN]) == [5, 4, 2, 1]


async def test_the_incident_of_a_number_comes_before_what_mentions_it(world: World, manager: Person) -> None:
    await world.incident(manager, "Disk full")
    await world.incident(manager, "INC-1 again: INC-1")
    await world.incident(manager, "As in INC-12")
    assert await numbers(world, manager, "inc-1") == [1, 2]


async def test_pages_hold_everything_once_in_the_order_of_one_page(world: World, manager: Person) -> None:
    for number in range(7):
        await world.incident(manager, "Router" if number % 2 else "Router and more words on it")
    whole = await numbers(world, manager, "router")
    paged: list[int] = []
    after, has_next = None, True
    while has_next:
        page = await world.app.search.page(manager, TextQuery.parse("router", "text"), IncidentCriteria(), after, 2)
        paged += [found.incident.number for found in page.found]
        after, has_next = RankedPlace.decode(page.found[-1].place.encode()), page.has_next
    assert paged == whole == [6, 4, 2, 7, 5, 3, 1]


async def test_of_what_is_everywhere_the_newest_are_ranked_and_counted(
    world: World, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Router router", "Router INC-1", "Router", "Router"):
        await world.incident(manager, title)
    monkeypatch.setattr("siems.repositories.search_matching.MOST_FOUND", 2)
    for text, expected in (("router", [4, 3]), ("router or inc", [4, 3]), ("INC-1", [1, 2])):
        query = TextQuery.parse(text, "text")
        page = await world.app.search.page(manager, query, IncidentCriteria(), None, 100)
        assert ([found.incident.number for found in page.found], page.has_next) == (expected, False)
    assert await world.app.search.count(manager, TextQuery.parse("router", "text"), IncidentCriteria()) == 2


async def test_what_is_looked_through_in_parts_is_found_whole(
    world: World, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineer = await world.person(Role.ENGINEER)
    for number in range(1, 9):
        await world.incident(manager, f"Router of {'Lima' if number in (1, 4, 8) else 'Rome'}", restricted=number == 4)
    monkeypatch.setattr("siems.repositories.incidents.PARTS", (2, 5))
    for text, expected in (("lima ", [8, 4, 1]), ("rout", [8, 7, 6, 5, 4, 3, 2, 1]), ("INC-4", [4]), ("paris", [])):
        query = TextQuery.parse(text, "text")
        for viewer, seen in ((manager, expected), (engineer, [number for number in expected if number != 4])):
            page = await world.app.search.page(viewer, query, IncidentCriteria(), None, 100)
            assert [found.incident.number for found in page.found] == seen
            assert await world.app.search.count(viewer, query, IncidentCriteria()) == len(seen)
            newest = Keyset("number", descending=True)
            listed = await world.app.incident_lists.page(viewer, PageRequest(100), IncidentCriteria(text=query), newest)
            assert [incident.number for incident in listed.rows] == seen


async def test_highlights_say_where_and_mark_what_was_found(world: World, manager: Person) -> None:
    incident = await world.incident(
        manager, "Failing <b>checkout</b> \u27e6x\u27e7", description="It fails and fails", restricted=True
    )
    await world.app.incidents.comment(manager, incident.id, "Checkout first")
    await world.app.incidents.comment(manager, incident.id, "Checkout second")
    await world.app.incidents.comment(manager, incident.id, "Nothing")
    [found] = await search(world, manager, "failed check")
    assert [(piece.field, piece.text) for piece in found.highlights] == [
        ("TITLE", "\u27e6Failing\u27e7 <b>\u27e6checkout\u27e7</b> [x]"),
        ("DESCRIPTION", "It \u27e6fails\u27e7 and \u27e6fails\u27e7"),
        ("COMMENT", "\u27e6Checkout\u27e7 second"),
    ]


async def everything(world: World, viewer: Caller, like: Incident) -> Any:
    """All that a search and a comparison tell the viewer."""
    found = await search(world, viewer, "breach or router")
    similar = [
        *await world.app.search.similar(viewer, "Breach of the router", "Router", None, 20),
        *(await world.app.search.similar_to(viewer, [like.id])).get(like.id, []),
    ]
    return (
        [(one.incident.number, one.place.rank, one.highlights) for one in found],
        [(one.incident.number, one.score) for one in similar],
    )


async def test_who_has_no_part_in_a_restricted_incident_is_told_exactly_the_same_as_without_it(
    world: World, manager: Person
) -> None:
    ada, bob = await world.engineer(), await world.engineer()
    like = await world.incident(manager, "Router breach on the edge")
    before = await everything(world, ada, like)
    assert [number for number, *_ in before[0]] == [1]
    secret = await world.incident(manager, "Breach of the router", description="Router", restricted=True)
    await world.app.incidents.comment(manager, secret.id, "Breach breach")
    assert await everything(world, ada, like) == before
    assert await numbers(world, ada, "INC-2") == []
    assert {number for number, *_ in (await everything(world, manager, like))[0]} == {1, 2}
    assert await world.app.search.similar_to(ada, [secret.id]) == {}
    await world.app.participants.add(manager, Decision(secret.id), bob.id)
    assert await everything(world, bob, like) == await everything(world, manager, like)
    query = TextQuery.parse("breach", "text")
    async with world.app.units.of(world.organization.id) as work:  # asked for by its id, too
        for viewer, ids in ((ada, {like.id}), (bob, {like.id, secret.id})):
            visibility = visibility_of(viewer)
            assert set(await work.search.highlights(query, [like.id, secret.id], visibility)) == ids


async def test_an_integration_finds_what_it_reported(world: World, app: Application, manager: Person) -> None:
    integration = await app.auth.caller(await world.key(await world.admin()), Origin())
    await world.incident(manager, "Router down")
    mine = await world.incident(integration, "Router down", restricted=True)
    assert await numbers(world, integration, "router") == [2]
    assert [one.incident.id for one in await app.search.similar(integration, "Router down", None, None, 5)] == [mine.id]


async def test_another_organization_finds_nothing(world: World, other_world: World, manager: Person) -> None:
    incident = await world.incident(manager, "Router down")
    stranger = await other_world.admin()
    assert await numbers(other_world, stranger, "router") == []
    assert await numbers(other_world, stranger, "INC-1") == []
    assert await other_world.app.search.similar(stranger, "Router down", None, None, 5) == []
    assert await other_world.app.search.similar_to(stranger, [incident.id]) == {}


async def test_similar_incidents_are_the_duplicates_and_how_the_last_one_was_resolved(
    world: World, manager: Person
) -> None:
    ada, checkout = await world.engineer(), await world.service()
    words = {"title": "Checkout answers 502", "service_id": checkout.id}
    await world.incident_in("RESOLVED", manager, ada, **words)
    await world.incident(manager, "Checkout answers 502")
    await world.incident(manager, **words, description="Everything else here is different altogether")
    await world.incident(manager, "Checkout answered with 502 to a few customers in the evening")
    await world.incident(manager, "Printer on fire", service_id=checkout.id)
    await world.incident(manager, "502 printers")
    similar = await world.app.search.similar(manager, "Checkout answering 502 again", None, checkout.id, 5)
    assert [(one.incident.number, one.score) for one in similar] == [(4, 100), (3, 100), (2, 100), (1, 100)]


async def test_an_incident_is_not_like_itself(world: World, manager: Person) -> None:
    first, second = await world.incident(manager, "Router down"), await world.incident(manager, "Router down")
    similar = await world.app.search.similar_to(manager, [first.id, second.id])
    assert {id: [one.incident.id for one in found] for id, found in similar.items()} == {
        first.id: [second.id],
        second.id: [first.id],
    }


@pytest.mark.parametrize("title", ["the", "...", "'", "\\ ' \\' ':*", "C:\\temp\\new 'x'", "決"])
async def test_any_title_can_be_compared(world: World, manager: Person, title: str) -> None:
    await world.incident(manager, "Router down")
    assert await world.app.search.similar(manager, title, title, None, 5) == []


async def test_longest_texts_and_many_comments_are_searched(world: World, manager: Person) -> None:
    words = " ".join(f"\U00020000{number:x}" for number in range(2**16))
    incident = await world.incident(manager, "Long", description=words[:20_000])
    for start in range(20_000, 100_000, 20_000):
        await world.app.incidents.comment(manager, incident.id, words[start : start + 20_000])
    await world.app.incidents.comment(manager, incident.id, "Newest")
    assert await numbers(world, manager, "long newest") == [1]


async def test_an_import_is_searched(world: World, manager: Person) -> None:
    await imported(world)
    one = await incident(world, "INC9000001")
    assert one["number"] in await numbers(world, manager, f'"{one["title"]}"')
    assert one["number"] in await numbers(world, manager, one["title"].lower())


async def test_demo_data_is_searched_comments_and_all(world: World, manager: Person) -> None:
    async with world.app.units.of(world.organization.id) as work:
        await populate(work, "no password", f"{world.organization.id}.example.com")
    [found] = await search(world, manager, "norway")
    assert found.incident.title == "Orders to Norway fail at the last step"
    [found] = await search(world, manager, "recount lines all there is")
    assert [piece.field for piece in found.highlights] == ["DESCRIPTION", "COMMENT"]


async def test_every_document_says_what_the_incident_says_now(world: World, manager: Person) -> None:
    async with world.app.units.of(world.organization.id) as work:
        await populate(work, "no password", f"{world.organization.id}.example.com")
    assert await rows(world, STALE) == []
    assert len(await rows(world, "SELECT FROM incident_search WHERE organization_id = $1")) == 60
