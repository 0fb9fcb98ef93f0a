"""Each role's day at a real `siems up`, in browsers side by side."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from company import ADMIN, ENGINEERS, MANAGER, Company, Employee, at_work
from cut_line import line_to
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from siems.dashboard import BUILT

GRACE, BEN = ENGINEERS
CUT_SECONDS = 20
HOSTILE = '<img src=x onerror="window.stolen=1"> <script>window.stolen=1</script> [click](javascript:window.stolen=1)'
REPORT = """
mutation ($title: String!, $description: String) {
  reportIncident(input: {title: $title, severity: HIGH, description: $description}) {
    incident { id key } errors { message } } }"""
COMMENT = """
mutation ($id: ID!, $body: String!) {
  addComment(input: {incidentId: $id, body: $body}) { errors { message } } }"""


@pytest.fixture(scope="module")
def company(acme: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    if not (BUILT / "index.html").is_file():
        pytest.skip("the dashboard is not built: `make setup` builds it where npm is")
    with at_work(acme, tmp_path_factory.mktemp("company") / "up") as company:
        yield company


@asynccontextmanager
async def at_desk(browser: Browser, url: str, who: Employee, path: str = "/incidents") -> AsyncIterator[Page]:
    """A browser of their own, in which they have signed in. Nothing may go wrong in it unseen."""
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(30_000)
    page = await context.new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "net::ERR" not in message.text:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(url + path)
    await page.get_by_label("E-mail").fill(who.email)
    await page.get_by_label("Password").fill(who.password)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_label("Connection")).to_have_text("Live")
    yield page
    await context.close()
    assert complaints == []


async def test_what_happens_while_the_network_is_cut_for_20_seconds_all_arrives(
    company: Company, browser: Browser
) -> None:
    async with line_to(company.url) as line, at_desk(browser, line.url, MANAGER) as page:
        before = company.ask(REPORT, {"title": "Reported before the cut"}, GRACE)["reportIncident"]["incident"]
        await expect(page.get_by_role("link", name="Reported before the cut")).to_be_visible()
        line.cut()
        for number in range(1, 4):
            company.ask(REPORT, {"title": f"Reported during the cut, {number}"}, GRACE)
        claim = "mutation ($id: ID!) { claimIncident(input: {incidentId: $id}) { errors { message } } }"
        company.ask(claim, {"id": before["id"]}, BEN)
        await asyncio.sleep(CUT_SECONDS)  # the cut is as long as it says: keep-alives and patience run out meanwhile
        assert await page.get_by_role("link", name=re.compile("during the cut")).count() == 0
        line.mend()
        for number in range(1, 4):
            await expect(page.get_by_role("link", name=f"Reported during the cut, {number}")).to_have_count(1)
        row = page.get_by_role("row").filter(has_text=before["key"])
        await expect(row).to_contain_text(BEN.name)
        await expect(page.get_by_label("Connection")).to_have_text(re.compile("Caught up|Live"))


async def test_an_incident_goes_through_the_hands_of_an_engineer_and_a_manager_side_by_side(
    company: Company, browser: Browser
) -> None:
    async with at_desk(browser, company.url, MANAGER) as ada, at_desk(browser, company.url, GRACE) as grace:
        await grace.keyboard.press("n")
        report = grace.get_by_role("dialog", name="Report an incident")
        await report.get_by_label("Title").fill("Checkout answers 502")
        await report.get_by_role("radio", name=re.compile("Critical")).check(force=True)
        await report.get_by_label("Service").first.click()
        await grace.get_by_role("option", name="Checkout").click()
        await grace.keyboard.press("Control+Enter")
        await expect(report).to_be_hidden()

        await ada.get_by_role("link", name="Checkout answers 502").click()
        await expect(ada.get_by_role("button", name="Assign", exact=True)).to_be_enabled()
        await ada.keyboard.press("a")
        suggested = ada.get_by_role("dialog", name=re.compile("Assign INC-"))
        await expect(suggested.get_by_role("radio")).to_have_count(2)
        await suggested.get_by_role("radio", name=re.compile(GRACE.name)).check()
        await expect(suggested.get_by_text("nothing in hand").first).to_be_visible()
        await suggested.get_by_role("button", name=f"Assign to {GRACE.name}").click()
        await expect(suggested).to_be_hidden()

        await expect(grace.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
        await grace.get_by_role("link", name="Checkout answers 502").first.click()
        await expect(grace.get_by_role("button", name="Start work")).to_be_enabled()
        await grace.keyboard.press("s")
        await expect(ada.get_by_role("complementary", name="Facts")).to_contain_text("In progress")
        await grace.get_by_label("Comment", exact=True).fill("The **pool** is empty.")
        await grace.keyboard.press("Control+Enter")
        await expect(ada.get_by_label(f"Comment by {GRACE.name}")).to_have_text(re.compile("The pool is empty."))

        await grace.keyboard.press("Escape")
        await grace.keyboard.press("p")
        escalation = grace.get_by_role("dialog", name=re.compile("Escalate INC-"))
        await escalation.get_by_label("Reason").fill("I need a second pair of eyes")
        await grace.keyboard.press("Control+Enter")
        await expect(ada.get_by_role("region", name="Timeline")).to_contain_text("I need a second pair of eyes")
        await expect(ada.get_by_role("main").get_by_role("button", name="Acknowledge").first).to_be_enabled()
        await ada.keyboard.press("k")
        await expect(grace.get_by_role("region", name="Timeline")).to_contain_text(f"Acknowledged by {MANAGER.name}")

        await grace.keyboard.press("r")
        await grace.get_by_role("dialog").get_by_label("Resolution").fill("The pool is larger now")
        await grace.keyboard.press("Control+Enter")
        await expect(ada.get_by_role("region", name="Resolution")).to_contain_text("The pool is larger now")
        await expect(ada.get_by_role("main").get_by_role("button", name="Close", exact=True)).to_be_enabled()
        await ada.keyboard.press("x")
        await ada.get_by_role("dialog").get_by_label("Reason").fill("It holds")
        await ada.keyboard.press("Control+Enter")
        for page in (ada, grace):
            await expect(page.get_by_role("complementary", name="Facts")).to_contain_text("Closed")


async def test_nothing_that_somebody_writes_is_run(company: Company, browser: Browser) -> None:
    written = {"title": f"Look {HOSTILE}", "description": HOSTILE}
    incident = company.ask(REPORT, written, GRACE)["reportIncident"]["incident"]
    company.ask(COMMENT, {"id": incident["id"], "body": HOSTILE}, GRACE)
    async with at_desk(browser, company.url, MANAGER) as page:
        await expect(page.get_by_role("row").filter(has_text=incident["key"])).to_contain_text("<script>")
        await page.goto(f"{company.url}/incidents/{incident['key']}")
        comment = page.get_by_label(f"Comment by {GRACE.name}")
        await expect(comment).to_contain_text("<script>")
        await comment.get_by_text("click").click()
        assert await page.evaluate("window.stolen") is None
        assert await page.locator("a[href^='javascript'], img[src='x']").count() == 0


async def test_what_a_role_may_not_do_is_not_there_for_it(company: Company, browser: Browser) -> None:
    async with at_desk(browser, company.url, GRACE) as page:
        await expect(page.get_by_role("navigation", name="Main")).not_to_contain_text("Administration")
        for path in ("/admin", "/admin/audit", "/admin/people"):
            await page.goto(company.url + path)
            await expect(page.get_by_role("heading", name="Not for you")).to_be_visible()
        await page.goto(f"{company.url}/incidents/INC-9999")
        await expect(page.get_by_role("heading", name="There is no INC-9999")).to_be_visible()


async def test_an_administrator_makes_a_rule_a_key_and_a_colleague_and_proves_the_log(
    company: Company, browser: Browser
) -> None:
    async with at_desk(browser, company.url, ADMIN, "/admin/people") as page:
        await page.get_by_role("button", name="New user").click()
        await page.get_by_role("textbox", name="Name").fill("Mary Jackson")
        await page.get_by_label("E-mail").fill("mary@example.com")
        await page.get_by_role("button", name="Add and invite").click()
        await expect(page.get_by_role("dialog")).to_contain_text(f"{company.url}/")

        await page.goto(f"{company.url}/admin/escalation-rules")
        await page.get_by_role("button", name="New rule").click()
        await page.get_by_role("textbox", name="Name").fill("Nobody looks")
        await expect(page.get_by_role("region", name="Simulation")).to_contain_text(
            re.compile("incident", re.IGNORECASE)
        )
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("row").filter(has_text="Nobody looks")).to_be_visible()

        await page.goto(f"{company.url}/admin/api-keys")
        await page.get_by_role("button", name="New key").click()
        await page.get_by_role("textbox", name="Name").fill("Alertmanager")
        await page.get_by_role("button", name="Make the key").click()
        await expect(page.get_by_text("This is shown once")).to_be_visible()

        await page.goto(f"{company.url}/admin/audit")
        await expect(page.get_by_role("main")).to_contain_text("Alertmanager")
        await page.get_by_role("button", name="Verify").click()
        await expect(page.get_by_role("dialog")).to_contain_text(re.compile(r"[\d,]+ entries"))
