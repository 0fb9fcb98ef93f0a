import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
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

function page(methods: readonly object[], api = {}, telling: object = TELLING) {
  const data = { contactMethods: methods, notificationSettings: telling };
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
  const steps = [
    { contactMethodId: "phone", afterMinutes: 0 },
    { contactMethodId: "mail", afterMinutes: 5 },
  ];
  await eventually(() => expect(api.variablesOf("SettingsSetSteps")).toEqual([{ input: { urgency: "PAGE", steps } }]));
});

const answered = (field: string, errors: readonly object[] = [], more: object = {}) => ({
  data: { [field]: { errors, ...more } },
});
const refusal = (message: string, ...field: readonly string[]) => ({
  __typename: "UserError",
  ...{ code: "VALIDATION", message, field: ["input", ...field] },
});

test("quiet hours are saved as they were typed; what is refused stands beside its input, and nothing is lost", async () => {
  const quietHours = { __typename: "QuietHours", from: "22:00", until: "07:00", timeZone: "Europe/Berlin" };
  const { api } = await page(
    [MAIL],
    {
      SettingsSetTelling: () =>
        answered("setNotificationSettings", [refusal("Until is the same as from.", "quietHours", "until")]),
    },
    { ...TELLING, quietHours },
  );
  const hours = within(await screen.findByRole("region", { name: "Quiet hours" }));
  expect(hours.queryByRole("button", { name: "Save" })).toBeNull();
  const until = hours.getByLabelText("Until");
  await userEvent.clear(until);
  await fill(until, "22:00");
  await userEvent.click(hours.getByRole("button", { name: "Save" }));
  await eventually(() => expect(until).toHaveAccessibleDescription("Until is the same as from."));
  expect(until).toHaveValue("22:00");
  expect(hours.getByLabelText("From")).not.toHaveAccessibleDescription();
  const { from, timeZone } = quietHours;
  const stored = { ...quietHours, until: "06:30" };
  api.answer("SettingsSetTelling", () => answered("setNotificationSettings"));
  api.answer("SettingsReach", () => ({
    data: { contactMethods: [MAIL], notificationSettings: { ...TELLING, quietHours: stored } },
  }));
  await userEvent.clear(until);
  await fill(until, "06:30");
  await userEvent.click(hours.getByRole("button", { name: "Save" }));
  await screen.findByText("Your quiet hours are saved.");
  await eventually(() => expect(hours.queryByRole("button", { name: "Save" })).toBeNull());
  expect(hours.getByText("Information waits until 06:30. Pages never wait.")).toBeVisible();
  expect(api.variablesOf("SettingsSetTelling")).toEqual(
    ["22:00", "06:30"].map((until) => ({ input: { quietHours: { from, until, timeZone } } })),
  );
});

test("what one wants to be sent is saved as it is chosen, and goes back if it is refused; pages are no choice", async () => {
  const lowestSeverities = [{ __typename: "LowestSeverityOfKind", kind: "COMMENTED", severity: "HIGH" }];
  const { api } = await page(
    [MAIL],
    { SettingsSetTelling: () => answered("setNotificationSettings", [refusal("Not now.", "lowestSeverities")]) },
    { ...TELLING, lowestSeverities },
  );
  const comments = await screen.findByRole("combobox", { name: "Somebody comments on an incident of mine" });
  const resolved = screen.getByRole("combobox", { name: "An incident of mine is resolved" });
  expect([comments, resolved].map((each) => (each as HTMLSelectElement).value)).toEqual(["HIGH", "LOW"]);
  expect(screen.queryByRole("combobox", { name: "An incident is escalated to me" })).toBeNull();
  await userEvent.selectOptions(comments, "Never");
  expect(await screen.findByText("Not now.")).toBeVisible();
  await eventually(() => expect(comments).toHaveValue("HIGH"));
  api.answer("SettingsSetTelling", () => answered("setNotificationSettings"));
  await userEvent.selectOptions(resolved, "If critical");
  await screen.findByText("It is saved.");
  expect([comments, resolved].map((each) => (each as HTMLSelectElement).value)).toEqual(["HIGH", "CRITICAL"]);
  expect(screen.queryByText("Not now.")).toBeNull();
  expect(api.variablesOf("SettingsSetTelling")).toEqual([
    { input: { lowestSeverities: [{ kind: "COMMENTED", severity: "NEVER" }] } },
    { input: { lowestSeverities: [{ kind: "RESOLVED", severity: "CRITICAL" }] } },
  ]);
});

test("a contact method is called something else in its row, and deleted once that was confirmed", async () => {
  const renamed = { ...PHONE, name: "Pocket" };
  const steps = [
    {
      __typename: "NotificationStep",
      ...{ urgency: "PAGE", afterMinutes: 0, contactMethod: { __typename: "ContactMethod", id: "phone" } },
    },
  ];
  const { api } = await page(
    [MAIL, PHONE],
    {
      SettingsRenameMethod: () =>
        answered("renameContactMethod", [refusal("Work is there already.", "name")], { contactMethod: null }),
      SettingsDeleteMethod: () => answered("deleteContactMethod", [], { deletedId: "phone" }),
    },
    { ...TELLING, steps },
  );
  await userEvent.click(await screen.findByRole("button", { name: "Rename Phone" }));
  const name = screen.getByRole("textbox", { name: "Name" });
  expect(name).toHaveFocus();
  await userEvent.clear(name);
  await userEvent.keyboard("Work{Enter}");
  await eventually(() => expect(name).toHaveAccessibleDescription("Work is there already."));
  api.answer("SettingsRenameMethod", () =>
    answered("renameContactMethod", [], { __typename: "RenameContactMethodPayload", contactMethod: renamed }),
  );
  await userEvent.clear(name);
  await userEvent.keyboard("Pocket{Enter}");
  await userEvent.click(await screen.findByRole("button", { name: "Delete Pocket" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete Pocket?" }));
  expect(dialog.getByText("Your steps that go there are taken out.")).toBeVisible();
  expect(api.variablesOf("SettingsDeleteMethod")).toEqual([]);
  api.answer("SettingsReach", () => ({ data: { contactMethods: [MAIL], notificationSettings: TELLING } }));
  await userEvent.click(dialog.getByRole("button", { name: "Delete" }));
  await eventually(() => expect(screen.queryByRole("button", { name: "Rename Pocket" })).toBeNull());
  expect(screen.getByRole("button", { name: "Rename Work" })).toBeEnabled();
  expect(api.variablesOf("SettingsRenameMethod")).toEqual(
    ["Work", "Pocket"].map((each) => ({ input: { contactMethodId: "phone", name: each } })),
  );
  expect(api.variablesOf("SettingsDeleteMethod")).toEqual([{ input: { contactMethodId: "phone" } }]);
});
