import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { eventually } from "@/testing/eventually";
import type { Handler } from "@/testing/fakeApi";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { Component as TeamPage } from "./TeamPage";

const who = (name: string) => ({ __typename: "Engineer" as const, id: `user-${name}`, name, reachable: true });
const [ADA, GRACE, LINUS] = [who("Ada Lovelace"), who("Grace Hopper"), who("Linus")];
const at = (day: number, hour = 9) => new Date(2026, 10, day, hour).toISOString();
const shift = (from: number, to: number, user: object, override: string | null = null) => ({
  __typename: "OnCallShift",
  ...{ startsAt: at(from), endsAt: at(to), user },
  layer: override === null ? { __typename: "OnCallLayer", name: "Engineers" } : null,
  override: override === null ? null : { __typename: "OnCallOverride", id: override },
});

const GAP = { __typename: "OnCallGap", startsAt: at(30), endsAt: at(31), away: [LINUS] };
const SHIFTS = [shift(26, 28, GRACE), shift(28, 30, LINUS, "o1")];
const TEAM = { __typename: "Team", id: "t1", name: "Storefront", manager: ADA };

function schedule(more: object = {}) {
  const rotation = { __typename: "Rotation", unit: "WEEKS", length: 1, startsOn: "2026-09-28", handoffTime: "09:00" };
  const layer = { __typename: "OnCallLayer", name: "Engineers", hours: null, rotation, participants: [GRACE, LINUS] };
  const common = { __typename: "OnCallSchedule", id: "s1", name: "Storefront", timeZone: "Asia/Tokyo", team: TEAM };
  return { ...common, layers: [layer], shifts: SHIFTS, gaps: [GAP], ...more };
}

const OVERRIDE = {
  __typename: "OnCallOverride",
  ...{ id: "o1", startsAt: at(28), endsAt: at(30), createdAt: at(20), user: LINUS, createdBy: ADA },
};

const ABSENCES = [
  { __typename: "Absence", id: "a1", startsOn: "2026-11-30", endsOn: "2026-12-02", note: "Conference", user: LINUS },
  { __typename: "Absence", id: "a2", startsOn: "2026-11-20", endsOn: "2026-11-27", note: null, user: who("Barbara") },
];

const workload = (load: number, critical: number, low: number) => ({
  __typename: "Workload",
  bySeverity: [
    { __typename: "SeverityCount", severity: "CRITICAL", count: critical },
    { __typename: "SeverityCount", severity: "LOW", count: low },
  ],
  ...{ load, open: 0, assigned: 1, inProgress: critical, pages: 3, nightPages: 2 },
  oldest: { __typename: "Incident", id: "i1", key: "INC-1", createdAt: at(20) },
});

const engineer = (name: string, load: object, availability: object | null = null) => ({
  __typename: "EngineerWorkloadEdge",
  node: { __typename: "EngineerWorkload", user: { ...who(name), availability }, workload: load },
});

const API: Record<string, Handler> = {
  TeamSchedules: () => ({ data: { onCallSchedules: [schedule()] } }),
  TeamCalendar: () => ({ data: { onCallSchedules: [schedule({ overrides: [OVERRIDE] })] } }),
  TeamScheduleAt: () => ({ data: { node: schedule() } }),
  TeamAbsences: () => ({ data: { absences: ABSENCES } }),
  TeamMembers: () => ({ data: { teams: [{ ...TEAM, members: [GRACE, LINUS] }] } }),
  PickersTeams: () => ({ data: { teams: [TEAM] } }),
  PickersPeople: () => ({
    data: { users: { __typename: "UserConnection", edges: [{ __typename: "UserEdge", node: GRACE }] } },
  }),
  TeamTeamWorkloads: () => ({
    data: { teamWorkloads: [{ __typename: "TeamWorkload", team: TEAM, workload: workload(18, 2, 2) }] },
  }),
  TeamEngineerWorkloads: () => ({
    data: {
      engineerWorkloads: {
        __typename: "EngineerWorkloadConnection",
        edges: [
          engineer("Grace Hopper", workload(2, 0, 2)),
          engineer("Linus", workload(16, 2, 0), {
            __typename: "Availability",
            available: false,
            absentUntil: at(31, 0),
          }),
        ],
        pageInfo: { __typename: "PageInfo", hasNextPage: false },
      },
    },
  }),
};

