import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { fill } from "@/testing/fill";
import { renderPage } from "@/testing/render";

import { ADMIN } from "../testing";
import { Component as KeysRoom } from "./KeysRoom";

const KEY = {
  __typename: "ApiKey",
  id: "key-1",
  name: "Alertmanager",
  prefix: "siems_key_abcdef",
  createdAt: "2026-01-05T09:00:00Z",
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null as string | null,
  createdBy: { __typename: "Admin", id: "user-ada", name: "Ada Lovelace" },
  services: [] as object[],
};

const PAYMENTS = { __typename: "Service", id: "service-1", name: "Payments API" };

function room(at: string, api = {}) {
  return renderPage(<KeysRoom />, {
    at,
    path: "/admin/api-keys",
    viewer: ADMIN,
    api: {
      AdminKeys: () => ({ data: { apiKeys: [KEY] } }),
      AdminChoices: () => ({ data: { services: [PAYMENTS], categories: [], teams: [] } }),
      ...api,
    },
  });
}

test("a new key is shown once, with a report to try it", async () => {
  const { api } = await room("/admin/api-keys?open=new", {
    AdminCreateKey: () => ({ data: { createApiKey: { apiKey: KEY, key: "siems_key_secret", errors: [] } } }),
  });
  await fill(await screen.findByRole("textbox", { name: "Name" }), "Alertmanager");
  await fill(screen.getByLabelText("Last day"), "2027-01-31");
  await userEvent.click(screen.getByRole("combobox", { name: "Services" }));
  await userEvent.click(await screen.findByRole("option", { name: "Payments API" }));
  await userEvent.click(screen.getByRole("button", { name: "Make the key" }));
  await screen.findByText("siems_key_secret");
  expect(screen.getByText(/authorization: Bearer siems_key_secret/)).toBeVisible();
  const expiresAt = new Date("2027-01-31T23:59:59").toISOString();
  expect(api.variablesOf("AdminCreateKey")).toEqual([
    { input: { name: "Alertmanager", expiresAt, serviceIds: ["service-1"] } },
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(screen.queryByText("siems_key_secret")).toBeNull();
});

test("a key is revoked once that was confirmed", async () => {
  const revoked = { ...KEY, revokedAt: "2026-01-06T09:00:00Z" };
  const { api } = await room("/admin/api-keys?open=key-1", {
    AdminRevokeKey: () => ({
      data: { revokeApiKey: { __typename: "RevokeApiKeyPayload", apiKey: revoked, errors: [] } },
    }),
  });
  await userEvent.click(await screen.findByRole("button", { name: "Revoke" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Revoke Alertmanager?" }));
  api.answer("AdminKeys", () => ({ data: { apiKeys: [revoked] } }));
  await userEvent.click(dialog.getByRole("button", { name: "Revoke" }));
  expect(await screen.findAllByText("Revoked")).not.toHaveLength(0);
  expect(api.variablesOf("AdminRevokeKey")).toEqual([{ input: { apiKeyId: "key-1", reason: null } }]);
});
