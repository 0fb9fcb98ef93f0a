import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import type { Handler } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { renderPage } from "@/testing/render";

import { ADMIN, MANAGER, NOTHING, refusal } from "../testing";
import { Component as RulesRoom } from "./RulesRoom";

const STRATEGIES = [
  { __typename: "EscalationStrategy", name: "UNASSIGNED", described: "unassigned", parameters: [] },
  {
    __typename: "EscalationStrategy",
    name: "VIP",
    described: "of a customer that matters",
    parameters: [
      parameter("tier", "Which customers", { choices: ["GOLD", "SILVER"] }),
      parameter("seats", "How many seats", { minimum: 1, maximum: 500 }),
    ],
  },
];
const RULE = {
  __typename: "EscalationRule",
  id: "rule-1",
  name: "Critical: nobody has it",
  enabled: true,
  strategy: "UNASSIGNED",
  afterMinutes: 5,
  severities: ["CRITICAL", "HIGH"],
  services: [{ __typename: "Service", id: "s1", name: "Payments" }],
  categories: [],
  teams: [],
  steps: [
    step(0, [{ __typename: "EscalationTarget", kind: "ON_CALL", user: null }]),
    step(15, [{ __typename: "EscalationTarget", kind: "TEAM_MANAGER", user: null }]),
  ],
  repeat: null,
  acknowledgeTimeoutMinutes: 30,
  parameters: {},
};

function parameter(name: string, described: string, more: object) {
  const none = { required: false, minimum: null, maximum: null, choices: [] };
  return { __typename: "EscalationParameter", name, described, ...none, ...more };
}

function step(delayMinutes: number, targets: readonly object[]) {
  return { __typename: "EscalationStep", delayMinutes, targets, actions: ["NOTIFY"] };
}

function simulated(escalatedCount: number, more: object = {}) {
  return {
    data: {
      simulateEscalationRule: {
        __typename: "EscalationSimulation",
        since: "2026-01-01T00:00:00Z",
        until: "2026-01-11T00:00:00Z",
        incidentCount: 60,
        escalatedCount,
        firingCount: 2 * escalatedCount,
        days: [{ __typename: "SimulatedDay", on: "2026-01-05", incidents: escalatedCount, firings: escalatedCount }],
        steps: [{ __typename: "SimulatedStep", step: 1, incidents: escalatedCount, firings: 2 * escalatedCount }],
        truncated: false,
        failedCount: 0,
        cutCount: 0,
        firings: [],
        ...more,
      },
    },
  };
}

function room(api: Record<string, Handler> = {}, { at = "/admin/escalation-rules", viewer = ADMIN } = {}) {
  return renderPage(<RulesRoom />, {
    at,
    path: "/admin/escalation-rules",
    viewer,
    api: {
      ...NOTHING,
      AdminRules: () => ({ data: { escalationRules: [RULE] } }),
      AdminStrategies: () => ({ data: { escalationStrategies: STRATEGIES } }),
      AdminSimulation: () => simulated(5),
      ...api,
    },
  });
}

test("a rule says in one sentence what it is for, and is switched off in the list", async () => {
  const { api } = await room({
    AdminUpdateRule: () => ({
      data: {
        updateEscalationRule: {
          __typename: "UpdateEscalationRulePayload",
          escalationRule: { ...RULE, enabled: false },
          errors: [],
        },
      },
    }),
  });
  await screen.findByText("Critical or high incidents about Payments, unassigned for 5 min");
  await userEvent.click(screen.getByRole("switch", { name: "Critical: nobody has it escalates", hidden: true }));
  await eventually(() => expect(screen.getByRole("switch")).not.toBeChecked());
  expect(api.variablesOf("AdminUpdateRule")).toEqual([{ input: { escalationRuleId: "rule-1", enabled: false } }]);
});

test("a changed rule is held against what happened, beside the rule as it is", async () => {
  const { api } = await room({}, { at: "/admin/escalation-rules?open=rule-1" });
  const simulation = within(await screen.findByRole("region", { name: "Simulation" }));
  await simulation.findByText("5");
  expect(simulation.getByText("Step 1: whoever is on call")).toBeVisible();
  expect(simulation.getByText("10 times, 5 incidents")).toBeVisible();
  const ladder = within(screen.getByRole("region", { name: "Ladder" }));
  expect(ladder.getByText("+15 min").closest("li")).toHaveTextContent("tell the team's manager");
  api.answer("AdminSimulation", () => simulated(12, { truncated: true }));
  const minutes = screen.getByLabelText("For");
  for (const value of ["", "1"]) fireEvent.change(minutes, { target: { value } });
  expect(ladder.getByText("Starts when they are unassigned for 1 min.")).toBeVisible();
  await simulation.findByText("7 more");
  expect(simulation.getByText(/only the newest incidents are counted/)).toBeVisible();
  const asked = api.variablesOf("AdminSimulation") as { input: { afterMinutes: number } }[];
  expect(asked.map(({ input }) => input.afterMinutes)).toEqual([5, 1]); // what was typed in between was not asked for
});