function team(options: { at?: string; viewer?: ReturnType<typeof person>; api?: Record<string, Handler> } = {}) {
  const { at: address = "/team", viewer = person(), api = {} } = options;
  return renderPage(<TeamPage />, { at: address, path: "/team", viewer, api: { ...API, ...api } });
}

const ENGINEER = person("Grace Hopper", "ENGINEER");
const hrefs = (inside: Element) => [...inside.querySelectorAll("a")].map((link) => link.getAttribute("href"));

beforeEach(() => vi.useFakeTimers({ now: new Date(2026, 10, 26, 12), toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

test("it says who is on call now and next, when nobody will be, and who is away", async () => {
  await team({ viewer: ENGINEER });
  const duty = within(await screen.findByLabelText("Storefront", { selector: "[role=group]" }));
  expect(duty.getByText("Grace Hopper")).toBeVisible();
  expect(duty.getByText(/^until Sat, Nov 28/)).toBeVisible();
  expect(duty.getByText("then Linus")).toBeVisible();
  expect(duty.getByText(/^Nobody: Mon, Nov 30.*, as Linus is away$/)).toBeVisible();
  const away = within(screen.getByLabelText("Away"));
  expect((await away.findByText("Barbara")).closest("li")).toHaveTextContent("until Fri, Nov 27");
  expect(away.getByText("Linus").closest("li")).toHaveTextContent(/Mon, Nov 30.*Wed, Dec 2$/);
});

test("who is on call and whom no page reaches is marked, now and next, and nobody else", async () => {
  const silent = { ...who("Katherine"), reachable: false };
  const duty = async () => within(await screen.findByLabelText("Storefront", { selector: "[role=group]" }));
  const marks = async () => (await duty()).queryAllByText("Cannot be paged");
  const on = (shifts: object[]) => ({
    TeamSchedules: () => ({ data: { onCallSchedules: [schedule({ shifts, gaps: [] })] } }),
  });
  const { unmount } = await team({ api: on([shift(26, 28, GRACE), shift(28, 30, silent)]) });
  expect(await marks()).toHaveLength(1);
  expect((await duty()).getByText("then Katherine").nextElementSibling).toHaveTextContent("Cannot be paged");
  unmount();
  await team({ api: on([shift(26, 28, silent), shift(28, 30, GRACE)]) });
  expect(await marks()).toHaveLength(1);
  expect((await duty()).getByText("Katherine").nextElementSibling).toHaveTextContent("Cannot be paged");
});

test("the calendar has shifts, overrides and gaps in words, which the arrow keys go along", async () => {
  const { api } = await team();
  const grace = await screen.findByLabelText(/^Grace Hopper, .*through Engineers$/);
  expect(api.variablesOf("TeamCalendar")).toEqual([
    { from: new Date(2026, 10, 23).toISOString(), to: new Date(2026, 11, 7).toISOString() },
  ]);
  const linus = screen.getByLabelText(/^Linus, .*by an override$/);
  const nobody = screen.getByLabelText(/^Nobody, .*Linus would be, and is away$/);
  expect(nobody).toHaveTextContent("Nobody");
  expect(grace.title).toMatch(/in Asia\/Tokyo$/);
  grace.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(linus).toHaveFocus();
  await userEvent.keyboard("{ArrowRight}{ArrowRight}");
  expect(nobody).toHaveFocus();
});

test("the time shown is in the address, and keys go through it", async () => {
  const { address, api } = await team({ at: "/team?span=month" });
  await screen.findByText("November 2026");
  await userEvent.keyboard("]");
  await screen.findByText("December 2026");
  expect(address()).toBe("/team?span=month&day=2026-12-01");
  const december = { from: new Date(2026, 11, 1).toISOString(), to: new Date(2027, 0, 1).toISOString() };
  await eventually(() => expect(api.variablesOf("TeamCalendar").at(-1)).toEqual(december));
  await userEvent.keyboard("t");
  expect(address()).toBe("/team?span=month");
});

test("as a list it tells day by day who begins", async () => {
  await team({ at: "/team?as=list" });
  const monday = (await screen.findByText("Monday, November 30")).closest("li")!;
  expect(within(monday).getByText("Nobody")).toBeVisible();
  const today = screen.getByText("Thursday, November 26").closest("li")!;
  expect(within(today).getByText("Grace Hopper")).toBeVisible();
});

test("an override takes the place of a shift, after one has seen what it changes", async () => {
  const added = {
    data: { addOnCallOverride: { __typename: "AddOnCallOverridePayload", override: OVERRIDE, errors: [] } },
  };
  const { api } = await team({ api: { TeamAddOverride: () => added } });
  await userEvent.click(await screen.findByLabelText(/^Nobody, /));
  const details = within(screen.getByText("Nobody is on call").closest<HTMLElement>("[class*=details]")!);
  await userEvent.click(details.getByText("Override"));
  await userEvent.click(await screen.findByLabelText(/^Who/, { selector: "input" }));
  await userEvent.click(await screen.findByRole("option", { name: "Grace Hopper", hidden: true }));
  expect(await screen.findByText("Grace Hopper instead of nobody")).toBeVisible();
  expect(screen.getByText("Grace Hopper instead of Linus")).toBeVisible();
  fireEvent.change(screen.getByLabelText(/^Reason/), { target: { value: "Linus is away" } });
  fireEvent.submit(screen.getByLabelText(/^Reason/).closest("form")!);
  await screen.findByText("Grace Hopper is on call then.");
  const reason = "Linus is away";
  const when = { startsAt: at(30), endsAt: at(31) };
  expect(api.variablesOf("TeamAddOverride")).toEqual([
    { input: { onCallScheduleId: "s1", userId: GRACE.id, reason, ...when } },
  ]);
  await eventually(() => expect(api.variablesOf("TeamSchedules")).toHaveLength(2));
});

test("an override is taken back, and why it could not be is said", async () => {
  const refusal = { code: "NOT_FOUND", message: "There is no such override.", field: null };
  const answer = (errors: object[]) => ({
    data: { removeOnCallOverride: { __typename: "RemoveOnCallOverridePayload", removedId: null, errors } },
  });
  const { api } = await team({ api: { TeamRemoveOverride: () => answer([refusal]) } });
  await userEvent.click(await screen.findByLabelText(/^Linus, .*by an override$/));
  await userEvent.click(screen.getByText("Remove the override"));
  expect(await screen.findByText("There is no such override.")).toBeVisible();
  api.answer("TeamRemoveOverride", () => answer([]));
  await userEvent.click(screen.getByText("Remove the override"));
  await screen.findByText("The override is gone.");
  expect(api.variablesOf("TeamRemoveOverride").at(-1)).toEqual({ input: { overrideId: "o1" } });
});

test.each([
  ["an engineer", ENGINEER],
  ["the manager of another team", person("Barbara", "MANAGER")],
])("%s sees the calendar, and is not offered to change it", async (_, viewer) => {
  await team({ viewer });
  await userEvent.click(await screen.findByLabelText(/^Linus, .*by an override$/));
  expect(screen.getByText("Storefront, by an override")).toBeVisible();
  expect(screen.queryByText("Override")).toBeNull();
  expect(screen.queryByText("Remove the override")).toBeNull();
});

test("the workload is weighed, the most first, and leads to the incidents", async () => {
  await team({ at: "/team?view=workload" });
  const table = await screen.findByLabelText("By engineer", { selector: "table" });
  const rows = [...(table as HTMLTableElement).tBodies[0]!.rows];
  expect(rows.map(({ cells }) => [...cells].slice(0, 2).map(({ textContent }) => textContent))).toEqual([
    ["Linusaway until Mon, Nov 30", "16"],
    ["Grace Hopper", "2"],
  ]);
  expect(hrefs(rows[0]!)).toEqual([
    "/incidents?assignee=user-Linus",
    "/incidents?assignee=user-Linus&severity=CRITICAL",
    "/incidents/INC-1",
  ]);
  const teams = await screen.findByLabelText("By team", { selector: "table" });
  expect(hrefs(teams)[0]).toBe("/incidents?team=t1");
});

test("an engineer sees their own workload, and asks for no team's", async () => {
  const { api } = await team({ at: "/team?view=workload", viewer: ENGINEER });
  await screen.findByLabelText("Yours", { selector: "table" });
  expect(api.variablesOf("TeamTeamWorkloads")).toEqual([]);
});

test("absences can be taken back by whoever may act for the person", async () => {
  const removed = { data: { removeAbsence: { __typename: "RemoveAbsencePayload", absence: null, errors: [] } } };
  const { api } = await team({ at: "/team?view=absences", api: { TeamRemoveAbsence: () => removed } });
  const own = await screen.findByLabelText(/^Take back the absence of Linus/);
  expect(screen.getByText("Conference")).toBeVisible();
  expect(screen.queryByLabelText(/^Take back the absence of Barbara/)).toBeNull();
  await userEvent.click(own);
  await screen.findByText("The absence of Linus is taken back.");
  expect(api.variablesOf("TeamRemoveAbsence")).toEqual([{ input: { absenceId: "a1" } }]);
  await eventually(() => expect(api.variablesOf("TeamAbsences")).toHaveLength(2));
});

test("somebody says that they are away, and what is refused stands beside the input", async () => {
  const answer = (errors: object[]) => ({
    data: { addAbsence: { __typename: "AddAbsencePayload", absence: null, errors } },
  });
  const long = { code: "VALIDATION", message: "Too long.", field: ["input", "note"] };
  const { api } = await team({
    at: "/team?view=absences",
    viewer: ENGINEER,
    api: { TeamAddAbsence: () => answer([long]) },
  });
  await userEvent.click(await screen.findByText("Add an absence"));
  expect(screen.queryByLabelText("Who")).toBeNull();
  await userEvent.click(screen.getByLabelText(/^First and last day/));
  await userEvent.click(screen.getByLabelText("27 November 2026"));
  await userEvent.click(screen.getByLabelText("29 November 2026"));
  await userEvent.click(screen.getByText("Add"));
  expect(await screen.findByText("Too long.")).toBeVisible();
  api.answer("TeamAddAbsence", () => answer([]));
  await userEvent.click(screen.getByText("Add"));
  await screen.findByText(/^Grace Hopper is away Fri, Nov 27/);
  const input = { startsOn: "2026-11-27", endsOn: "2026-11-29", note: null, userId: ENGINEER.id };
  expect(api.variablesOf("TeamAddAbsence")).toEqual([{ input }, { input }]);
});

test("the address for a calendar program is shown once, and can be ended", async () => {
  const feed = {
    __typename: "CalendarFeed",
    id: "f1",
    createdAt: at(1),
    lastUsedAt: null,
    revokedAt: null,
    schedule: null,
  };
  const { api } = await team({
    api: {
      TeamFeeds: () => ({ data: { calendarFeeds: [feed] } }),
      TeamCreateFeed: () => ({
        data: {
          createCalendarFeed: {
            __typename: "CreateCalendarFeedPayload",
            url: "https://x/feed",
            calendarFeed: feed,
            errors: [],
          },
        },
      }),
      TeamRevokeFeed: () => ({
        data: { revokeCalendarFeed: { __typename: "RevokeCalendarFeedPayload", calendarFeed: feed, errors: [] } },
      }),
    },
  });
  await userEvent.click(await screen.findByText("Subscribe"));
  await userEvent.selectOptions(await screen.findByLabelText("What it shows"), "s1");
  await userEvent.click(screen.getByText("Make an address"));
  expect(await screen.findByDisplayValue("https://x/feed")).toHaveAttribute("readonly");
  expect(api.variablesOf("TeamCreateFeed")).toEqual([{ input: { scheduleId: "s1" } }]);
  await userEvent.click(await screen.findByLabelText("End the address of My own shifts"));
  await eventually(() => expect(api.variablesOf("TeamRevokeFeed")).toEqual([{ input: { calendarFeedId: "f1" } }]));
});
