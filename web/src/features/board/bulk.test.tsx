import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import { event, incident, page } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { Board } from "./Board";

const GRACE = { __typename: "Engineer" as const, id: "user-Grace", name: "Grace Hopper" };
const CONFLICT = { __typename: "UserError", code: "CONFLICT", message: "It has changed since.", field: null };

async function board(role: "MANAGER" | "ENGINEER" = "MANAGER") {
  const incidents = [5, 4, 3, 2, 1].map((number) => incident(number));
  const rendered = await renderPage(<Board />, {
    at: "/incidents",
    path: "/incidents",
    viewer: person("Ada Lovelace", role),
    api: {
      BoardIncidents: () => ({ data: { incidents: page(incidents) } }),
      PickersPeople: () => ({ data: { users: page([GRACE]) } }),
      BoardAssign: ({ input }) => {
        const { incidentId, expectedVersion } = input as { incidentId: string; expectedVersion: number };
        const number = Number(incidentId.split("-")[1]);
        const refused = number === 4 && expectedVersion === 1;
        const changed = incident(number, { status: "ASSIGNED", assignee: GRACE, version: 2 });
        return {
          data: {
            assignIncident: {
              __typename: "AssignIncidentPayload",
              incident: refused ? null : changed,
              errors: refused ? [CONFLICT] : [],
            },
          },
        };
      },
    },
  });
  await screen.findByText("Incident number 5");
  return rendered;
}

const box = (key: string) => screen.getByRole("checkbox", { name: `Select ${key}` });

test("X and Shift choose what is to be assigned; each goes by itself, and what was refused can be tried again", async () => {
  const { api, server } = await board();
  const user = userEvent.setup();
  await user.keyboard("jx");
  expect(box("INC-5")).toBeChecked();
  await user.keyboard("{Shift>}");
  await user.click(box("INC-3"));
  await user.keyboard("{/Shift}");
  expect(await screen.findByText("3 selected")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Assign to…" }));
  await user.click(await screen.findByRole("combobox", { name: "Assign to" }));
  await user.click(await screen.findByRole("option", { name: "Grace Hopper" }));
  await user.click(screen.getByRole("button", { name: "Assign" }));
  expect(await screen.findByText("2 assigned to Grace Hopper")).toBeVisible();
  expect(screen.getByRole("list", { name: "Refused" })).toHaveTextContent("INC-4It has changed since.");
  expect(api.variablesOf("BoardAssign").map(({ input }) => input)).toEqual(
    [5, 4, 3].map((number) => ({ incidentId: `incident-${number}`, expectedVersion: 1, assigneeId: "user-Grace" })),
  );
  const row = screen.getByText("Incident number 5").closest("tr")!;
  expect(within(row).getByText("Grace Hopper")).toBeVisible(); // the cache knows it
  expect([box("INC-5").matches(":checked"), box("INC-4").matches(":checked")]).toEqual([false, true]);

  act(() => server.last.next({ incidentEvents: event("e1", "UPDATED", incident(4, { version: 7 })) }));
  await user.click(screen.getByRole("button", { name: "Try it again" }));
  expect(await screen.findByText("1 assigned to Grace Hopper")).toBeVisible();
  expect(api.variablesOf("BoardAssign").at(-1)).toMatchObject({ input: { expectedVersion: 7 } });
  await user.click(screen.getByRole("button", { name: "Close" }));
  await eventually(() => expect(screen.queryByRole("complementary")).toBeNull());
});

test("engineers claim what they choose; Escape chooses nothing, and so does another question", async () => {
  await board("ENGINEER");
  await userEvent.click(box("INC-5"));
  expect(await screen.findByRole("button", { name: "Claim" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Assign to…" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Select all shown" }));
  expect(screen.getByText("5 selected")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByText("5 selected")).toBeNull();
  await userEvent.click(box("INC-5"));
  await userEvent.click(screen.getByRole("button", { name: /^Severity/ }));
  await userEvent.click(screen.getByRole("menuitemcheckbox", { name: "High" }));
  await eventually(() => expect(box("INC-5")).not.toBeChecked());
});
