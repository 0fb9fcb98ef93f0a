"""The list of incidents in a real Chromium: how smoothly 1,000 live rows scroll while incidents change, and how long
after a mutation another page shows it. Servers, the API and the browser are processes of their own.

    python benchmarks/bench_board.py [--incidents 1000] [--rate 20] [--mutations 40] [--width 1280]
"""

import argparse
import asyncio
import itertools
import logging
import os
import shutil
import socket
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.async_api import Browser, CDPSession, Page, async_playwright

from siems import migrate
from siems.app import create_app
from siems.bootstrap import Application, Servers, application
from siems.cli.protocols import SETTINGS
from siems.dashboard import BUILT
from siems.domain.callers import Caller, Origin
from siems.domain.incidents import Severity
from siems.domain.users import Role
from siems.embedded import EmbeddedServers
from siems.models import Incident
from siems.services.incident_reports import Report
from siems.services.incidents import Decision
from siems.services.sla_policies import SlaPolicyDraft

SECRET = "a secret for a benchmark, which is long enough"
PASSWORD = "correct horse battery staple"
EMAIL = "manager@example.com"
ENGINEERS = 10
PIXELS_A_FRAME = 30
"""1,800 pixels, or 47 rows, a second where there are 60 frames."""
LONGEST = 30_000
"""Milliseconds of scrolling: the list grows meanwhile, and on a slow machine one would not get to its top."""
SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
PATIENCE = 60_000  # milliseconds

