"""The dashboard in a real browser: signing in and out, and a list that follows what others do."""

import re
from urllib.parse import urlsplit

from factories import PASSWORD, Person, World
from graphql_client import GraphQLClient
from over_network import served
from playwright.async_api import Page, expect

from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.clock import OffsetClock

REPORT = """mutation($title: String!) {
  reportIncident(input: {title: $title, severity: CRITICAL}) { incident { id key } errors { message } } }"""


async def sign_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail").fill(person.email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def test_a_manager_signs_in_and_sees_at_once_what_another_reports(
    world: World, graphql: GraphQLClient, flawless_page: Page, dashboard: str
) -> None:
    page, ada, grace = flawless_page, await world.manager("Ada Lovelace"), await world.engineer("Grace Hopper")
    await world.incident(grace, "The printer is on fire")
    await page.goto(dashboard)
    await sign_in(page, ada)
    await expect(page).to_have_title("Incidents · SIEMS")
    await expect(page.get_by_role("row")).to_have_count(2)
    await expect(page.get_by_label("Connection")).to_have_text("Live")

    body = await graphql.ask(REPORT, {"title": "Checkout answers 502"}, as_=grace)
    [_, first, second] = await _rows(page, 3)
    assert "Checkout answers 502" in first
    assert "The printer is on fire" in second

    key = body["data"]["reportIncident"]["incident"]["key"]
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/incidents/{key}$"))
    await expect(page.get_by_role("button", name="Take it")).to_be_visible()
    await page.keyboard.press("c")
    await expect(page.get_by_role("definition").filter(has_text="Ada Lovelace")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("row").filter(has_text=key)).to_contain_text("Assigned")


async def test_the_session_survives_a_reload_and_ends_with_signing_out_in_every_tab(
    world: World, flawless_page: Page, dashboard: str
) -> None:
    page = flawless_page
    await page.goto(f"{dashboard}/my-work?severity=HIGH")
    await sign_in(page, await world.engineer("Grace Hopper"))
    await expect(page.get_by_role("heading", name="My work")).to_be_visible()
    assert "severity=HIGH" in page.url
    kept = await page.evaluate("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})")
    assert re.fullmatch(r'\{"siems-seen-[^"]+":"\{\\"since\\":\d+,\\"at\\":\{\}\}"\}', kept)  # and no token

    await page.reload()
    await expect(page.get_by_role("heading", name="My work")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(dashboard)
    await expect(other.get_by_role("heading", name="My work")).to_be_visible()  # an engineer's home

    await page.get_by_role("button", name="Account of Grace Hopper").click()
    await page.get_by_role("menuitem", name="Sign out", exact=True).click()
    for each in (page, other):
        await expect(each.get_by_role("button", name="Sign in")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()


async def test_a_token_that_expires_in_mid_work_is_renewed_and_a_session_that_ended_returns_to_where_one_was(
    world: World, page: Page, dashboard: str, clock: OffsetClock
) -> None:
    ada, grace = await world.admin("Ada Lovelace"), await world.engineer("Grace Hopper")
    incident = await world.incident_in("ASSIGNED", ada, grace)
    await page.goto(f"{dashboard}/incidents/INC-{incident.number}")
    await sign_in(page, grace)
    await page.get_by_role("textbox", name="Comment").fill("I am on it")
    clock.advance(minutes=20)
    await page.keyboard.press("Control+Enter")
    comment = page.get_by_label("Comment by Grace Hopper")
    await expect(comment.first).to_contain_text("I am on it")
    await expect(page.locator("[data-pending]")).to_have_count(0)

    await page.get_by_role("textbox", name="Comment").fill("Half of a thought")
    await world.app.people.end_sessions(ada, grace.user.id)
    clock.advance(minutes=20)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    await sign_in(page, grace)
    await expect(page).to_have_url(re.compile(f"/incidents/INC-{incident.number}$"))
    await expect(page.get_by_role("textbox", name="Comment")).to_have_value("Half of a thought")
    log = await world.log(incident.id, ada)
    assert [entry.after for entry in log if entry.action == "COMMENTED"] == [{"body": "I am on it"}]


async def test_what_is_wrong_with_a_log_in_is_said(world: World, flawless_page: Page, dashboard: str) -> None:
    page = flawless_page
    await page.goto(f"{dashboard}/incidents")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_text("Enter your e-mail address")).to_be_visible()
    await sign_in(page, await world.engineer(), "wrong")
    message = "E-mail address or password is wrong, or the account may not log in."
    await expect(page.get_by_role("alert")).to_have_text(message)
    assert urlsplit(page.url).path == "/sign-in"


async def test_after_an_interruption_nothing_is_missing(world: World, app: Application, page: Page) -> None:
    ada = await world.manager("Ada Lovelace")
    async with served(create_app(app)) as site:
        await page.goto(site)
        await sign_in(page, ada)
        await expect(page.get_by_label("Connection")).to_have_text("Live")
    await expect(page.get_by_label("Connection")).to_have_text("Reconnecting…")
    await world.incident(ada, "Reported while the line was cut")
    async with served(create_app(app), port=urlsplit(site).port or 0):
        await expect(page.get_by_label("Connection")).to_have_text(re.compile("Caught up|Live"))
        await expect(page.get_by_role("row").filter(has_text="Reported while the line was cut")).to_be_visible()


async def test_the_keyboard_finds_its_way(world: World, flawless_page: Page, dashboard: str) -> None:
    page = flawless_page
    await page.goto(dashboard)
    await sign_in(page, await world.admin())
    await expect(page.get_by_role("heading", name="Incidents")).to_be_visible()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("Go to My work")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Search or jump to").fill("my work")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="My work")).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("i")
    await expect(page.get_by_role("heading", name="Incidents")).to_be_visible()
    await page.goto(f"{dashboard}/nowhere")
    await page.get_by_role("link", name="To the incidents").click()
    await expect(page.get_by_role("heading", name="Incidents")).to_be_visible()


async def _rows(page: Page, count: int) -> list[str]:
    """The texts of all rows, once there are as many."""
    rows = page.get_by_role("row")
    await expect(rows).to_have_count(count)
    return await rows.all_inner_texts()
