"""The dashboard for everybody: what axe finds wrong, in both colour schemes and on a phone; no page is too wide."""

from pathlib import Path
from typing import Any, Literal

import pytest
from factories import PASSWORD, World
from playwright.async_api import Browser, Page, expect

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


async def violations(page: Page, levels: tuple[str, ...] = (*WCAG, "best-practice")) -> str:
    """What axe finds, a line for each element that it is about; and whether the page is wider than its window."""
    await page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = await page.evaluate(
        "(levels) => axe.run({runOnly: levels}).then(({violations}) => violations)", list(levels)
    )
    wide = not await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    said = [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]
    return "\n".join([*said, *(["the page is wider than its window"] if wide else [])])


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
async def test_axe_is_content_with_every_page(
    world: World, browser: Browser, dashboard: str, scheme: Literal["light", "dark"], width: int
) -> None:
    if not AXE.is_file():
        pytest.skip("axe needs web/node_modules, which `make setup` fills where npm is")
    ada, grace = await world.manager("Ada Lovelace"), await world.engineer("Grace Hopper")
    await world.incident(ada, "Card numbers in a log", description="See **this**.", restricted=True)
    for status in ("ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED"):
        await world.incident_in(status, ada, grace)
    context = await browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(f"{dashboard}/incidents?status=none")
    await expect(page.get_by_role("heading", name="Sign in to SIEMS")).to_be_visible()
    assert await violations(page) == ""
    await page.get_by_label("E-mail").fill(ada.email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("link", name="Card numbers in a log")).to_be_visible()
    assert await violations(page) == ""
    for name in ("Status", "Filter", "View: Everything"):
        await page.get_by_role("button", name=name).click()
        await expect(page.get_by_role("menu")).to_be_visible()
        assert await violations(page, WCAG) == ""  # what is open for a moment is in no landmark
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("menu")).to_be_hidden()
    await page.get_by_role("checkbox").first.check(force=True)
    await expect(page.get_by_text("1 selected")).to_be_visible()
    assert await violations(page) == ""
    await page.keyboard.press("Escape")
    await page.goto(f"{dashboard}/incidents?status=none&view=board&severity=MEDIUM&sla=MET&from=2026-01-01T00:00:00Z")
    await expect(page.get_by_role("list", name="Filters")).to_be_visible()
    assert await violations(page) == ""
    await page.goto(f"{dashboard}/incidents?status=none&view=board")
    await expect(page.get_by_role("region", name="Closed").get_by_role("listitem")).to_have_count(1)
    assert await violations(page) == ""
    await page.goto(f"{dashboard}/my-work")
    await expect(page.get_by_role("heading", name="My work")).to_be_visible()
    assert await violations(page) == ""
    await page.goto(f"{dashboard}/incidents?status=none&text=card")
    await page.get_by_role("link", name="Card numbers in a log").click()
    await expect(page.get_by_role("button", name="Take it")).to_be_visible()
    assert await violations(page) == ""
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await violations(page, WCAG) == ""  # a Mantine dialog has a header of its own, which is no banner
    await context.close()
