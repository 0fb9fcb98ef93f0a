import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { Component as IncidentPage } from "./IncidentPage";
import { answers, details, entry, log, payload, refusal, somebody } from "./testing";
import { eventually } from "@/testing/eventually";
import { type Handler, unreachable } from "@/testing/fakeApi";
import { event, incident, page } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

const ADA = somebody("Ada Lovelace", "Manager");
const DISK = details(42, { title: "Disk full", description: "On **db-1**.", version: 3 });

function incidentPage(api: Record<string, Handler> = {}, role: "MANAGER" | "ENGINEER" = "ENGINEER") {
  const at = "/incidents/INC-42";
  const viewer = person("Ada Lovelace", role);
  return renderPage(<IncidentPage />, { at, path: "/incidents/:key", viewer, api: { ...answers(DISK), ...api } });
}

/** The first button of that name: a phone has them a second time. */
const button = async (name: string) => (await screen.findAllByRole("button", { name }))[0]!;

test("it is found by its key, and follows what others do to it", async () => {
  const resolved = { ...DISK, status: "RESOLVED" as const, resolution: "Made room", assignee: ADA };
  const { api, server } = await incidentPage({
    IncidentAgain: () => ({ data: { incident: { ...resolved, participants: [somebody("Alan Turing")] } } }),
    IncidentReview: () => ({ data: { incident: { __typename: "Incident", id: DISK.id, review: null } } }),
  });
  await screen.findByRole("heading", { name: "INC-42 Disk full" });
  expect(api.variablesOf("IncidentByKey")).toEqual([{ key: "INC-42" }]);
  act(() => server.last.next({ incidentEvents: event("e1", "RESOLVED", incident(42, resolved)) }));
  await screen.findByText("Made room");
  expect(screen.getAllByText("Ada Lovelace")[0]).toBeVisible();
  expect(screen.queryByRole("button", { name: "Take it" })).toBeNull();
  await screen.findByText("Alan Turing"); // what the event does not tell of is read
});

test("one key takes it, on the version that one has seen", async () => {
  const taken = { ...DISK, status: "ASSIGNED" as const, assignee: ADA, version: 4 };
  const { api, actions } = await incidentPage({ ClaimIncident: () => payload("claimIncident", taken) });
  await button("Take it");
  expect(actions.all.get().map(({ label, keys }) => [label, keys])).toEqual([
    ["Take it", "c"],
    ["Export as Markdown", "d m"],
    ["Export as JSON", "d j"],
  ]);
  await userEvent.keyboard("c");
  await screen.findByText("INC-42 is yours.");
  expect(api.variablesOf("ClaimIncident")).toEqual([{ input: { incidentId: "incident-42", expectedVersion: 3 } }]);
  await button("Start work");
});

test("a double click sends once", async () => {
  let answer: (body: object) => void = () => undefined;
  const { api } = await incidentPage({ ClaimIncident: () => new Promise((resolve) => (answer = resolve)) });
  await userEvent.dblClick(await button("Take it"));
  await userEvent.keyboard("c");
  await eventually(() => expect(api.variablesOf("ClaimIncident")).toHaveLength(1));
  answer(payload("claimIncident", { ...DISK, status: "ASSIGNED", assignee: ADA, version: 4 }));
  await screen.findByText("INC-42 is yours.");
  expect(api.variablesOf("ClaimIncident")).toHaveLength(1);
});

test.each([
  [
    "refused",
    () => payload("claimIncident", null, [refusal("INVALID_TRANSITION", "It is not open.")]),
    "It is not open.",
  ],
  [
    "a role that may not",
    () => ({ data: { claimIncident: null }, errors: [{ message: "No.", extensions: { code: "FORBIDDEN" } }] }),
    "Your role does not allow this.",
  ],
  ["no network", unreachable, "SIEMS cannot be reached. Is the network there?"],
] as [string, Handler, string][])("why it could not be taken is said: %s", async (_, answer, said) => {
  await incidentPage({ ClaimIncident: answer });
  await userEvent.click(await button("Take it"));
  expect(await screen.findByRole("alert")).toHaveTextContent(said);
  expect(await button("Take it")).toBeEnabled();
});

test("a conflict tells what has changed, by whom, and does it on the new version if one wants to", async () => {
  const newer = { ...DISK, version: 5, severity: "CRITICAL" as const };
  const entries = [
    entry(1, "REPORTED"),
    entry(2, "COMMENTED", { after: { body: "Not a version" } }),
    entry(3, "UPDATED", { before: { title: "Disk" }, after: { title: "Disk full" } }),
    entry(4, "SEVERITY_CHANGED", {
      before: { severity: "HIGH" },
      after: { severity: "CRITICAL" },
      reason: "It spreads",
    }),
  ];
  const { api } = await incidentPage({
    ClaimIncident: ({ input }) =>
      (input as { expectedVersion: number }).expectedVersion === 5
        ? payload("claimIncident", { ...newer, status: "ASSIGNED", assignee: ADA, version: 6 })
        : payload("claimIncident", null, [refusal("CONFLICT", "INC-42 has changed since you read it.")]),
    IncidentMeanwhile: () => ({
      data: { incident: newer, incidentLog: log(entries) },
    }),
  });
  await userEvent.click(await button("Take it"));
  const told = await screen.findByRole("alert", { name: "What has changed meanwhile" });
  expect(told).toHaveTextContent("INC-42 has changed since you looked at it");
  expect(told).toHaveTextContent("Grace Hopper changed the severity");
  expect(told).toHaveTextContent("SeverityHigh→Critical");
  expect(told).toHaveTextContent("It spreads");
  expect(told).toHaveTextContent("TitleDisk→Disk full");
  expect(told).not.toHaveTextContent("Not a version");
  expect(told).not.toHaveTextContent("reported");
  await userEvent.click(await screen.findByRole("button", { name: "Do it anyway" }));
  await screen.findByText("INC-42 is yours.");
  expect(
    api.variablesOf("ClaimIncident").map(({ input }) => (input as { expectedVersion: number }).expectedVersion),
  ).toEqual([3, 5]);
  await eventually(() => expect(screen.queryByText("Do it anyway")).toBeNull());
});

test("a key that names nothing one may see says so", async () => {
  await incidentPage({ IncidentByKey: () => ({ data: { incidents: page([]) } }) });
  await screen.findByRole("heading", { name: "There is no INC-42" });
  expect(screen.getByRole("link", { name: "All incidents" })).toHaveAttribute("href", "/incidents");
});
