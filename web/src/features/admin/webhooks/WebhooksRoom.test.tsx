import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { fill } from "@/testing/fill";
import { renderPage } from "@/testing/render";

import { ADMIN } from "../testing";
import { Component as WebhooksRoom } from "./WebhooksRoom";

const WEBHOOK = {
  __typename: "Webhook",
  ...{ id: "webhook-1", name: "Chat", hint: "https://example.com/ho…", actions: [], restricted: false, enabled: true },
  ...{ createdAt: "2026-01-05T09:00:00Z", formerSecretUntil: null, createdBy: null },
};

test("a webhook is told of chosen groups, and its secret is shown once", async () => {
  const { api } = await renderPage(<WebhooksRoom />, {
    at: "/admin/webhooks?open=new",
    path: "/admin/webhooks",
    viewer: ADMIN,
    api: {
      AdminWebhooks: () => ({ data: { webhooks: [WEBHOOK] } }),
      AdminCreateWebhook: () => ({ data: { createWebhook: { webhook: WEBHOOK, secret: "whsec_abc", errors: [] } } }),
    },
  });
  await fill(await screen.findByRole("textbox", { name: "Name" }), "Chat");
  await fill(screen.getByRole("textbox", { name: "URL" }), "https://example.com/hooks");
  await userEvent.click(screen.getByRole("radio", { name: "What I choose" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "From beginning to end" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Escalated" }));
  await userEvent.click(screen.getByRole("button", { name: "Add it" }));
  expect(await screen.findByText("whsec_abc")).toBeVisible();
  expect(api.variablesOf("AdminCreateWebhook")).toEqual([
    {
      input: {
        ...{ name: "Chat", url: "https://example.com/hooks", restricted: false, enabled: true },
        actions: ["ESCALATED"],
      },
    },
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(screen.queryByText("whsec_abc")).toBeNull();
});