test("while others simulate it waits by itself, and one can stop it", async () => {
  const busy = () => ({ data: null, errors: [{ message: "Another one.", extensions: { code: "BUSY" } }] });
  const { api } = await room({ AdminSimulation: busy }, { at: "/admin/escalation-rules?open=rule-1" });
  await screen.findByText("Another one is under way; this one is next");
  await userEvent.click(screen.getByRole("button", { name: "Stop", hidden: true }));
  api.answer("AdminSimulation", () => simulated(3));
  await userEvent.click(await screen.findByRole("button", { name: "Try it out", hidden: true }));
  await screen.findByText("6 times, 3 incidents");
});

test("the form has what the strategy says that it needs, and the ladder is sent as it stands", async () => {
  const { api } = await room(
    {
      AdminCreateRule: () => ({
        data: {
          createEscalationRule: {
            escalationRule: null,
            errors: [
              ...refusal("At most 1,440.", "steps", "1", "delayMinutes"),
              ...refusal("So many seats have no customer.", "parameters", "seats"),
            ],
          },
        },
      }),
    },
    { at: "/admin/escalation-rules?open=new" },
  );
  await fill(await screen.findByRole("textbox", { name: "Name", hidden: true }), "VIP");
  await screen.findByRole("option", { name: "of a customer that matters", hidden: true });
  await userEvent.selectOptions(screen.getByLabelText("Incidents that are"), "VIP");
  await userEvent.click(await screen.findByRole("combobox", { name: "Which customers", hidden: true }));
  await userEvent.click(await screen.findByRole("option", { name: "Gold", hidden: true }));
  await fill(screen.getByLabelText("How many seats"), "50");
  await userEvent.click(screen.getByRole("button", { name: "Add a step", hidden: true }));
  await userEvent.click(screen.getByRole("button", { name: "Step 2 earlier", hidden: true }));
  await userEvent.click(screen.getByRole("button", { name: "Save", hidden: true }));
  await screen.findByText("At most 1,440.");
  expect(screen.getByLabelText("How many seats")).toHaveAccessibleDescription("So many seats have no customer.");
  const [{ input }] = api.variablesOf("AdminCreateRule") as [{ input: Record<string, unknown> }];
  const target = { kind: "ON_CALL", userId: null };
  expect(input).toMatchObject({
    name: "VIP",
    strategy: "VIP",
    afterMinutes: 15,
    parameters: { tier: "GOLD", seats: 50 },
    repeat: { times: 0, everyMinutes: 30 },
    steps: [
      { delayMinutes: 15, targets: [target], actions: ["NOTIFY"] },
      { delayMinutes: 0, targets: [target], actions: ["NOTIFY"] },
    ],
  });
});

test("a rule is deleted for a reason; a manager can do neither this nor anything else", async () => {
  const at = "/admin/escalation-rules?open=rule-1";
  const gone = { AdminDeleteRule: () => ({ data: { deleteEscalationRule: { deletedId: "rule-1", errors: [] } } }) };
  const { api, address, unmount } = await room(gone, { at });
  await userEvent.click(await screen.findByRole("button", { name: "Delete", hidden: true }));
  const dialog = within(await screen.findByRole("dialog", { name: /^Delete Critical/ }));
  await fill(dialog.getByRole("textbox", { name: "Why", hidden: true }), "Too loud");
  await userEvent.click(dialog.getByRole("button", { name: "Delete", hidden: true }));
  await eventually(() => expect(address()).toBe("/admin/escalation-rules"));
  expect(api.variablesOf("AdminDeleteRule")).toEqual([{ input: { escalationRuleId: "rule-1", reason: "Too loud" } }]);
  unmount();
  await room({}, { at, viewer: MANAGER });
  await screen.findByText("Administrators change this.");
  expect(screen.queryByRole("button", { name: "Delete" })).toBeNull();
  expect(screen.getByRole("textbox", { name: "Name", hidden: true })).toBeDisabled();
  for (const each of screen.getAllByRole("switch", { hidden: true })) expect(each).toBeDisabled();
});
