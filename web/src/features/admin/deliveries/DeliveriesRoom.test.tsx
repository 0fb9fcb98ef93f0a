import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render";

import { ADMIN, pageOf } from "../testing";
import { Component as DeliveriesRoom } from "./DeliveriesRoom";

const FAILED = {
  __typename: "Delivery",
  ...{ id: "delivery-1", urgency: "PAGE", state: "FAILED", step: 1, attempts: 8, messageId: "m-1" },
  ...{ createdAt: "2026-01-05T09:00:00Z", dueAt: "2026-01-05T09:00:00Z", nextAttemptAt: null },
  ...{ endedAt: "2026-01-05T09:30:00Z", channel: "SMS", name: "Phone", hint: "+49…789", reason: "No such number." },
  incident: { __typename: "Incident", id: "incident-1", key: "INC-1", title: "Disk full" },
  user: { __typename: "Engineer", id: "user-grace", name: "Grace Hopper" },
};

test("the dead letters come first, and all that are selected are sent again", async () => {
  const { api } = await renderPage(<DeliveriesRoom />, {
    at: "/admin/deliveries",
    path: "/admin/deliveries",
    viewer: ADMIN,
    api: {
      AdminDeliveries: () => ({ data: { deliveries: pageOf("Delivery", [FAILED]) } }),
      AdminResendDelivery: () => ({
        data: { resendDelivery: { delivery: { ...FAILED, state: "PENDING", endedAt: null }, errors: [] } },
      }),
    },
  });
  expect(await screen.findByText("No such number.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Send again" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "Select all" }));
  await userEvent.click(screen.getByRole("button", { name: "Send 1 again" }));
  expect(await screen.findByText("It is sent again.")).toBeVisible();
  expect(api.variablesOf("AdminResendDelivery")).toEqual([{ input: { deliveryId: "delivery-1" } }]);
  expect(api.variablesOf("AdminDeliveries")[0]).toMatchObject({ state: ["FAILED"] });
});

test("what went out with another one is no failure, and what cannot be sent again says why", async () => {
  const answers: Record<string, readonly [string, string]> = {
    "delivery-2": ["CONFLICT", "This delivery is on its way already."],
    "delivery-3": ["VALIDATION", "This delivery was cancelled, and is not to be sent any more: Ada is deactivated."],
  };
  const { api } = await renderPage(<DeliveriesRoom />, {
    at: "/admin/deliveries",
    path: "/admin/deliveries",
    viewer: ADMIN,
    api: {
      AdminDeliveries: () => ({
        data: {
          deliveries: pageOf(
            "Delivery",
            [1, 2, 3].map((n) => ({ ...FAILED, id: `delivery-${n}` })),
          ),
        },
      }),
      AdminResendDelivery: ({ input }) => {
        const refused = answers[(input as { deliveryId: string }).deliveryId];
        const errors = refused ? [{ __typename: "UserError", code: refused[0], message: refused[1], field: null }] : [];
        const delivery = refused ? null : { ...FAILED, state: "PENDING", endedAt: null };
        return { data: { resendDelivery: { delivery, errors } } };
      },
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: "Select all" }));
  await userEvent.click(screen.getByRole("button", { name: "Send 3 again" }));
  expect(await screen.findByText(/^1 of 3 could not be sent again\. .* any more: Ada is deactivated\.$/)).toBeVisible();
  expect(api.variablesOf("AdminResendDelivery")).toHaveLength(3);
});
