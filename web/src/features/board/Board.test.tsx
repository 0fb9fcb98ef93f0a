import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, onTestFinished, test, vi } from "vitest";

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
  expect(first.getByRole("img", { name: "Critical" })).toBeVisible();
  for (const said of ["INC-2", "Open", "Restricted", "Nobody"]) expect(first.getByText(said)).toBeVisible();
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

test("words are searched for, the best first, and where they stand is marked as text, whatever it is", async () => {
  const highlights = [
    { __typename: "SearchHighlight", field: "TITLE", text: "⟦Disk⟧ full on db-1" },
    { __typename: "SearchHighlight", field: "COMMENT", text: "… the <img src=x> ⟦disk⟧ is <b>full</b>" },
  ];
  const found = {
    ...page([]),
    totalCount: 1,
    edges: [{ __typename: "SearchEdge", highlights, node: incident(1, { title: "Disk full on db-1" }) }],
  };
  const { api } = await board([], { at: "/incidents?text=disk&status=none&severity=HIGH" });
  api.answer("BoardSearch", () => ({ data: { searchIncidents: found } }));
  await userEvent.type(screen.getByRole("textbox", { name: "Search" }), " full");
  const link = await screen.findByRole("link", { name: "Disk full on db-1" });
  expect(within(link).getByText("Disk").tagName).toBe("MARK");
  const comment = screen.getByText("Comment").parentElement!;
  expect(comment).toHaveTextContent("Comment… the <img src=x> disk is <b>full</b>");
  expect(comment.querySelectorAll("img, b")).toHaveLength(0);
  expect(within(comment).getByText("disk").tagName).toBe("MARK");
  const asked = { text: "disk full", filter: { severity: ["HIGH"] }, first: 50, after: null };
  await eventually(() => expect(api.variablesOf("BoardSearch").at(-1)).toEqual(asked));
  expect(screen.getByText("1 incident")).toBeVisible();
});

test("all that a link can ask for is asked, is shown as chips, and goes with a click", async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 26), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const from = new Date(2026, 0, 1).toISOString();
  const at = `/incidents?sla=AT_RISK,BREACHED&service=service-1&assignee=user-Ada&from=${from}&until=nonsense`;
  const { api, address } = await board([], { at });
  api.answer("BoardName", ({ id }) => ({
    data: { node: { __typename: "Service", id, name: `The name of ${String(id)}` } },
  }));
  await screen.findByText("No incident is like that");
  expect(api.variablesOf("BoardIncidents")[0]).toMatchObject({
    filter: {
      status: UNRESOLVED,
      sla: ["BREACHED", "AT_RISK"],
      serviceId: "service-1",
      assigneeId: "user-Ada",
      createdAfter: from,
    },
  });
  const chips = within(screen.getByRole("list", { name: "Filters" }));
  expect(chips.getAllByRole("listitem").map((chip) => chip.textContent)).toEqual([
    "SLABreached or At risk",
    expect.stringContaining("Assignee"),
    expect.stringContaining("Service"),
    "Reportedsince Jan 1",
  ]);
  for (const label of ["SLA", "Assignee", "Service", "Reported"])
    await userEvent.click(chips.getByRole("button", { name: `Remove the filter: ${label}` }));
  expect(address()).toBe("/incidents");
  expect(screen.queryByRole("list", { name: "Filters" })).toBeNull();
});

test("the board has a column for each status, and a card goes to another by itself", async () => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600); // or nothing would be in sight
  const all = [incident(1), incident(2, { status: "ASSIGNED", assignee: GRACE }), incident(3)];
  const answer = ({ filter }: Record<string, unknown>) => {
    const { status } = filter as { status: string[] };
    return { data: { incidents: page(all.filter((each) => status.includes(each.status))) } };
  };
  const { api, server } = await renderPage(<Board />, {
    at: "/incidents?view=board",
    path: "/incidents",
    api: { BoardIncidents: answer },
  });
  const column = (name: string) => within(screen.getByRole("region", { name }));
  await screen.findByRole("link", { name: "Incident number 2" });
  await eventually(() => expect(column("Open").getAllByRole("link")).toHaveLength(2));
  expect(column("Open").getByRole("heading")).toHaveTextContent("Open2");
  expect(screen.queryByRole("region", { name: "Closed" })).toBeNull();
  await userEvent.keyboard("jjl");
  expect(screen.getByRole("link", { name: "Incident number 2" })).toHaveFocus();
  const taken = incident(1, { status: "ASSIGNED", assignee: GRACE, version: 2 });
  act(() => server.last.next({ incidentEvents: event("e1", "ASSIGNED", taken) }));
  await eventually(() => expect(column("Assigned").getAllByRole("link")).toHaveLength(2));
  expect(column("Open").getByRole("heading")).toHaveTextContent("Open1");
  expect(screen.getByRole("link", { name: "Incident number 2" })).toHaveFocus();
  expect(api.variablesOf("BoardIncidents")).toHaveLength(3);
});

test("when the row with the focus goes, the focus is on what comes in its place", async () => {
  const { server } = await board([incident(3), incident(2), incident(1)]);
  await screen.findByText("Incident number 3");
  await userEvent.keyboard("jj");
  act(() => server.last.next({ incidentEvents: event("e1", "RESOLVED", incident(2, { status: "RESOLVED" })) }));
  await eventually(() => expect(screen.getByRole("link", { name: "Incident number 1" })).toHaveFocus());
});
