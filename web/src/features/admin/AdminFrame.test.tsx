import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render";

import { Component as AdminFrame } from "./AdminFrame";
import { ADMIN, MANAGER, NOTHING } from "./testing";

function frame(at: string, viewer = ADMIN) {
  const api = { ...NOTHING, AdminTeams: () => ({ data: { teams: [] } }) };
  return renderPage(<AdminFrame />, { at, path: "/admin/:room?", viewer, api });
}

test("a room is open beside the list of all rooms, which the palette knows too", async () => {
  const { actions } = await frame("/admin/teams");
  await screen.findByRole("heading", { name: "There is no team yet" });
  const rooms = within(screen.getByRole("navigation", { name: "Administration" }));
  expect(rooms.getAllByRole("link")).toHaveLength(12);
  expect(rooms.getByRole("link", { name: "Teams" })).toHaveAttribute("aria-current", "page");
  expect(actions.all.get().map(({ label }) => label)).toContain("Audit trail");
});

test("where there is no place for the list, the rooms are a page", async () => {
  await frame("/admin");
  expect(await screen.findByRole("heading", { name: "Administration" })).toBeVisible();
  expect(screen.getByText("Who did what, and the proof of it")).toBeVisible();
});

test("the audit trail is not for managers, and what is no room says so", async () => {
  const { unmount } = await frame("/admin/audit", MANAGER);
  await screen.findByRole("heading", { name: "Only administrators read this" });
  expect(screen.queryByRole("link", { name: "Audit trail" })).toBeNull();
  unmount();
  await frame("/admin/nowhere");
  await screen.findByRole("heading", { name: "There is no such room" });
});
