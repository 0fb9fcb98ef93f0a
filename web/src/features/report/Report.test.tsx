import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { REPORT } from "@/lib/places";
import { eventually } from "@/testing/eventually";
import { type Handler, unreachable } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { incident } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { Component as ReportPage } from "./ReportPage";
import ReportTool from "./ReportTool";

const DISK = {
  __typename: "IncidentTemplate",
  id: "template-1",
  name: "Disk full",
  title: "Disk full on {{host}}",
  description: "{{free_space}} left on **{{host}}**.",
  placeholders: ["host", "free_space"],
  severity: "CRITICAL",
  checklist: ["Find out what grows"],
  category: null,
  service: { __typename: "Service", id: "service-1", name: "Database" },
};
const POLICIES = [
  policy("all", [], [], { respondMinutes: 60, createdAt: "2026-01-01T00:00:00Z" }),
  policy("critical", ["CRITICAL"], [], { respondMinutes: 5, resolveMinutes: 30 }),
];
const LIKE = incident(12, { title: "Checkout is slow", status: "RESOLVED", resolution: "Restarted the cache" });

function policy(id: string, severities: string[], services: object[], more: object) {
  const usual = { respondMinutes: null, resolveMinutes: null, createdAt: "2026-01-02T00:00:00Z", calendar: null };
  return { __typename: "SlaPolicy", id, severities, services, ...usual, ...more };
}

const reported =
  (mutation: string): Handler =>
  () => ({
    data: { [mutation]: { incident: { __typename: "Incident", id: "i-7", key: "INC-7", title: "x" }, errors: [] } },
  });

function answers(more: Record<string, Handler> = {}): Record<string, Handler> {
  const named = (name: string, type: string) => () => ({
    data: { [name]: [{ __typename: type, id: `${type}-9`, name: `${type} nine` }] },
  });
  return {
    ReportTemplates: () => ({ data: { incidentTemplates: [DISK] } }),
    ReportPolicies: () => ({ data: { slaPolicies: POLICIES } }),
    ReportDue: () => ({
      data: { respond: { __typename: "SlaDueTimes", dueAt: "2026-01-05T09:05:00Z" }, resolve: null },
    }),
    ReportSimilar: () => ({ data: { similarIncidents: [] } }),
    PickersServices: () => ({
      data: {
        services: [
          { __typename: "Service", id: "service-1", name: "Database" },
          { __typename: "Service", id: "service-2", name: "Shop" },
        ],
      },
    }),
    PickersTeams: named("teams", "Team"),
    PickersCategories: named("categories", "Category"),
    ReportIncident: reported("reportIncident"),
    ReportFromTemplate: reported("reportFromTemplate"),
    ...more,
  };
}

let people = 0;
/** Somebody who was not here before, and so has no draft. */
const somebody = () => person(`Reporter ${(people += 1)}`, "ENGINEER");

const anywhere = (api: Record<string, Handler> = {}, viewer = somebody()) =>
  renderPage(<ReportTool />, { at: "/incidents", viewer, api: answers(api) });

async function openDialog() {
  await userEvent.keyboard("n");
  return within(await screen.findByRole("dialog", { name: "Report an incident" }));
}

const title = () => screen.findByRole("textbox", { name: /Title/ });

