"""A real Chromium, and the real application behind a port."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from over_network import served
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from siems.app import create_app
from siems.bootstrap import Application
from siems.dashboard import BUILT

CHROMIUM_MISSING = "there is no Chromium here: install the package chromium to drive the pages"
DASHBOARD_MISSING = "the dashboard is not built: `make setup` builds it where npm is"
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip(CHROMIUM_MISSING)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of a browser in which nobody has signed in."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    yield page
    await context.close()


@pytest.fixture
async def site(app: Application) -> AsyncIterator[str]:
    async with served(create_app(app)) as address:
        yield address


@pytest.fixture(scope="session")
async def dashboard(app: Application) -> AsyncIterator[str]:
    """Where the built dashboard is served, for all tests."""
    if not (BUILT / "index.html").is_file():
        pytest.skip(DASHBOARD_MISSING)
    async with served(create_app(app)) as address:
        yield address


@pytest.fixture
async def flawless_page(page: Page) -> AsyncIterator[Page]:
    """A page in which nothing may go wrong unseen: no fault of a script, and nothing that the policy forbids."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
