"""Each role's day at a real `siems up`, in browsers side by side."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from company import ENGINEERS, MANAGER, Company, Employee, at_work
from cut_line import line_to
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from siems.dashboard import BUILT

GRACE, BEN = ENGINEERS
CUT_SECONDS = 20
HOSTILE = "<img src=x onerror=\"window.stolen=1\"> <script>window.stolen=1</script> [click](javascript:window.stolen=1)"
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
