import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import type { Handler } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

import { Component as PeopleRoom } from "./PeopleRoom";

const ADMIN = person("Ada Lovelace", "ADMIN");
const HOURS = { __typename: "WorkingHours", timeZone: "Europe/Berlin", windows: null };
const GRACE = {
  ...person("Grace Hopper", "ENGINEER"),
  active: true,
  createdAt: "2026-01-05T09:00:00Z",
  teams: [] as object[],
  skills: [],
  workingHours: HOURS,
  reachable: true,
};
const PAYMENTS = { __typename: "Team", id: "team-1", name: "Payments", manager: null };

function page(nodes: readonly object[]) {
  return {
    __typename: "UserConnection",
    edges: nodes.map((node) => ({ __typename: "UserEdge", node })),
    pageInfo: { __typename: "PageInfo", hasNextPage: false, endCursor: null },
  };
}

function room(api: Record<string, Handler> = {}, { at = "/admin/people", viewer = ADMIN, grace = GRACE } = {}) {
  return renderPage(<PeopleRoom />, {
    at,
    path: "/admin/people",
    viewer,
    api: {
      AdminPeople: () => ({ data: { users: page([grace]) } }),
      AdminPerson: () => ({ data: { node: grace } }),
      AdminSkills: () => ({ data: { skills: [] } }),
      AdminChoices: () => ({ data: { services: [], categories: [], teams: [PAYMENTS] } }),
      PickersTeams: () => ({ data: { teams: [PAYMENTS] } }),
      ...api,
    },
  });
}

const refusing = (field: string, message: string) => ({
  user: null,
  errors: [{ __typename: "UserError", code: "VALIDATION", message, field: ["input", field] }],
});

test("what one looks for is in the address, and asked for", async () => {
  const { api, address } = await room({}, { at: "/admin/people?role=ADMIN&office=all" });
  await screen.findByText("Grace Hopper");
  await fill(screen.getByRole("textbox", { name: "Search" }), "gra");
  await eventually(() => expect(address()).toBe("/admin/people?role=ADMIN&office=all&text=gra"));
  await eventually(() =>
    expect(api.variablesOf("AdminPeople").at(-1)).toMatchObject({ search: "gra", role: ["ADMIN"], active: null }),
  );
});

test("who has no verified contact method is marked in the list, unless they are deactivated", async () => {
  const some = (name: string, more: object) => ({ ...GRACE, id: `user-${name}`, name, ...more });
  const people = [
    some("Linus", { reachable: false }),
    some("Barbara", { reachable: false, active: false }),
    some("Alan", { reachable: true }),
  ];
  await room({ AdminPeople: () => ({ data: { users: page(people) } }) });
  await screen.findByText("Linus");
  const marked = screen.getAllByText("Cannot be paged").map((mark) => mark.closest("tr")!.textContent);
  expect(marked).toEqual([expect.stringContaining("Linus")]);
});

test("somebody new is invited: the link is shown once", async () => {
  const token = "siems_invite_x";
  const { api } = await room(
    {
      AdminInviteUser: () => ({
        data: { inviteUser: { user: GRACE, inviteToken: token, expiresAt: "2026-02-01T00:00:00Z", errors: [] } },
      }),
    },
    { at: "/admin/people?open=new" },
  );
  const dialog = within(await screen.findByRole("dialog"));
  await fill(await dialog.findByRole("textbox", { name: "Name" }), "Grace Hopper");
  await fill(dialog.getByRole("textbox", { name: "E-mail" }), "grace@example.com");
  await userEvent.click(dialog.getByRole("button", { name: "Add and invite" }));
  await dialog.findByText(`${window.location.origin}/invitation#${token}`);
  const input = { name: "Grace Hopper", email: "grace@example.com", role: "ENGINEER" };
  expect(api.variablesOf("AdminInviteUser")).toEqual([{ input }]);
  await eventually(() => expect(api.variablesOf("AdminPeople")).toHaveLength(2)); // the list is read again
});

