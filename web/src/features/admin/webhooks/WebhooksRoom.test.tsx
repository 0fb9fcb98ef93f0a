import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
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
  await userEvent.click(screen.getByRole("radio", { name: "These events" }));
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

test("to choose none of the events is refused; every event is a choice of its own", async () => {
  const chosen = { ...WEBHOOK, actions: ["ESCALATED"] };
  const { api, address } = await renderPage(<WebhooksRoom />, {
    at: "/admin/webhooks?open=webhook-1",
    path: "/admin/webhooks",
    viewer: ADMIN,
    api: {
      AdminWebhooks: () => ({ data: { webhooks: [chosen] } }),
      AdminUpdateWebhook: () => ({ data: { updateWebhook: { webhook: WEBHOOK, errors: [] } } }),
    },
  });
  expect(await screen.findByRole("radio", { name: "These events" })).toBeChecked();
  await userEvent.click(screen.getByRole("checkbox", { name: "Escalated" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Choose at least one of these events, or every event.")).toBeVisible();
  expect(api.variablesOf("AdminUpdateWebhook")).toEqual([]);
  await userEvent.click(screen.getByRole("radio", { name: /^Every event/ }));
  expect(screen.queryByText(/^Choose at least one/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await eventually(() => expect(address()).toBe("/admin/webhooks"));
  const { name, restricted, enabled } = WEBHOOK;
  const input = { webhookId: "webhook-1", name, restricted, enabled, actions: [] };
  expect(api.variablesOf("AdminUpdateWebhook")).toEqual([{ input }]);
});

test("another secret is shown once after it was confirmed; a second one within the day ends the first at once", async () => {
  const rotated = { ...WEBHOOK, formerSecretUntil: new Date(Date.now() + 86_400_000).toISOString() };
  const issued = (secret: string) => () => ({
    data: { rotateWebhookSecret: { webhook: rotated, secret, errors: [] } },
  });
  const { api } = await renderPage(<WebhooksRoom />, {
    at: "/admin/webhooks?open=webhook-1",
    path: "/admin/webhooks",
    viewer: ADMIN,
    api: {
      AdminWebhooks: () => ({ data: { webhooks: [WEBHOOK] } }),
      AdminRotateWebhook: issued("whsec_2"),
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: "New secret" }));
  let dialog = within(await screen.findByRole("dialog", { name: "A new secret for Chat?" }));
  expect(dialog.getByText(/^For 24 hours calls are signed with the present one as well/)).toBeVisible();
  expect(api.variablesOf("AdminRotateWebhook")).toEqual([]);
  api.answer("AdminWebhooks", () => ({ data: { webhooks: [rotated] } }));
  await userEvent.click(dialog.getByRole("button", { name: "New secret" }));
  expect(await screen.findByText("whsec_2")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(screen.queryByText("whsec_2")).toBeNull();
  await userEvent.click(await screen.findByRole("link", { name: "Chat" }));
  await userEvent.click(await screen.findByRole("button", { name: "New secret" }));
  dialog = within(await screen.findByRole("dialog", { name: "A new secret for Chat?" }));
  expect(dialog.getByText(/Another new one now ends it at once/)).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "New secret" }));
  await screen.findByText("whsec_2");
  expect(api.variablesOf("AdminRotateWebhook")).toEqual(
    [false, true].map((immediately) => ({ input: { webhookId: "webhook-1", immediately } })),
  );
});