test("one key opens it, digits choose the severity, and Ctrl-Enter reports, all by keyboard", async () => {
  const { api, address } = await anywhere();
  const dialog = await openDialog();
  await userEvent.type(await title(), "1st floor");
  await userEvent.tab();
  await userEvent.keyboard("1");
  expect(dialog.getByRole("radio", { name: /Critical/ })).toBeChecked();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await userEvent.click(await screen.findByRole("link", { name: "Open INC-7" }));
  expect(address()).toBe("/incidents/INC-7");
  const [{ input }] = api.variablesOf("ReportIncident") as [{ input: Record<string, unknown> }];
  expect(input).toEqual({
    title: "1st floor",
    description: "",
    severity: "CRITICAL",
    serviceId: null,
    categoryId: null,
    teamId: null,
    restricted: false,
    dedupKey: expect.stringMatching(/^dashboard-\w+$/) as unknown,
  });
  await eventually(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("what was typed survives closing by mistake and a refusal, whose reason stands beside its field, and is gone once sent", async () => {
  const refusal = { code: "VALIDATION", message: "This is a name of somebody.", field: ["input", "title"] };
  const viewer = somebody();
  const { api } = await anywhere(
    { ReportIncident: () => ({ data: { reportIncident: { incident: null, errors: [refusal] } } }) },
    viewer,
  );
  await openDialog();
  await fill(await title(), "Printer");
  await userEvent.keyboard("{Escape}");
  await eventually(() => expect(screen.queryByRole("dialog")).toBeNull());
  await eventually(() => expect(sessionStorage.getItem(`siems-report-${viewer.id}`)).toContain('"title":"Printer"'));
  await openDialog();
  expect(await title()).toHaveValue("Printer");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await eventually(() => expect(screen.getByText("This is a name of somebody.")).toBeVisible());
  expect(await title()).toHaveAccessibleDescription("This is a name of somebody.");
  expect(await title()).toHaveValue("Printer");
  api.answer("ReportIncident", reported("reportIncident"));
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText(/INC-7 is reported/);
  await eventually(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sessionStorage.getItem(`siems-report-${viewer.id}`)).toBeNull();
  await openDialog();
  expect(await title()).toHaveValue("");
});

test("a title is needed, and nothing is sent without", async () => {
  const { api } = await anywhere();
  await openDialog();
  await title();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText("Say in one line what is wrong.");
  expect(api.variablesOf("ReportIncident")).toEqual([]);
});

test("pressed twice it is sent once, and after a lost answer the second try finds the first", async () => {
  let answer: (body: object) => void = () => undefined;
  const { api } = await anywhere({ ReportIncident: () => new Promise<object>((resolve) => (answer = resolve)) });
  await openDialog();
  await fill(await title(), "Printer");
  await userEvent.keyboard("{Control>}{Enter}{Enter}{/Control}");
  await eventually(() => expect(api.variablesOf("ReportIncident")).toHaveLength(1));
  api.answer("ReportIncident", unreachable);
  act(() => answer({ data: { reportIncident: null }, errors: [{ message: "Lost." }] }));
  await screen.findByText("Lost.");
  const twin = { code: "VALIDATION", message: "INC-7 has this dedup key already.", field: ["input", "dedupKey"] };
  api.answer("ReportIncident", () => ({ data: { reportIncident: { incident: null, errors: [twin] } } }));
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText(/INC-7 is reported/);
  const keys = api.variablesOf("ReportIncident").map(({ input }) => (input as { dedupKey: string }).dedupKey);
  expect(keys).toEqual([keys[0], keys[0]]);
});

test("Report another keeps it open, with the service and without the text", async () => {
  const { api } = await anywhere();
  const dialog = await openDialog();
  await fill(await title(), "Printer");
  await userEvent.click(dialog.getByRole("combobox", { name: "Service" }));
  await userEvent.click(await screen.findByRole("option", { name: "Shop" }));
  await userEvent.click(dialog.getByRole("checkbox", { name: "Report another" }));
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText(/INC-7 is reported/);
  const empty = await title();
  await eventually(() => expect(empty).toHaveValue(""));
  await fill(await title(), "Scanner");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await eventually(() => expect(api.variablesOf("ReportIncident")).toHaveLength(2));
  const [first, second] = api.variablesOf("ReportIncident").map(({ input }) => input as Record<string, string>);
  expect(second).toMatchObject({ title: "Scanner", serviceId: "service-2" });
  expect(second?.dedupKey).not.toBe(first?.dedupKey);
});

test("what looks like it is shown while one types, and one can comment there instead", async () => {
  const { api } = await anywhere({
    ReportSimilar: () => ({
      data: { similarIncidents: [{ __typename: "SimilarIncident", score: 80, incident: LIKE }] },
    }),
    ReportComment: () => ({ data: { addComment: { incident: { ...LIKE }, errors: [] } } }),
  });
  const dialog = await openDialog();
  await fill(await title(), "Checkout");
  await userEvent.keyboard(" slow");
  const asked = { title: "Checkout slow", description: null, serviceId: null };
  await eventually(() => expect(api.variablesOf("ReportSimilar").at(-1)).toEqual(asked));
  const like = within(await dialog.findByRole("article", { name: "INC-12" }));
  expect(like.getByText("Restarted the cache")).toBeVisible();
  expect(like.getByText("Resolved")).toBeVisible();
  expect(like.getByRole("link", { name: "Checkout is slow" })).toHaveAttribute("href", "/incidents/INC-12");
  await userEvent.click(like.getByRole("button", { name: "Comment there instead" }));
  await userEvent.click(like.getByRole("button", { name: "Comment on INC-12" }));
  await screen.findByText(/Your comment is on INC-12/);
  expect(api.variablesOf("ReportComment")).toEqual([{ input: { incidentId: "incident-12", body: "Checkout slow" } }]);
  await eventually(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("an address opens a template: its placeholders are filled in, what comes of it is shown, and it is reported", async () => {
  const { api, address } = await renderPage(<ReportPage />, {
    at: `${REPORT}?template=template-1`,
    path: REPORT,
    viewer: somebody(),
    api: answers(),
  });
  await fill(await screen.findByRole("textbox", { name: /Host/ }), "db-1");
  const preview = within(screen.getByRole("region", { name: "What comes of it" }));
  expect(preview.getByRole("heading", { name: "Disk full on db-1" })).toBeVisible();
  expect(preview.getByText("Find out what grows")).toBeVisible();
  expect(screen.getByRole("radio", { name: /Critical/ })).toBeChecked();
  await eventually(() => expect(screen.getByRole("combobox", { name: "Service" })).toHaveValue("Database"));
  await eventually(() => expect(api.variablesOf("ReportDue").at(-1)).toMatchObject({ respond: 5, resolve: 30 }));
  await userEvent.click(screen.getByRole("button", { name: /^Report/ }));
  await screen.findByText("Fill this in, or edit the text below.");
  expect(api.variablesOf("ReportFromTemplate")).toEqual([]);
  await fill(screen.getByRole("textbox", { name: /Free space/ }), "1 %");
  await userEvent.click(screen.getByRole("button", { name: /^Report/ }));
  await eventually(() => expect(address()).toBe("/incidents/INC-7"));
  expect(api.variablesOf("ReportFromTemplate")[0]).toMatchObject({
    input: {
      templateId: "template-1",
      values: [
        { name: "host", value: "db-1" },
        { name: "free_space", value: "1 %" },
      ],
      severity: null,
      serviceId: null,
    },
  });
});

test("the text of a template can be edited, and counts instead", async () => {
  const { api } = await renderPage(<ReportPage />, {
    at: `${REPORT}?template=template-1`,
    path: REPORT,
    viewer: somebody(),
    api: answers(),
  });
  await fill(await screen.findByRole("textbox", { name: /Host/ }), "db-1");
  await userEvent.click(screen.getByRole("button", { name: "Edit the text" }));
  await fill(await title(), " again");
  await userEvent.click(screen.getByRole("button", { name: /^Report/ }));
  await screen.findByText("Write something in the place of {{free_space}}.");
  await eventually(() => expect(screen.getByRole("textbox", { name: "Description" })).toHaveFocus());
  await userEvent.clear(screen.getByRole("textbox", { name: "Description" }));
  await userEvent.paste("It fills up.");
  await userEvent.click(screen.getByRole("button", { name: /^Report/ }));
  await eventually(() => expect(api.variablesOf("ReportFromTemplate")).toHaveLength(1));
  expect(api.variablesOf("ReportFromTemplate")[0]).toMatchObject({
    input: { title: "Disk full on db-1 again", description: "It fills up." },
  });
});
