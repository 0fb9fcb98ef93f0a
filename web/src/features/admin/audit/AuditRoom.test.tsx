import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import type { Handler } from "@/testing/fakeApi";
import { renderPage } from "@/testing/render";

import { ADMIN, NOTHING, pageOf } from "../testing";
import { Component as AuditRoom } from "./AuditRoom";

const INCIDENT_ID = btoa("Incident:0198");
const CHANGE = {
  __typename: "AuditTrailEntry",
  sequence: 3,
  action: "ROLE_CHANGED",
  actorKind: "USER",
  actorName: "Ada Lovelace",
  actor: { __typename: "Admin", id: "user-ada", name: "Ada Lovelace" },
  before: { role: "ENGINEER", limits: { a: 1 } },
  after: { role: "MANAGER", limits: { a: 2 } },
  reason: "Leads the team now",
  at: "2026-01-05T09:00:00Z",
  recordedAt: "2026-01-05T09:00:00Z",
  hash: "abc123",
  kind: "USER",
  subjectId: "user-grace",
  requestId: "r1",
  sourceAddress: "10.0.0.1",
  subject: { __typename: "Manager", id: "user-grace", name: "Grace Hopper" },
};

function room(api: Record<string, Handler> = {}, at = "/admin/audit") {
  return renderPage(<AuditRoom />, {
    at,
    path: "/admin/audit",
    viewer: ADMIN,
    api: {
      ...NOTHING,
      AdminTrail: () => ({ data: { auditTrail: pageOf("AuditTrailEntry", [CHANGE]) } }),
      AdminNamed: () => ({
        data: { node: { __typename: "Incident", id: INCIDENT_ID, key: "INC-7", title: "Disk full" } },
      }),
      ...api,
    },
  });
}

function verified(more: object = {}) {
  return () => ({
    data: {
      verifyAudit: {
        __typename: "AuditVerification",
        ok: true,
        checked: 1234,
        checkpoints: 9,
        lastCheckpointAt: "2026-01-05T09:00:00Z",
        anchored: null,
        firstBroken: null,
        ...more,
      },
    },
  });
}

test("an entry is opened, shows what changed, and leads to all about the same thing", async () => {
  const { api, address } = await room();
  await userEvent.click(await screen.findByRole("button", { name: /Role changed/ }));
  const row = screen.getByRole("row", { name: /^role/ });
  expect(within(row).getByText("ENGINEER").tagName).toBe("DEL");
  expect(within(row).getByText("MANAGER").tagName).toBe("INS");
  for (const said of ["Leads the team now", "10.0.0.1, request r1", "abc123"])
    expect(screen.getByText(said)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Only about this" }));
  expect(address()).toBe("/admin/audit?subject=user-grace");
  await eventually(() =>
    expect(api.variablesOf("AdminTrail").at(-1)).toMatchObject({ filter: { subjectId: "user-grace" } }),
  );
});

test("what stands in the address is asked for, with whole days", async () => {
  const { api } = await room({}, "/admin/audit?kind=USER,TEAM&actor=user-ada&from=2026-01-05&to=2026-01-06");
  await screen.findByText("Role changed");
  expect(api.variablesOf("AdminTrail")[0]).toMatchObject({
    filter: {
      kind: ["USER", "TEAM"],
      actorId: "user-ada",
      since: new Date("2026-01-05T00:00:00").toISOString(),
      until: new Date("2026-01-07T00:00:00").toISOString(),
    },
  });
});

test("the proof is computed again: that all fits is said with how much that was", async () => {
  await room({ AdminVerify: verified() });
  await userEvent.click(await screen.findByRole("button", { name: "Verify" }));
  await screen.findByText("Nothing has been changed");
  expect(screen.getByText(/^1,234 entries were checked, and 9 signed checkpoints are whole\./)).toBeVisible();
  expect(screen.getByText(/There is no anchor file here/)).toBeVisible();
});

test("what is broken is named with its place, and what to do", async () => {
  const firstBroken = {
    __typename: "BrokenLogEntry",
    kind: "incident",
    id: INCIDENT_ID,
    sequence: 4,
    problem: "its hash is not that of what it says",
  };
  const { address } = await room({ AdminVerify: verified({ ok: false, firstBroken }) });
  await userEvent.click(await screen.findByRole("button", { name: "Verify" }));
  await screen.findByText("Something does not fit");
  await screen.findByText("Entry 4 of the log of INC-7 Disk full: its hash is not that of what it says.");
  expect(screen.getByText("siems audit verify --anchor FILE", { selector: "code" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show its entries" }));
  expect(address()).toContain(`subject=`);
});

test("if it takes too long, one is told how it is done without haste", async () => {
  const late = () => ({ data: null, errors: [{ message: "Too long.", extensions: { code: "TIMEOUT" } }] });
  await room({ AdminVerify: late });
  await userEvent.click(await screen.findByRole("button", { name: "Verify" }));
  await screen.findByText(/^There are more entries than can be checked/);
  expect(screen.getByText("siems audit verify")).toBeVisible();
});
