import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import { unreachable } from "@/testing/fakeApi";
import { event, incident, page } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { Board } from "./Board";

const GRACE = { __typename: "Engineer" as const, id: "user-Grace", name: "Grace Hopper" };
const UNRESOLVED = ["OPEN", "ASSIGNED", "IN_PROGRESS"];

function board(incidents: readonly object[], { at = "/incidents" } = {}) {
  const api = {
    BoardIncidents: () => ({ data: { incidents: page(incidents) } }),
    BoardSearch: () => ({ data: { searchIncidents: page(incidents) } }),
  };
  return renderPage(<Board />, { at, path: "/incidents", api });
}

const row = (title: string) => within(screen.getByText(title).closest("tr")!);

test("it shows what is unresolved, newest first, with all that one needs to choose", async () => {
  const { api } = await board([
    incident(2, { title: "Checkout answers 502", severity: "CRITICAL", restricted: true, escalationLevel: 2 }),
    incident(1, { title: "Slow search", status: "ASSIGNED", assignee: GRACE }),
  ]);
  await screen.findByText("Checkout answers 502");
  expect(api.variablesOf("BoardIncidents")).toEqual([
    { filter: { status: UNRESOLVED }, orderBy: { field: "CREATED_AT", direction: "DESC" }, first: 100, after: null },
  ]);
  const first = row("Checkout answers 502");
  for (const said of ["INC-2", "Critical", "Open", "Restricted", "Nobody"]) expect(first.getByText(said)).toBeVisible();
  expect(first.getByTitle("Escalated 2 times")).toBeVisible();
  expect(first.getByRole("link")).toHaveAttribute("href", "/incidents/INC-2");
  expect(row("Slow search").getByText("Grace Hopper")).toBeVisible();
  expect(screen.getByText("2 incidents")).toBeVisible();
});

test("the filters are in the address, and the address is asked for", async () => {
  const { api, address } = await board([incident(1)], { at: "/incidents?severity=HIGH&sort=oldest" });
  await screen.findByText("Incident number 1");
  await userEvent.click(screen.getByRole("button", { name: /^Status/ }));
  await userEvent.click(screen.getByRole("menuitemcheckbox", { name: "Closed" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Search" }), "disk full");
  await eventually(() => expect(address()).toContain("text=disk+full"));
  expect(address()).toBe("/incidents?severity=HIGH&sort=oldest&status=OPEN,ASSIGNED,IN_PROGRESS,CLOSED&text=disk+full");
  await eventually(() =>
    expect(api.variablesOf("BoardSearch").at(-1)).toMatchObject({
      text: "disk full",
      filter: { severity: ["HIGH"], status: [...UNRESOLVED, "CLOSED"] },
    }),
  );
});

test("a row changes by itself, and nothing is asked for it", async () => {
  const { api, server } = await board([incident(1), incident(2)]);
  await screen.findByText("Incident number 1");
  const before = screen.getByText("Incident number 1").closest("tr");
  const changed = incident(1, { title: "Renamed", status: "ASSIGNED", assignee: GRACE, version: 2 });
  act(() => server.last.next({ incidentEvents: event("e1", "UPDATED", changed) }));
  await screen.findByText("Renamed");
  expect(screen.getByText("Renamed").closest("tr")).toBe(before); // it is the same row: nothing flickers
  expect(row("Renamed").getByText("Grace Hopper")).toBeVisible();
  expect(api.variablesOf("BoardIncidents")).toHaveLength(1);
});

test("what is reported comes into the list, and what is resolved goes, and nothing is asked for it", async () => {
  const { api, server } = await board([incident(1)]);
  await screen.findByText("Incident number 1");
  act(() => server.last.next({ incidentEvents: event("e1", "REPORTED", incident(2)) }));
  await screen.findByText("Incident number 2");
  expect(screen.getByText("2 incidents")).toBeVisible();
  act(() => server.last.next({ incidentEvents: event("e2", "RESOLVED", incident(1, { status: "RESOLVED" })) }));
  await eventually(() => expect(screen.queryByText("Incident number 1")).toBeNull());
  act(() => server.last.next({ incidentEvents: event("e3", "REPORTED", incident(3, { status: "CLOSED" })) }));
  expect(screen.getByText("1 incident")).toBeVisible();
  expect(api.variablesOf("BoardIncidents")).toHaveLength(1);
});

test("what is withdrawn from the viewer's sight is gone", async () => {
  const { api, server } = await board([incident(1), incident(2)]);
  await screen.findByText("Incident number 1");
  api.answer("BoardIncidents", () => ({ data: { incidents: page([incident(2)]) } }));
  act(() => server.last.next({ incidentEvents: event("e1", "WITHDRAWN", null, { change: null }) }));
  await eventually(() => expect(screen.queryByText("Incident number 1")).toBeNull());
  expect(screen.getByText("Incident number 2")).toBeVisible();
});

test("J and K go along the rows, and Enter opens one", async () => {
  const { address } = await board([incident(2), incident(1)]);
  await screen.findByText("Incident number 2");
  await userEvent.keyboard("j");
  expect(screen.getByRole("link", { name: "Incident number 2" })).toHaveFocus();
  await userEvent.keyboard("jj");
  expect(screen.getByRole("link", { name: "Incident number 1" })).toHaveFocus();
  await userEvent.keyboard("kj{Enter}");
  expect(address()).toBe("/incidents/INC-1");
});

test("where nothing is like what is asked for, one click shows everything", async () => {
  const { address } = await board([], { at: "/incidents?text=nothing&severity=LOW" });
  await userEvent.click(await screen.findByRole("button", { name: "Show all" }));
  expect(address()).toBe("/incidents?status=none");
});

test("a list that cannot be read says so, and is read on another try", async () => {
  const { api } = await renderPage(<Board />, {
    viewer: person(),
    api: { BoardIncidents: unreachable },
  });
  expect(await screen.findByRole("alert")).toHaveTextContent("SIEMS cannot be reached");
  api.answer("BoardIncidents", () => ({ data: { incidents: page([incident(1)]) } }));
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Incident number 1");
  expect(screen.queryByRole("alert")).toBeNull();
});
