import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import { page } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { Board } from "./Board";
import Everywhere from "./Everywhere";
import { incidentsPath } from "@/lib/places";
import { asksFor, boardPath, builtInViews } from "./views";
import { ANYTHING, USUAL } from "./question";

beforeEach(() => localStorage.clear());

function open(at: string) {
  return renderPage(
    <>
      <Board />
      <Everywhere />
    </>,
    {
      at,
      path: "/incidents",
      viewer: person(`Ada of ${at}`),
      api: { BoardIncidents: () => ({ data: { incidents: page([]) } }) },
    },
  );
}

const menu = async () => userEvent.click(screen.getByRole("button", { name: /^View:/ }));
const entries = () => screen.getAllByRole("menuitem").map(({ textContent }) => textContent);

test("a question gets a name, which brings it back with how it was shown; it can be renamed and deleted", async () => {
  const { address, actions } = await open("/incidents?severity=HIGH&sort=oldest&view=board");
  await menu();
  await userEvent.click(screen.getByRole("menuitem", { name: "Save this view…" }));
  await userEvent.type(await screen.findByLabelText("Name"), "Old and bad{Enter}");
  expect(await screen.findByRole("button", { name: "View: Old and bad" })).toBeVisible();
  await menu();
  await userEvent.click(screen.getByRole("menuitem", { name: "Critical" }));
  expect(address()).toBe("/incidents?sort=oldest&view=board&severity=CRITICAL");
  expect(screen.getByRole("button", { name: "View: Critical" })).toBeVisible();
  const labels = actions.all.get().map(({ label }) => label);
  expect(labels).toEqual(
    expect.arrayContaining(["Show: Old and bad", "Show: Unassigned", "Mark all incidents as read"]),
  );
  actions.all
    .get()
    .find(({ label }) => label === "Show: Old and bad")!
    .run();
  await eventually(() => expect(address()).toBe("/incidents?severity=HIGH&sort=oldest&view=board"));
  await menu();
  await userEvent.click(screen.getByRole("menuitem", { name: "Rename “Old and bad”…" }));
  const name = await screen.findByLabelText("Name");
  await userEvent.clear(name);
  await userEvent.type(name, "Overdue{Enter}");
  expect(await screen.findByRole("button", { name: "View: Overdue" })).toBeVisible();
  await menu();
  await userEvent.click(screen.getByRole("menuitem", { name: "Delete “Overdue”" }));
  await menu();
  expect(entries()).not.toContain("Overdue");
  expect(within(screen.getByRole("menu")).getByRole("menuitem", { name: "Save this view…" })).toBeVisible();
});

test("the address of a view is the one that others link to", () => {
  const question = { status: ["OPEN"], team: "team-1", from: "2026-01-05T09:00:00Z" };
  expect(boardPath(asksFor({ ...ANYTHING, ...question, status: ["OPEN"] }))).toBe(incidentsPath(question));
  expect(boardPath(asksFor(ANYTHING))).toBe(incidentsPath({ status: [] }));
  expect(boardPath(asksFor(USUAL))).toBe("/incidents");
  expect(builtInViews("user-1").find(({ name }) => name === "Unassigned")?.asks).toBe("status=OPEN");
});
