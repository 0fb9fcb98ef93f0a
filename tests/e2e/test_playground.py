"""The playground in a real browser: signing in, asking, staying signed in, signing out."""

import asyncio
from urllib.parse import quote

import pytest
from factories import PASSWORD, Person, World
from playwright.async_api import Page, Route, expect

WHO = "{ me { name } }"


async def abort(route: Route) -> None:
    await route.abort()


async def sign_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail").fill(person.email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def test_who_signs_in_asks_as_themselves_until_they_sign_out(world: World, page: Page, site: str) -> None:
    ada = await world.manager("Ada Lovelace")
    await page.goto(f"{site}/graphql?q={quote(WHO)}")
    await sign_in(page, ada)
    await expect(page.get_by_role("status")).to_have_text("Signed in as Ada Lovelace (MANAGER)")
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.locator(".result-window")).to_contain_text('"name": "Ada Lovelace"')
    assert "siems_refresh" not in await page.evaluate("document.cookie + JSON.stringify(localStorage)")

    await page.reload()
    await expect(page.get_by_role("status")).to_have_text("Signed in as Ada Lovelace (MANAGER)")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.locator(".result-window")).to_contain_text("UNAUTHENTICATED")


async def test_a_subscription_shows_what_happens_to_who_signed_in(world: World, page: Page, site: str) -> None:
    ada = await world.engineer("Ada Lovelace")
    events = "subscription { incidentEvents { kind incident { title } } }"
    await page.goto(f"{site}/graphql?q={quote(events)}")
    await sign_in(page, ada)
    await expect(page.get_by_role("status")).to_have_text("Signed in as Ada Lovelace (ENGINEER)")
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.get_by_role("button", name="Stop query")).to_be_visible()
    async with asyncio.timeout(30):
        while not world.app.live.feed.subscribers:  # noqa: ASYNC110  (the browser subscribes in its own time)
            await asyncio.sleep(0.05)
    await world.incident(ada, "The printer is on fire")
    await expect(page.locator(".result-window")).to_contain_text('"title": "The printer is on fire"')


async def test_a_wrong_password_is_said_in_the_page(world: World, page: Page, site: str) -> None:
    await page.goto(f"{site}/graphql")
    await expect(page.locator(".graphiql-query-editor")).to_contain_text("query WhatIsOpen")
    await sign_in(page, await world.engineer(), "wrong")
    message = "E-mail address or password is wrong, or the account may not log in."
    await expect(page.get_by_role("status")).to_have_text(message)
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
async def test_where_graphiql_cannot_be_loaded_there_is_a_plain_editor(
    world: World, page: Page, site: str, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    for path in ("**/playground-assets/**", "https://unpkg.com/**"):
        await page.route(path, abort)
    await page.goto(f"{site}/graphql")
    await sign_in(page, await world.engineer("Grace Hopper"))
    await expect(page.get_by_role("status")).to_have_text("Signed in as Grace Hopper (ENGINEER)")
    await page.get_by_label("Query").fill(WHO)
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_label("Answer")).to_contain_text('"name": "Grace Hopper"')
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_from_the_dashboard_one_asks_as_oneself_and_goes_on_after_the_token_has_ended(
    world: World, page: Page, dashboard: str
) -> None:
    await page.context.clock.install()
    await page.goto(dashboard)
    await sign_in(page, await world.manager("Ada Lovelace"))
    await page.get_by_role("button", name="Account of Ada Lovelace").click()
    async with page.expect_popup() as opened:
        await page.get_by_role("menuitem", name="GraphQL playground").click()
    playground = await opened.value
    await expect(playground.get_by_role("status")).to_have_text("Signed in as Ada Lovelace (MANAGER)")
    assert playground.url == f"{dashboard}/graphql"  # nothing is handed over in the address
    first = await ask_who(playground)
    kept = "document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"
    assert first not in await playground.evaluate(kept)

    async with playground.expect_request(lambda request: "refreshSession" in (request.post_data or "")):
        await playground.clock.fast_forward("14:30")
    await expect(playground.get_by_role("status")).to_have_text("Signed in as Ada Lovelace (MANAGER)")
    assert await ask_who(playground) != first

    await page.get_by_role("button", name="Account of Ada Lovelace").click()
    await page.get_by_role("menuitem", name="Sign out", exact=True).click()
    await expect(playground.get_by_role("button", name="Sign in")).to_be_visible()


async def ask_who(playground: Page) -> str:
    """Runs the query in the editor, sees the name, and gives the token that went with it."""
    await playground.locator(".graphiql-query-editor .CodeMirror").click()
    await playground.keyboard.press("Control+a")
    await playground.keyboard.insert_text(WHO)
    while True:  # until the editor has told the button what there is to execute
        async with playground.expect_response(
            lambda answer: "me { name }" in (answer.request.post_data or "")
        ) as asked:
            await playground.get_by_role("button", name="Execute query").click()
        answer = await asked.value
        if "data" in await answer.json():
            break
    await expect(playground.locator(".result-window")).to_contain_text('"name": "Ada Lovelace"')
    return (await answer.request.all_headers())["authorization"].removeprefix("Bearer ")
