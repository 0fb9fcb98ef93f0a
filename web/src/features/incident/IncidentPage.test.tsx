import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import { type Handler, unreachable } from "@/testing/fakeApi";
import { event, incident, page } from "@/testing/incidents";
import { renderPage } from "@/testing/render";

import { Component as IncidentPage } from "./IncidentPage";

const ADA = { __typename: "Manager" as const, id: "user-Ada Lovelace", name: "Ada Lovelace" };
const DISK = incident(42, { title: "Disk full", description: "On **db-1**.", version: 3 });

function incidentPage(api: Record<string, Handler> = {}) {
  const found = { IncidentByKey: () => ({ data: { incidents: page([DISK]) } }) };
  return renderPage(<IncidentPage />, { at: "/incidents/INC-42", path: "/incidents/:key", api: { ...found, ...api } });
}

test("it is found by its key, and follows what others do to it", async () => {
  const { api, server } = await incidentPage();
  await screen.findByRole("heading", { name: "INC-42 Disk full" });
  expect(api.variablesOf("IncidentByKey")).toEqual([{ key: "INC-42" }]);
  const resolved = incident(42, { ...DISK, status: "RESOLVED", resolution: "Made room", assignee: ADA });
  act(() => server.last.next({ incidentEvents: event("e1", "RESOLVED", resolved) }));
  await screen.findByText("Made room");
  expect(screen.getByText("Ada Lovelace")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Take it" })).toBeNull();
});

test("one key takes it, on the version that one has seen", async () => {
  const taken = { ...DISK, status: "ASSIGNED", assignee: ADA, version: 4 };
  const { api, actions } = await incidentPage({
    ClaimIncident: () => ({
      data: { claimIncident: { __typename: "ClaimIncidentPayload", incident: taken, errors: [] } },
    }),
  });
  await screen.findByRole("button", { name: "Take it" });
  expect(actions.all.get().map(({ label, keys }) => [label, keys])).toEqual([["Take INC-42", "c"]]);
  await userEvent.keyboard("c");
  await screen.findByText("INC-42 is yours.");
  await screen.findByText("Ada Lovelace");
  const [{ input }] = api.variablesOf("ClaimIncident") as [{ input: { incidentId: string } }];
  expect(input).toEqual({ incidentId: "incident-42", expectedVersion: 3 });
});

test.each([
  [
    "a conflict",
    () => ({
      data: {
        claimIncident: {
          incident: null,
          errors: [{ code: "CONFLICT", message: "INC-42 has changed since you read it.", field: null }],
        },
      },
    }),
    "INC-42 has changed since you read it.",
  ],
  [
    "a role that may not",
    () => ({ data: { claimIncident: null }, errors: [{ message: "No.", extensions: { code: "FORBIDDEN" } }] }),
    "Your role does not allow this.",
  ],
  ["no network", unreachable, "SIEMS cannot be reached. Is the network there?"],
] as [string, Handler, string][])("why it could not be taken is said: %s", async (_, answer, said) => {
  await incidentPage({ ClaimIncident: answer });
  await userEvent.click(await screen.findByRole("button", { name: "Take it" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(said);
  await eventually(() => expect(screen.getByRole("button", { name: "Take it" })).toBeEnabled());
});

test("a key that names nothing one may see says so", async () => {
  await incidentPage({ IncidentByKey: () => ({ data: { incidents: page([]) } }) });
  await screen.findByRole("heading", { name: "There is no INC-42" });
  expect(screen.getByRole("link", { name: "All incidents" })).toHaveAttribute("href", "/incidents");
});