test("only what was changed is sent, each part by its own; what was saved is not sent again", async () => {
  const { api } = await room(
    {
      AdminUpdateUser: () => ({ data: { updateUser: { user: { ...GRACE, name: "Grace B. Hopper" }, errors: [] } } }),
      AdminSetTeam: () => ({
        data: {
          updateTeam: {
            team: null,
            errors: [
              { __typename: "UserError", code: "NOT_FOUND", message: "It is gone.", field: ["input", "teamId"] },
            ],
          },
        },
      }),
    },
    { at: "/admin/people?open=user-Grace" },
  );
  const name = await screen.findByRole("textbox", { name: "Name" });
  await userEvent.type(name, "{Home}{ArrowRight>6}B. ");
  await userEvent.click(screen.getByPlaceholderText("In no team"));
  await userEvent.click(await screen.findByRole("option", { name: "Payments" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("It is gone.");
  expect(name).toHaveValue("Grace B. Hopper");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await eventually(() => expect(api.variablesOf("AdminSetTeam")).toHaveLength(2));
  expect(api.variablesOf("AdminUpdateUser")).toEqual([{ input: { userId: GRACE.id, name: "Grace B. Hopper" } }]);
  expect(api.variablesOf("AdminSetTeam")[0]).toEqual({ input: { teamId: "team-1", addMemberIds: [GRACE.id] } });
});

test("why it was refused stands beside the field, and one is asked before it is lost", async () => {
  const taken = "Somebody has this address already.";
  const { address } = await room(
    { AdminUpdateUser: () => ({ data: { updateUser: refusing("email", taken) } }) },
    { at: "/admin/people?open=user-Grace" },
  );
  const email = await screen.findByRole("textbox", { name: "E-mail" });
  await fill(email, ".org");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await eventually(() => expect(email).toHaveAccessibleDescription(taken));
  expect(email).toHaveValue("ada@example.com.org");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await userEvent.click(await screen.findByRole("button", { name: "Keep editing" }));
  await eventually(() => expect(screen.queryByRole("dialog", { name: "Leave without saving?" })).toBeNull());
  expect(address()).toContain("open=");
  expect(email).toHaveValue("ada@example.com.org");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await userEvent.click(await screen.findByRole("button", { name: "Leave without saving" }));
  await eventually(() => expect(address()).toBe("/admin/people"));
});

test("before somebody is deactivated one sees what becomes of their incidents, and why it may not be", async () => {
  const last = "Grace Hopper is the last active admin who can log in. Let somebody else be one first.";
  const { api } = await room(
    {
      AdminInHand: () => ({
        data: {
          incidents: {
            __typename: "IncidentConnection",
            totalCount: 7,
            edges: [
              {
                __typename: "IncidentEdge",
                node: { __typename: "Incident", id: "i1", key: "INC-7", title: "Disk full" },
              },
            ],
          },
        },
      }),
      AdminDeactivateUser: () => ({ data: { deactivateUser: refusing("userId", last) } }),
    },
    { at: "/admin/people?open=user-Grace" },
  );
  await userEvent.click(await screen.findByRole("button", { name: "Deactivate" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Deactivate Grace Hopper?" }));
  await dialog.findByText(/^7 incidents in their hands will be open again/);
  expect(dialog.getByText("INC-7 Disk full")).toBeVisible();
  expect(dialog.getByText("and 6 more")).toBeVisible();
  await fill(dialog.getByRole("textbox", { name: "Why" }), "Has left");
  await userEvent.click(dialog.getByRole("button", { name: "Deactivate" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent(last);
  expect(api.variablesOf("AdminDeactivateUser")).toEqual([{ input: { userId: GRACE.id, reason: "Has left" } }]);
});

test("a manager reads, and writes what concerns the members of their teams", async () => {
  const viewer = person("Mia Manager", "MANAGER");
  const grace = { ...GRACE, teams: [{ ...PAYMENTS, manager: { __typename: "Manager", id: viewer.id } }] };
  await room({}, { viewer, grace, at: "/admin/people?open=user-Grace" });
  expect(await screen.findByText("You can read this. Administrators change it.")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "New user" })).toBeNull();
  expect(await screen.findByRole("textbox", { name: "Name" })).toBeDisabled();
  expect(screen.queryByRole("button", { name: "Deactivate" })).toBeNull();
  expect(screen.getByRole("button", { name: "Add hours" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Save" })).toBeInTheDocument();
});
