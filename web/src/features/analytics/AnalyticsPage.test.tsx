import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { eventually } from "@/testing/eventually";
import { unreachable } from "@/testing/fakeApi";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { Component as AnalyticsPage } from "./AnalyticsPage";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const [SINCE, UNTIL] = [new Date(2026, 10, 2).toISOString(), new Date(2026, 10, 5).toISOString()];
const AT = "/analytics?range=custom&from=2026-11-02&to=2026-11-04";

const time = (p50Seconds: number | null, count = 3, leftOut = 1) => ({
  __typename: "DurationFigures",
  ...{
    count,
    leftOut,
    p50Seconds,
    meanSeconds: p50Seconds,
    p90Seconds: p50Seconds && 7_200,
    p95Seconds: p50Seconds && 8_100,
  },
});
const sla = (met: number, breached: number) => ({
  __typename: "SlaAttainment",
  ...{ met, breached, attainment: met + breached === 0 ? null : met / (met + breached) },
});

function figures(incidents: number, more: object = {}) {
  return {
    __typename: "IncidentFigures",
    ...{ incidents, everResolved: 2, reopened: 1, reopenRate: 0.5 },
    ...{ timeToAcknowledge: time(60), timeToStart: time(600), timeToResolve: time(3_600) },
    ...{ respondSla: sla(3, 1), resolveSla: sla(0, 0) },
    escalations: {
      __typename: "EscalationFigures",
      ...{ incidents: 1, byRule: 1, byHand: 0, rate: 0.25, ruleRate: 0.25, handRate: 0 },
    },
    ...more,
  };
}

function group(name: string | null, more: object, summary: object) {
  const nothing = { severity: null, service: null, category: null, team: null, engineer: null };
  return { __typename: "AnalyticsGroup", name, ...nothing, ...more, figures: summary };
}

const LATENESS = { __typename: "EscalationLateness", firings: 0, p50Seconds: null, p99Seconds: null, maxSeconds: null };

function overview(incidents = 4) {
  const day = (date: number, reported: number, backlog: number) => ({
    __typename: "AnalyticsPeriod",
    startsAt: new Date(2026, 10, date).toISOString(),
    endsAt: new Date(2026, 10, date + 1).toISOString(),
    backlog,
    figures: figures(reported),
  });
  const service = (id: string, name: string) => ({ service: { __typename: "Service", id, name } });
  const grace = { __typename: "Engineer", id: "user-Grace", name: "Grace Hopper" };
  const current = {
    __typename: "Analytics",
    summary: figures(incidents),
    lateness: LATENESS,
    periods: [day(2, 3, 4), day(3, 0, 2), day(4, 1, 3)],
    severities: [group("Critical", { severity: "CRITICAL" }, figures(4))],
    services: [
      group("Search", service("s1", "Search"), figures(3)),
      group("Checkout", service("s2", "Checkout"), figures(1, { timeToResolve: time(null, 0, 1) })),
      group(null, {}, figures(2)),
    ],
    categories: [],
    teams: [],
    engineers: [group("Grace Hopper", { engineer: grace }, figures(4))],
    busiestHours: [{ __typename: "BusyHour", weekday: "TUESDAY", hour: 14, incidents: 3 }],
    pages: [{ __typename: "PersonPages", name: "Grace Hopper", pages: 12, nightPages: 3, user: grace }],
  };
  const previous = { __typename: "Analytics", summary: figures(2, { timeToResolve: time(7_200) }), lateness: LATENESS };
  const before = { __typename: "Analytics", periods: [{ __typename: "AnalyticsPeriod", backlog: 1 }] };
  return { data: { current, previous, before } };
}

const nothing = { PickersServices: () => ({ data: { services: [] } }), PickersTeams: () => ({ data: { teams: [] } }) };
const pickers = {
  ...nothing,
  PickersCategories: () => ({ data: { categories: [] } }),
  PickersPeople: () => ({ data: { users: { edges: [] } } }),
};

function analytics(options: { at?: string; api?: object; viewer?: ReturnType<typeof person> } = {}) {
  const { at = AT, api = {}, viewer = person() } = options;
  const answers = { AnalyticsOverview: () => overview(), ...pickers, ...api };
  return renderPage(<AnalyticsPage />, { at, path: "/analytics", viewer, api: answers });
}

// By label, not by role: to find roles among so many cells takes seconds.
const tile = (name: string) => within(screen.getByLabelText(name, { selector: "[role=group]" }));
const tableOf = (name: string) => screen.getByLabelText<HTMLTableElement>(name, { selector: "table" });
const hrefs = (within: Element) =>
  [...within.querySelectorAll("a")].map((link) => decodeURIComponent(link.getAttribute("href")!));
const range = `from=${SINCE}&until=${UNTIL}`;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 26, 12), toFake: ["Date"] });
  vi.spyOn(console, "warn").mockImplementation(() => undefined); // charts have no size here, and say so
});
afterEach(() => vi.useRealTimers());

test("the address is asked for, beside the time before, in the viewer's time zone", async () => {
  const { api } = await analytics({ at: `${AT}&severity=HIGH&service=s1&team=t1&category=c1&unit=week` });
  await screen.findByText("Time to start");
  expect(api.variablesOf("AnalyticsOverview")).toEqual([
    {
      ...{ since: SINCE, until: UNTIL, timeZone: ZONE, by: "WEEK" },
      previousSince: new Date(2026, 9, 30).toISOString(),
      previousUntil: SINCE,
      justBefore: new Date(Date.parse(SINCE) - 60_000).toISOString(),
      filter: { severity: "HIGH", serviceId: "s1", teamId: "t1", categoryId: "c1" },
    },
  ]);
});

