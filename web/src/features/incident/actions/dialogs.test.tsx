import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answers, details, entry, log, payload, refusal, somebody } from "../testing";
import { Component as IncidentPage } from "../IncidentPage";
import { eventually } from "@/testing/eventually";
import type { Handler } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

const ADA = somebody("Ada Lovelace", "Manager");

type Details = ReturnType<typeof details>;

function incidentPage(about: Details, api: Record<string, Handler> = {}, role: "MANAGER" | "ENGINEER" = "MANAGER") {
  const viewer = person("Ada Lovelace", role);
  const at = { at: "/incidents/INC-42", path: "/incidents/:key" };
  return renderPage(<IncidentPage />, { ...at, viewer, api: { ...answers(about), ...api } });
}

/** Waits until the page is there, and presses a key. */
async function press(key: string) {
  await screen.findByRole("heading", { level: 1 });
  await screen.findAllByRole("button", { name: "All actions" });
  await userEvent.keyboard(key);
}

const OPEN = details(42, { title: "Disk full", version: 3 });
const MINE = details(42, { title: "Disk full", version: 3, status: "IN_PROGRESS", assignee: ADA });

test("a resolution is required, and what was typed is kept through a conflict", async () => {
  const newer = { ...MINE, version: 4, severity: "CRITICAL" as const };
  const changed = entry(9, "SEVERITY_CHANGED", { before: { severity: "HIGH" }, after: { severity: "CRITICAL" } });
  const { api } = await incidentPage(MINE, {
    ResolveIncident: ({ input }) =>
      (input as { expectedVersion: number }).expectedVersion === 4
        ? payload("resolveIncident", { ...newer, status: "RESOLVED", version: 5 })
        : payload("resolveIncident", null, [refusal("CONFLICT", "It has changed.", "expectedVersion")]),
    IncidentMeanwhile: () => ({ data: { incident: newer, incidentLog: log([changed]) } }),
    IncidentReview: () => ({ data: { incident: { __typename: "Incident", id: MINE.id, review: null } } }),
  });
  await press("r");
  const dialog = within(await screen.findByRole("dialog", { name: "Resolve INC-42" }));
  expect(dialog.getByRole("button", { name: "Resolve" })).toBeDisabled();
  await userEvent.type(dialog.getByRole("textbox", { name: /Resolution/ }), "Made room");
  await userEvent.click(dialog.getByRole("button", { name: "Resolve" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("Grace Hopper changed the severitySeverityHigh→Critical");
  expect(dialog.getByRole("textbox", { name: /Resolution/ })).toHaveValue("Made room");
  await userEvent.click(dialog.getByRole("button", { name: "Resolve anyway" }));
  await screen.findByText("INC-42 is resolved.");
  expect(api.variablesOf("ResolveIncident")).toEqual(
    [3, 4].map((expectedVersion) => ({
      input: { incidentId: "incident-42", expectedVersion, resolution: "Made room" },
    })),
  );
});

const SUGGESTED = [
  [
    "Grace Hopper",
    88,
    true,
    [
      ["SKILLS", 35, 40, "PostgreSQL 5 of 3"],
      ["ON_CALL", 20, 20, "on call for the team"],
      ["LOAD", 13, 20, "1 incident in hand (load 4)"],
    ],
  ],
  [
    "Alan Turing",
    61,
    true,
    [
      ["SKILLS", 40, 40, "nothing is required"],
      ["LOAD", 16, 20, "nothing in hand"],
    ],
  ],
  ["Kurt Gödel", 0, false, [["ABSENCE", 0, 0, "absent until 29 November"]]],
] as const;

const SUGGESTIONS: Handler = () => ({
  data: {
    suggestedAssignees: SUGGESTED.map(([name, score, eligible, reasons], place) => ({
      __typename: "SuggestedAssignee",
      ...{ rank: place + 1, score, eligible, fromOtherTeams: false },
      reasons: reasons.map(([factor, points, most, text]) => ({
        __typename: "AssignmentReason",
        factor,
        points,
        most,
        text,
      })),
      user: { ...somebody(name), availability: null },
    })),
  },
});

test("those who suit are suggested with reasons; the keyboard chooses among them", async () => {
  const taken = { ...OPEN, status: "ASSIGNED" as const, assignee: somebody("Alan Turing"), version: 4 };
  const { api } = await incidentPage(OPEN, {
    IncidentSuggestions: SUGGESTIONS,
    PickersPeople: () => ({ data: { users: { __typename: "UserConnection", edges: [] } } }),
    AssignIncident: () => payload("assignIncident", taken),
  });
  await press("a");
  const dialog = within(await screen.findByRole("dialog", { name: "Assign INC-42" }));
  const best = await dialog.findByRole("radio", { name: /Grace Hopper/ });
  expect(best).toBeChecked();
  await eventually(() => expect(best).toHaveFocus());
  expect(best.closest("label")).toHaveTextContent("On call88 of 100Skills35/40PostgreSQL 5 of 3");
  expect(dialog.getByRole("radio", { name: /Kurt Gödel/ }).closest("label")).toHaveTextContent(
    "absent until 29 November",
  );
  await userEvent.click(dialog.getByRole("radio", { name: /Alan Turing/ }));
  await fill(dialog.getByRole("textbox", { name: "Reason" }), "Wrote it");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText("INC-42 is assigned to Alan Turing.");
  const input = { incidentId: "incident-42", expectedVersion: 3, assigneeId: "user-Alan Turing", reason: "Wrote it" };
  expect(api.variablesOf("AssignIncident")).toEqual([{ input }]);
});

test("only what was changed is sent by an edit, and what is refused stands beside its input", async () => {
  const { api } = await incidentPage(OPEN, {
    ...Object.fromEntries(
      ["Services", "Teams", "Categories"].map((kind) => [
        `Pickers${kind}`,
        () => ({ data: { [kind.toLowerCase()]: [] } }),
      ]),
    ),
    UpdateIncident: () => payload("updateIncident", null, [refusal("VALIDATION", "This is too long.", "title")]),
  });
  await press("e");
  const dialog = within(await screen.findByRole("dialog", { name: "Edit INC-42" }));
  expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
  await fill(dialog.getByRole("textbox", { name: /Title/ }), " again");
  await userEvent.click(dialog.getByRole("checkbox", { name: "Restricted" }));
  await userEvent.click(dialog.getByRole("button", { name: "Save" }));
  await dialog.findByText("This is too long.");
  const input = { incidentId: "incident-42", expectedVersion: 3, title: "Disk full again", restricted: true };
  expect(api.variablesOf("UpdateIncident")).toEqual([{ input }]);
});

test.each([
  ["p", "Escalate", "EscalateIncident", "escalateIncident", MINE],
  ["u", "Unassign", "UnassignIncident", "unassignIncident", MINE],
  ["x", "Close", "CloseIncident", "closeIncident", { ...MINE, status: "RESOLVED" as const }],
  ["o", "Reopen", "ReopenIncident", "reopenIncident", { ...MINE, status: "RESOLVED" as const }],
])("%s opens what takes a reason: %s", async (key, verb, operation, field, about) => {
  const { api } = await incidentPage(about, {
    [operation]: () => payload(field, { ...about, version: 4 }),
    IncidentReview: () => ({ data: { incident: { __typename: "Incident", id: about.id, review: null } } }),
  });
  await press(key);
  const dialog = within(await screen.findByRole("dialog", { name: `${verb} INC-42` }));
  await fill(dialog.getByRole("textbox", { name: "Reason" }), "Because");
  await userEvent.click(dialog.getByRole("button", { name: key === "x" ? "Close it" : verb }));
  await eventually(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(api.variablesOf(operation)).toEqual([
    { input: { incidentId: "incident-42", expectedVersion: 3, reason: "Because" } },
  ]);
});

test("what one may not do stands in the menu with the reason, and does nothing", async () => {
  await incidentPage({ ...OPEN, assignee: somebody("Grace Hopper"), status: "ASSIGNED" }, {}, "ENGINEER");
  await userEvent.click(await screen.findByRole("button", { name: "All actions" }));
  const start = await screen.findByRole("menuitem", { name: /^Start work/ });
  expect(start).toHaveTextContent("Only its assignee, managers and administrators start it.");
  expect(start).toHaveAttribute("aria-disabled", "true");
  await userEvent.click(start);
  expect(start).toBeVisible();
  expect(screen.queryByRole("menuitem", { name: /^Take it/ })).toBeNull();
});

test("a tick is there at once, and gone with the reason if it is refused", async () => {
  let answer: (body: object) => void = () => undefined;
  const checklist = ["Find out", "Make room"].map((text, place) => ({
    __typename: "ChecklistItem" as const,
    ...{ position: place + 1, text, tickedAt: null, tickedBy: null },
  }));
  await incidentPage({ ...MINE, checklist }, { TickChecklistItem: () => new Promise((resolve) => (answer = resolve)) });
  await userEvent.click(await screen.findByRole("checkbox", { name: "Make room" }));
  expect(screen.getByRole("checkbox", { name: "Make room" })).toBeChecked();
  expect(screen.getByText("1 of 2")).toBeVisible();
  answer(payload("tickChecklistItem", null, [refusal("INVALID_TRANSITION", "INC-42 is CLOSED.")]));
  expect(await screen.findByRole("alert")).toHaveTextContent("INC-42 is CLOSED.");
  await eventually(() => expect(screen.getByRole("checkbox", { name: "Make room" })).not.toBeChecked());
});