SCROLL = """([step, longest]) => new Promise((resolve) => {
  const frames = [], long = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => long.push(duration)))
    .observe({ entryTypes: ["longtask"] });
  let last = performance.now();
  const began = last;
  scrollTo(0, document.documentElement.scrollHeight);
  const frame = (now) => {
    frames.push(now - last);
    last = now;
    if (scrollY <= 0 || now - began > longest) return resolve({ frames: frames.slice(2), long });
    scrollBy(0, -step);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""
"""Scrolls from the end to the top, a step each frame, but no longer than that; how long frames and long tasks were."""
STILL = """(count) => new Promise((resolve) => {
  const frames = [];
  let last = performance.now();
  const frame = (now) => {
    frames.push(now - last);
    last = now;
    if (frames.length > count) resolve(frames.slice(2)); else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""
WATCH = """() => {
  const seen = {}, waiting = {};
  const look = () => document.querySelectorAll("[data-row]").forEach(({ textContent }) => {
    if (!textContent.startsWith("mark ") || textContent in seen) return;
    seen[textContent] = performance.timeOrigin + performance.now();
    waiting[textContent]?.(seen[textContent]);
  });
  window.shown = (title) => new Promise((resolve) => {
    if (title in seen) resolve(seen[title]); else waiting[title] = resolve;
  });
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
MUTATE = """async ([token, id, title]) => {
  const query = `mutation($id: ID!, $title: String!) {
    updateIncident(input: {incidentId: $id, title: $title}) { incident { id title } errors { message } } }`;
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const sent = performance.timeOrigin + performance.now();
  const answer = await fetch("/graphql", { method: "POST", headers,
    body: JSON.stringify({ query, variables: { id, title } }) });
  const { data } = await answer.json();
  if (data.updateIncident.errors.length > 0) throw new Error(data.updateIncident.errors[0].message);
  return [sent, performance.timeOrigin + performance.now()];
}"""
FIRST_IDS = """() => [...document.querySelectorAll("tr[data-id]")].slice(0, 10).map(({ dataset }) => dataset.id)"""


async def main(incidents: int, rate: int, mutations: int, width: int) -> None:
    logging.getLogger("siems").setLevel(logging.ERROR)  # nobody here has a contact method
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None or not (BUILT / "index.html").is_file():
        print("Nothing measured: this needs the package chromium and the built dashboard (`make setup`).")
        return
    with (
        tempfile.TemporaryDirectory(prefix="siems-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedServers(Path(folder).resolve() / "data") as endpoints,  # noqa: ASYNC240  (nothing else runs yet)
    ):
        await migrate.upgrade(endpoints.owner_url)
        servers = Servers(endpoints.app_url, endpoints.redis_url, (SECRET,))
        async with application(servers) as app, api(servers) as port, chromium(executable) as browser:
            scene = await Scene.fill(app, incidents)
            site = f"http://127.0.0.1:{port}"
            page = await opened(browser, site, width)
            print(f"{incidents:,} unresolved incidents, {rate} changes a second, {width} x 900 pixels:")
            await scroll(page, scene, incidents, rate)
            await delays(browser, site, page, scene, rate, mutations)


class Scene:
    """An organization with incidents as they are: services, people, service levels."""

    def __init__(self, app: Application, manager: Caller, engineers: Sequence[Any]) -> None:
        self._app, self._manager, self._engineers = app, manager, engineers
        self.incidents: list[Incident] = []
        self._turns: Counter[int] = Counter()  # so that each change changes something
        self.token = ""

    @classmethod
    async def fill(cls, app: Application, number: int) -> "Scene":
        organization = await app.setup.create_organization("Benchmark")
        admin = await app.setup.create_user(organization, "admin@example.com", "Ada Admin", PASSWORD, Role.ADMIN)
        await app.setup.create_user(organization, EMAIL, "Mia Manager", PASSWORD, Role.MANAGER)
        manager = await app.setup.create_user(organization, "m@example.com", "Max Manager", PASSWORD, Role.MANAGER)
        engineers = [
            await app.setup.create_user(
                organization, f"e{n}@example.com", f"Erin Engineer {n}", PASSWORD, Role.ENGINEER
            )
            for n in range(ENGINEERS)
        ]
        head = Caller(admin.as_domain())
        services = [await app.catalogue.create_service(head, {"name": name}) for name in ("Checkout", "Search", "Mail")]
        await app.sla_policies.create(head, SlaPolicyDraft("All", respond_minutes=30, resolve_minutes=480))
        scene = cls(app, Caller(manager.as_domain()), engineers)
        for n in range(number):
            title = f"Incident {n}: something does not answer as it should, and customers see it"
            report = Report(title, severity=SEVERITIES[n % 4], service_id=services[n % 3].id)
            scene.incidents.append(await app.incidents.report(scene._manager, report))
            if n % 3:
                await scene._assign(n)
        scene.token = (await app.auth.login(EMAIL, PASSWORD, Origin())).access_token
        return scene

    async def _assign(self, n: int) -> None:
        engineer = self._engineers[n % ENGINEERS]
        await self._app.incidents.assign(self._manager, Decision(self.incidents[n].id), engineer.id)

    async def change(self, rate: int) -> None:
        """Changes one incident after another at this rate: comments, severities, assignees, and new ones."""
        began = time.monotonic()
        for n in itertools.count():
            await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
            place = (n * 37) % len(self.incidents)
            decision = Decision(self.incidents[place].id)
            self._turns[place] += 1
            turn = place + self._turns[place]
            match n % 4:
                case 0:
                    await self._app.incidents.comment(self._manager, decision.incident_id, f"Still so ({n})")
                case 1:
                    await self._app.incidents.change_severity(self._manager, decision, SEVERITIES[turn % 4])
                case 2:
                    await self._app.incidents.assign(self._manager, decision, self._engineers[turn % ENGINEERS].id)
                case _:
                    await self._app.incidents.report(self._manager, Report(f"Reported while one scrolls ({n})"))


async def opened(browser: Browser, site: str, width: int) -> Page:
    """The list of incidents, with somebody who is signed in."""
    context = await browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(f"{site}/incidents")
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.locator("tr[data-id]").first.wait_for()
    return page


async def scroll(page: Page, scene: Scene, incidents: int, rate: int) -> None:
    began = time.monotonic()
    while not await page.locator(f'tr[data-index="{incidents - 1}"]').count():
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        await page.wait_for_timeout(50)
    print(f"  all rows are read, by scrolling on  {time.monotonic() - began:>8.1f} s")
    print(f"  rows that are in the page           {await page.locator('tr[data-id]').count():>8}")
    still = await page.evaluate(STILL, 120)
    print(f"  a frame while nothing moves, median {percentile(still, 0.5):>8.1f} ms")
    own = await OwnTime.of(page)
    quiet = await page.evaluate(SCROLL, [PIXELS_A_FRAME, LONGEST])
    tell("scrolling", quiet, percentile(still, 0.5), await own.spent())
    changing = asyncio.create_task(scene.change(rate))
    try:
        await page.wait_for_timeout(2_000)
        await own.spent()
        busy = await page.evaluate(SCROLL, [PIXELS_A_FRAME, LONGEST])
        spent = await own.spent()
        if changing.done():
            changing.result()
    finally:
        changing.cancel()
    tell(f"scrolling, {rate} changes a second", busy, percentile(still, 0.5), spent)


class OwnTime:
    """What the page's main thread has used of a processor, however much others use."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._until = 0.0

    @classmethod
    async def of(cls, page: Page) -> "OwnTime":
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable", {"timeDomain": "threadTicks"})
        own = cls(session)
        await own.spent()
        return own

    async def spent(self) -> float:
        """Milliseconds since it was asked last."""
        metrics = (await self._session.send("Performance.getMetrics"))["metrics"]
        until = next(each["value"] * 1_000 for each in metrics if each["name"] == "TaskDuration")
        spent, self._until = until - self._until, until
        return spent


def tell(what: str, measured: dict[str, list[float]], frame: float, own: float) -> None:
    frames, long = measured["frames"], measured["long"]
    wanted = sum(max(1, round(each / frame)) for each in frames)
    print(f"  {what}, {sum(frames) / 1000:.1f} s:")
    for name, place in (("median", 0.5), ("p95", 0.95), ("p99", 0.99), ("longest", 1.0)):
        print(f"    a frame, {name:<8}               {percentile(frames, place):>8.1f} ms")
    print(f"    a frame, of the main thread     {own / len(frames):>8.1f} ms of a core")
    print(f"    dropped frames                  {1 - len(frames) / wanted:>8.2%}")
    print(f"    long tasks (over 50 ms)         {len(long):>8}, {sum(long):.0f} ms in all")


async def delays(browser: Browser, site: str, page: Page, scene: Scene, rate: int, mutations: int) -> None:
    """A second page sees what the first does, while nothing else happens and while much does."""
    other = await opened(browser, site, 1280)
    await other.evaluate(WATCH)
    await page.goto(site + "/readyz")  # what draws nothing: the cores are the other page's
    for busy in (False, True):
        changing = asyncio.create_task(scene.change(rate)) if busy else None
        await other.wait_for_timeout(2_000)
        found = []
        for n in range(mutations):
            title = f"mark {busy} {n}"
            [id, *_] = await other.evaluate(FIRST_IDS)
            sent, answered = await page.evaluate(MUTATE, [scene.token, id, title])
            # Not wait_for_function, which the page's Content-Security-Policy forbids.
            seen = await asyncio.wait_for(other.evaluate("(title) => window.shown(title)", title), PATIENCE / 1_000)
            found.append((seen - sent, seen - answered))
            await other.wait_for_timeout(100)
        if changing is not None:
            changing.cancel()
        what = f"{rate} changes a second" if busy else "nothing else happens"
        whole, behind = [a for a, _ in found], [b for _, b in found]
        print(f"  a mutation is sent until a second page shows it, {what}:")
        print(
            f"    p50 {percentile(whole, 0.5):.0f} ms, p95 {percentile(whole, 0.95):.0f} ms, "
            f"at most {max(whole):.0f} ms ({percentile(behind, 0.5):+.0f} ms after its answer)"
        )


def percentile(values: Sequence[float], place: float) -> float:
    return sorted(values)[min(len(values) - 1, int(place * len(values)))]


@asynccontextmanager
async def chromium(executable: str) -> AsyncIterator[Browser]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def api(servers: Servers) -> AsyncIterator[int]:
    """Where the API listens, in a process of its own, as `siems api` runs it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "api", servers.database_url, servers.redis_url, stdout=PIPE
    )
    try:
        yield int(await _line(process))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _line(process: Process) -> bytes:
    assert process.stdout is not None
    return await asyncio.wait_for(process.stdout.readline(), 300)


async def run_api(database_url: str, redis_url: str) -> None:
    async with application(Servers(database_url, redis_url, (SECRET,))) as app:
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
            print(listener.getsockname()[1], flush=True)
            await uvicorn.Server(uvicorn.Config(create_app(app), log_config=None, **SETTINGS)).serve([listener])


if __name__ == "__main__":
    if sys.argv[1:2] == ["api"]:
        asyncio.run(run_api(*sys.argv[2:4]))
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--incidents", type=int, default=1_000)
        parser.add_argument("--rate", type=int, default=20)
        parser.add_argument("--mutations", type=int, default=40)
        parser.add_argument("--width", type=int, default=1280)
        options = parser.parse_args()
        asyncio.run(main(options.incidents, options.rate, options.mutations, options.width))