test("each figure stands with its spread, what was left out, and how it has changed, in words", async () => {
  await analytics();
  await screen.findByText("Time to start");
  const incidents = tile("Incidents");
  expect(incidents.getByText("4")).toHaveAttribute(
    "href",
    `/incidents?${new URLSearchParams({ status: "none", from: SINCE, until: UNTIL })}`,
  );
  for (const said of ["100 % more", "worse"]) expect(incidents.getByText(said)).toBeVisible();
  const resolve = tile("Time to resolve");
  for (const said of ["1 h", "50 % shorter", "better", "2 h 15 m", "3 incidents, 1 not there yet"])
    expect(resolve.getAllByText(said)[0]).toBeVisible();
  expect(tile("Responded in time").getByText("75 %")).toBeVisible();
  expect(tile("Resolved in time").getByText("nothing to measure")).toBeVisible();
  expect(tile("Escalated").getByText("1 (25 %)")).toBeVisible();
  expect(tile("Reopened").getByText("1 of 2 that were resolved")).toBeVisible();
  expect(tile("Escalations late by").getByText("No rule fired in this time.")).toBeVisible();
});

test("a chart can be read as a table, each row of which leads to its incidents", async () => {
  await analytics();
  await userEvent.click(await screen.findByLabelText("Reported and resolved: show as a table"));
  const rows = [...tableOf("Days").tBodies[0]!.rows];
  expect(rows.map(({ cells }) => [...cells].slice(1).map(({ textContent }) => textContent))).toEqual([
    ["3", "0", "4"],
    ["0", "2", "2"],
    ["1", "0", "3"],
  ]);
  const [from, until] = [new Date(2026, 10, 3), new Date(2026, 10, 4)].map((each) => each.toISOString());
  expect(hrefs(rows[1]!)).toEqual([`/incidents?status=none&from=${from}&until=${until}`]);
});

test("groups are sorted by their columns, what has no figure last, and lead to their incidents", async () => {
  const { address } = await analytics();
  await userEvent.click(await screen.findByLabelText("Service", { selector: "[type=radio]" }));
  expect(address()).toContain("by=service");
  const table = tableOf("By service");
  const names = () => [...table.tBodies[0]!.rows].map(({ cells }) => cells[0]!.textContent);
  expect(names()).toEqual(["Search", "Checkout", "No service"]);
  await userEvent.click(within(table).getByText("To resolve"));
  expect(table.querySelector("[aria-sort=descending]")).toHaveTextContent("To resolve");
  expect(names().at(-1)).toBe("Checkout");
  await userEvent.click(within(table).getByText("Incidents"));
  expect(names()).toEqual(["Search", "No service", "Checkout"]);
  const path = `/incidents?status=none&${range}`;
  expect(hrefs(table)).toEqual([`${path}&service=s1`, `${path}&service=s2`]);
});

test("the busiest hours are a table, and within a week each leads to its incidents", async () => {
  await analytics();
  await screen.findByText("Most were reported on Tuesday from 14 to 15 (3 incidents).");
  const [from, until] = [14, 15].map((hour) => new Date(2026, 10, 3, hour).toISOString());
  const table = tableOf("Incidents reported by hour of the week");
  expect(hrefs(table)).toEqual([`/incidents?status=none&from=${from}&until=${until}`]);
});

test("a table is a file as SIEMS writes it", async () => {
  const { api } = await analytics({
    api: { AnalyticsFile: () => ({ data: { analytics: { __typename: "Analytics", csv: "a,b\n" } } }) },
  });
  const saved: string[] = [];
  Object.assign(URL, { createObjectURL: () => "blob:1", revokeObjectURL: () => undefined });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  await userEvent.click(await screen.findByLabelText("Download severity as CSV"));
  await eventually(() =>
    expect(saved).toEqual([`incidents-by-severity-${SINCE.slice(0, 10)}-${UNTIL.slice(0, 10)}.csv`]),
  );
  expect(api.variablesOf("AnalyticsFile")).toEqual([
    { since: SINCE, until: UNTIL, timeZone: ZONE, filter: {}, rows: "SEVERITY" },
  ]);
});

test("an engineer sees figures of their own, and is offered no others", async () => {
  await analytics({ viewer: person("Grace Hopper", "ENGINEER") });
  await screen.findByText("Time to start");
  expect(document.title).toBe("My figures · SIEMS");
  expect(screen.queryByLabelText("Engineer")).toBeNull();
});

test("a range in which nothing was reported says so, with a way out", async () => {
  const { address } = await analytics({ at: `${AT}&severity=LOW`, api: { AnalyticsOverview: () => overview(0) } });
  await screen.findByText("Nothing like that was reported in this time");
  expect(screen.getByText("3 incidents from before were not resolved by its end.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show all incidents" }));
  expect(address()).toBe(AT);
});

test("figures that cannot be read are read on another try", async () => {
  const { api } = await analytics({ api: { AnalyticsOverview: unreachable } });
  expect(await screen.findByRole("alert")).toHaveTextContent("SIEMS cannot be reached");
  api.answer("AnalyticsOverview", () => overview());
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Time to start");
  expect(screen.queryByRole("alert")).toBeNull();
});
