import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { fill } from "@/testing/fill";
import { renderPage } from "@/testing/render";

import { Component as SettingsPage } from "./SettingsPage";

const MAIL = {
  __typename: "ContactMethod",
  ...{ id: "mail", channel: "EMAIL", name: "Work", hint: "g…@example.com" },
  ...{ createdAt: "2026-01-05T09:00:00Z", verifiedAt: "2026-01-05T09:01:00Z" as string | null },
  codeExpiresAt: null as string | null,
};
const PHONE = { ...MAIL, id: "phone", channel: "SMS", name: "Phone", hint: "+49…789" };
const TELLING = { __typename: "NotificationSettings", steps: [], lowestSeverities: [], quietHours: null };

function page(methods: readonly object[], api = {}) {
  const data = { contactMethods: methods, notificationSettings: TELLING };
  return renderPage(<SettingsPage />, { at: "/settings", api: { SettingsReach: () => ({ data }), ...api } });
}

test("who has no verified method is told so, until the code that was sent is entered", async () => {
  const codeExpiresAt = new Date(Date.now() + 600_000).toISOString();
  const waits = { ...PHONE, verifiedAt: null, codeExpiresAt };
  const { api } = await page([waits], {
    SettingsVerifyMethod: () => ({
      data: {
        verifyContactMethod: {
          __typename: "VerifyContactMethodPayload",
          contactMethod: { ...PHONE, codeExpiresAt: null },
          errors: [],
        },
      },
    }),
  });
  expect(await screen.findByText("Nobody can page you outside this page")).toBeVisible();
  expect(screen.getByRole("button", { name: /Send again in/ })).toBeDisabled();
  await fill(screen.getByRole("textbox", { name: "Code for Phone" }), "123456");
  await userEvent.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByText(/^Verified/)).toBeVisible();
  expect(screen.queryByText("Nobody can page you outside this page")).toBeNull();
  expect(api.variablesOf("SettingsVerifyMethod")).toEqual([{ input: { contactMethodId: "phone", code: "123456" } }]);
});

test("steps are added and moved: what moves is the method, the minutes still go up", async () => {
  const { api } = await page([MAIL, PHONE], {
    SettingsSetSteps: () => ({ data: { setNotificationSteps: { notificationSettings: TELLING, errors: [] } } }),
  });
  const pages = within(await screen.findByRole("region", { name: "When I am paged" }));
  expect(pages.getByText("Every verified contact method at once.")).toBeVisible();
  await userEvent.click(pages.getByRole("button", { name: "Say in which steps" }));
  await userEvent.click(pages.getByRole("button", { name: "Add a step" }));
  await userEvent.click(pages.getByRole("button", { name: "Step 2: up" }));
  await userEvent.click(pages.getByRole("button", { name: "Save" }));
  expect(api.variablesOf("SettingsSetSteps")).toEqual([
    {
      input: {
        urgency: "PAGE",
        steps: [
          { contactMethodId: "phone", afterMinutes: 0 },
          { contactMethodId: "mail", afterMinutes: 5 },
        ],
      },
    },
  ]);
});
