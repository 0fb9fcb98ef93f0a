"""The list of incidents in a real browser: what one reads stays where it is, whatever comes; and the focus is
kept."""

from factories import PASSWORD, World
from playwright.async_api import Page, expect

from siems.services.incidents import Decision

MANY = 130
WHERE = """(title) => {
  const link = [...document.querySelectorAll("[data-row]")].find(({ textContent }) => textContent === title);
  return link === undefined ? null : Math.round(link.getBoundingClientRect().top);
}"""


async def test_what_one_reads_stays_where_it_is_while_incidents_come_and_go_above_it(
    world: World, flawless_page: Page, dashboard: str
) -> None:
    page, ada = flawless_page, await world.manager("Ada Lovelace")
    ids = [(await world.incident(ada, f"Number {n}")).id for n in range(MANY)]
    await page.goto(dashboard)
    await page.get_by_label("E-mail").fill(ada.email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_label("Connection")).to_have_text("Live")
    await expect(page.get_by_text(f"{MANY} incidents")).to_be_visible()
    for _ in range(2):  # the second page is read by scrolling near to the end of the first
        await page.mouse.wheel(0, 3_000)
        await page.wait_for_function("scrollY > 1000")
    await expect(page.get_by_role("link", name="Number 29", exact=True)).to_be_visible()
    assert await page.get_by_role("row").count() < 60
    await page.get_by_role("link", name="Number 29", exact=True).focus()
    before = await page.evaluate(WHERE, "Number 29")

    for n in range(3):
        await world.incident(ada, f"New {n}")
    await expect(page.get_by_role("button", name="3 new")).to_be_visible()
    assert await page.evaluate(WHERE, "Number 29") == before
    decision = Decision(ids[-1])
    await world.app.incidents.claim(ada, decision)
    await world.app.incidents.start(ada, decision)
    await world.app.incidents.resolve(ada, decision, "Fixed")
    await expect(page.get_by_text(f"{MANY + 2} incidents")).to_be_visible()
    assert await page.evaluate(WHERE, "Number 29") == before
    await expect(page.get_by_role("link", name="Number 29", exact=True)).to_be_focused()

    await page.mouse.wheel(0, -9_000)
    await expect(page.get_by_role("link", name="New 2")).to_be_visible()
    await expect(page.get_by_role("link", name="Number 29", exact=True)).to_be_focused()  # and can go on from there
    await expect(page.get_by_role("button", name="3 new")).to_be_hidden()
