import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import { event, incident, page } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { claimable } from "./claimable";
import { dutiesOf } from "./duty";
import { MyWork } from "./MyWork";

const ADA = { __typename: "Engineer" as const, id: "user-Ada Lovelace", name: "Ada Lovelace" };
const OPS = { __typename: "Team" as const, id: "team-1", name: "Ops" };
const escalated = (number: number, acknowledgedAt: string | null = null) => ({
  __typename: "Notification",
  id: `notification-${number}`,
  kind: "ESCALATED",
  escalation: {
    __typename: "Escalation",
    id: `escalation-${number}`,
    level: 1,
    firedAt: "2026-01-05T09:30:00Z",
    acknowledgedAt,
    ruleName: "Nobody has it",
  },
  incident: incident(number, { escalationLevel: 1, title: `Page ${number}` }),
});

async function myWork() {
  const mine = [
    incident(3, { status: "ASSIGNED", assignee: ADA, title: "To start" }),
    incident(4, { status: "IN_PROGRESS", assignee: ADA, title: "To finish" }),
  ];
  const resolved = [incident(9, { status: "RESOLVED", assignee: ADA, title: "Done with" })];
  const open = [incident(5, { team: OPS, title: "Of my team" }), incident(6, { title: "Of nobody" })];
  const lists: Record<string, object[]> = { OPEN: open, ASSIGNED: mine, RESOLVED: resolved };
  const told = page([escalated(1), escalated(2, "2026-01-05T09:31:00Z")]);
  const me = { __typename: "Engineer", id: ADA.id, teams: [{ ...OPS, onCallSchedules: [] }], skills: [] };
  const load = { __typename: "Workload", load: 12, assigned: 1, inProgress: 1, pages: 3, nightPages: 2 };
  return renderPage(<MyWork />, {
    viewer: person("Ada Lovelace", "ENGINEER"),
    api: {
      BoardIncidents: ({ filter }) => {
        const [first = ""] = (filter as { status: string[] }).status;
        return { data: { incidents: page(lists[first] ?? []) } };
      },
      BoardPages: () => ({ data: { notifications: told } }),
      BoardMyself: () => ({ data: { me, services: [], categories: [] } }),
      BoardDuty: () => ({ data: { me } }),
      BoardMyLoad: () => ({
        data: { engineerWorkloads: page([{ __typename: "EngineerWorkload", user: ADA, workload: load }]) },
      }),
      BoardStart: () => ({
        data: {
          startIncident: {
            __typename: "StartIncidentPayload",
            incident: incident(3, { status: "IN_PROGRESS", assignee: ADA, title: "To start", version: 2 }),
            errors: [],
          },
        },
      }),
      BoardAcknowledge: () => ({
        data: {
          acknowledgeEscalation: {
            __typename: "AcknowledgeEscalationPayload",
            incident: incident(1, { escalationLevel: 1, title: "Page 1" }),
            escalation: { __typename: "Escalation", id: "escalation-1", acknowledgedAt: "2026-01-05T09:40:00Z" },
            errors: [],
          },
        },
      }),
    },
  });
}

const group = (name: string) => within(screen.getByRole("region", { name }));

test("it says what needs what now, and moves what one acts on", async () => {
  const { api, server } = await myWork();
  const titles = () => screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent);
  const groups = ["Acknowledge1", "Start1", "Finish1", "Open for you to claim1"]; // each is read by itself
  await eventually(() => expect(titles().slice(0, 4)).toEqual(groups));
  expect(group("Acknowledge").getByRole("link")).toHaveTextContent("Page 1");
  expect(group("Start").getByRole("link", { name: "To start" })).toBeVisible();
  expect(group("Open for you to claim").queryByRole("link", { name: "Of nobody" })).toBeNull();
  expect(group("Open for you to claim").getByText("Your team Ops")).toBeVisible();
  await screen.findByText("Not within the next four weeks");
  expect(group("On call").getByText("Not within the next four weeks")).toBeVisible();
  await eventually(() => expect(group("Workload").getByText("12")).toBeVisible());
  await eventually(() => expect(group("Resolved lately").getByRole("link")).toHaveTextContent("INC-9 Done with"));

  await userEvent.click(screen.getByRole("button", { name: "Start INC-3" }));
  await eventually(() => expect(group("Finish").getAllByRole("listitem")).toHaveLength(2));
  expect(api.variablesOf("BoardStart")).toEqual([{ input: { incidentId: "incident-3", expectedVersion: 1 } }]);
  await userEvent.click(screen.getByRole("button", { name: "Acknowledge INC-1" }));
  await eventually(() => expect(screen.queryByRole("region", { name: "Acknowledge" })).toBeNull());

  const given = incident(7, { status: "ASSIGNED", assignee: ADA, title: "Given to me" });
  act(() => server.last.next({ incidentEvents: event("e1", "ASSIGNED", given) }));
  expect(
    await within(await screen.findByRole("region", { name: "Start" })).findByRole("link", { name: "Given to me" }),
  ).toBeVisible();
});

test("what one can claim is the worst first, and of those what one is fit for in both ways", () => {
  const facts = {
    me: { id: ADA.id, teams: [OPS], skills: [{ skill: { id: "skill-1", name: "PostgreSQL" } }] },
    services: [{ id: "service-1", requiredSkills: [{ skill: { id: "skill-1" } }] }],
    categories: [],
  };
  const service = { id: "service-1", name: "Orders" };
  const open = [
    incident(4, { team: OPS }),
    incident(3, { severity: "LOW", service, team: OPS }),
    incident(2, { service, team: OPS }),
    incident(1),
  ];
  expect(claimable(open, facts).map(({ incident: { key }, why }) => [key, why])).toEqual([
    ["INC-2", "Your team Ops · Asks for PostgreSQL"],
    ["INC-4", "Your team Ops"],
    ["INC-3", "Your team Ops · Asks for PostgreSQL"],
  ]);
});

test("duties that follow one another are one, those of others are none", () => {
  const shift = (day: number, id: string) => ({
    startsAt: `2026-01-0${day}T00:00:00Z`,
    endsAt: `2026-01-0${day + 1}T00:00:00Z`,
    user: { id },
  });
  const shifts = [shift(1, "a"), shift(2, "a"), shift(3, "b"), shift(4, "a")];
  const team = { id: "team-1", onCallSchedules: [{ id: "s", name: "Ops", shifts }] };
  const days = dutiesOf("a", [team, team]).map(({ startsAt, endsAt }) =>
    [startsAt, endsAt].map((at) => new Date(at).getUTCDate()),
  );
  expect(days).toEqual([
    [1, 3],
    [4, 5],
  ]);
});
