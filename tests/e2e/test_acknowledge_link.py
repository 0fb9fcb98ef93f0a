"""The link of a message in a real browser: on a phone, in both colour schemes, without a session."""

from pathlib import Path
from typing import Any, Literal

import pytest
from factories import World
from messages import link
from playwright.async_api import Browser, Page, expect

from siems.services.incidents import Decision

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def wrong(page: Page) -> list[str]:
    """What axe finds, by rule; nothing where there is no axe."""
    if not AXE.is_file():
        return []
    await page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = await page.evaluate("axe.run().then(({violations}) => violations)")
    return [each["id"] for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_somebody_acknowledges_from_a_phone(
    world: World, browser: Browser, site: str, scheme: Literal["light", "dark"]
) -> None:
    admin, manager = await world.admin(), await world.manager("Grace Hopper")
    incident = await world.incident(admin, "Card payments fail in every second shop since half past nine")
    for reason in ("Look at it", "Look at it now"):
        await world.app.escalations.escalate(admin, Decision(incident.id, reason=reason))
    complaints: list[str] = []
    window = await browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 800})
    async with window as context:
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        await page.goto(site + await link(world, manager, incident))
        heading = page.get_by_role("heading", level=1)
        await expect(heading).to_have_text(f"Acknowledge {incident.key}?")
        assert await wrong(page) == []
        await page.get_by_role("button", name="Acknowledge").click()
        await expect(heading).to_have_text(f"You look after {incident.key}")
        assert await wrong(page) == []
        await page.reload()
        await expect(heading).to_have_text("This link was used already")
    assert complaints == []
