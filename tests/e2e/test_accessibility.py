"""The dashboard for everybody: what axe finds wrong, in both colour schemes and on a phone; no page is too wide."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from factories import PASSWORD, World
from playwright.async_api import Browser, Page, expect

from siems.services.incidents import Decision

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
STILL = """document.addEventListener("DOMContentLoaded", () => document.head.append(
  Object.assign(document.createElement("style"), {textContent: "*, ::before, ::after { transition: none !important }"})
))"""
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


async def violations(page: Page, levels: tuple[str, ...] = (*WCAG, "best-practice")) -> str:
    """What axe finds, a line for each element that it is about; and whether the page is wider than its window."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = await page.evaluate(
        "(levels) => axe.run({runOnly: levels, resultTypes: ['violations']}).then(({violations}) => violations)",
        list(levels),
    )
    wide = not await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    said = [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]
    return "\n".join([*said, *(["the page is wider than its window"] if wide else [])])


PAGES = (
    "/incidents?status=none", "/incidents?view=board", "/incidents?severity=MEDIUM&sla=MET&from=2026-01-01T00:00:00Z",
    "/incidents?text=reported", "/my-work", "/report", "/team",
    "/team?view=workload", "/team?view=absences", "/analytics", "/notifications", "/settings",
    *(f"/admin/{room}" for room in (
        "people", "teams", "skills", "services", "categories", "templates", "escalation-rules", "sla", "api-keys",
        "webhooks", "deliveries", "audit",
    )),
    "/nowhere",
)  # fmt: skip


HEIGHT = 800
LOOKS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 390))


async def violations_in_each_look(page: Page, levels: tuple[str, ...] = (*WCAG, "best-practice")) -> str:
    """What axe finds on a screen in light colours, and in dark ones on a phone; first in the look that it has."""
    found = []
    for scheme, width in sorted(LOOKS, key=lambda look: page.viewport_size != {"width": look[1], "height": HEIGHT}):
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        await page.locator(f"html[data-mantine-color-scheme={scheme}]").wait_for()
        found += [f"{scheme}, {width} px: {each}" for each in (await violations(page, levels)).splitlines()]
    return "\n".join(found)


async def violations_by_path(page: Page, dashboard: str, paths: Iterator[str]) -> dict[str, str]:
    """Visits the paths that are left; several tabs may do so together."""
    found = {}
    for path in paths:
        await page.goto(dashboard + path)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await page.wait_for_load_state("networkidle")
        found[path] = await violations_in_each_look(page)
    return found


async def test_axe_is_content_with_every_page(world: World, browser: Browser, dashboard: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe needs web/node_modules, which `make setup` fills where npm is")
    ada, grace = await world.admin("Ada Lovelace"), await world.engineer("Grace Hopper")
    incident = await world.incident(grace, "Card numbers in a log", description="See **this**.", restricted=True)
    others = [
        await world.incident_in(status, ada, grace) for status in ("ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED")
    ]
    await world.app.escalations.escalate(ada, Decision(incident.id))
    await world.rule()
    async with await browser.new_context(reduced_motion="reduce", bypass_csp=True) as context:
        await context.add_init_script(STILL)
        page, another = [await context.new_page() for _ in range(2)]
        await page.goto(f"{dashboard}/incidents")
        await expect(page.get_by_role("heading", name="Sign in to SIEMS")).to_be_visible()
        assert await violations_in_each_look(page) == ""
        await page.get_by_label("E-mail").fill(ada.email)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("link", name="Card numbers in a log")).to_be_visible()
        paths = iter((*PAGES, *(f"/incidents/INC-{each.number}" for each in (incident, *others))))
        halves = await asyncio.gather(*(violations_by_path(tab, dashboard, paths) for tab in (page, another)))
        found = halves[0] | halves[1]
        for key, dialog, button in (
            ("?", "Shortcuts", "Close"),
            ("a", "Assign", "Assign to Grace Hopper"),
            ("n", "Report an incident", "Report"),
        ):
            await page.goto(f"{dashboard}/incidents/INC-{incident.number}")
            await expect(
                page.get_by_role("button", name="Write a comment").or_(page.get_by_label("Comment", exact=True)).first
            ).to_be_visible()
            await page.keyboard.press(key)
            await expect(
                page.get_by_role("dialog", name=dialog).get_by_role("button", name=button).last
            ).to_be_enabled()
            # Without best practices: a Mantine dialog has a header of its own, which is no banner.
            found[dialog] = await violations_in_each_look(page, WCAG)
        await page.goto(f"{dashboard}/incidents?status=none")
        for name in ("Status", "Filter", "View: Everything"):
            await page.get_by_role("button", name=name).click()
            await expect(page.get_by_role("menu")).to_be_visible()
            found[name] = await violations_in_each_look(page, WCAG)  # what is open for a moment is in no landmark
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("menu")).to_be_hidden()
        await page.get_by_role("checkbox").first.check(force=True)
        await expect(page.get_by_text("1 selected")).to_be_visible()
        found["a selection"] = await violations_in_each_look(page)
    wrong = [f"{where}: {what}" for where, what in found.items() if what]
    assert not wrong, "\n".join(wrong)
