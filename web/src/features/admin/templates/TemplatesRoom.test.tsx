import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { eventually } from "@/testing/eventually";
import { fill } from "@/testing/fill";
import { renderPage } from "@/testing/render";

import { ADMIN, NOTHING, refusal } from "../testing";
import { filled, misspelt, placeholdersIn } from "./placeholders";
import { Component as TemplatesRoom } from "./TemplatesRoom";

test.each([
  ["Disk full on {{host}}", ["host"], null],
  ["{{a_1}} {{B}} {{a_1}} { x } }}", ["a_1", "B"], null],
  ["{{ host }}", [], "{{ host }}"],
  ["{{{{x}}", ["x"], "{{{{x}}"],
])("placeholders of %s", (text, names, wrong) => {
  expect(placeholdersIn(text)).toEqual(names);
  expect(misspelt(text)).toEqual(wrong === null ? null : expect.stringContaining(wrong));
});

test("values are put in once, as they are", () => {
  expect(filled("{{a}} and {{b}}", { a: "{{b}}", b: "" })).toBe("{{b}} and {{b}}");
});

test("placeholders are found as one types, and the preview shows what would be reported", async () => {
  const { api } = await renderPage(<TemplatesRoom />, {
    at: "/admin/templates?open=new",
    path: "/admin/templates",
    viewer: ADMIN,
    api: {
      ...NOTHING,
      AdminTemplates: () => ({ data: { incidentTemplates: [] } }),
      AdminCreateTemplate: () => ({
        data: {
          createIncidentTemplate: { incidentTemplate: null, errors: refusal("An item is too long.", "checklist", "1") },
        },
      }),
    },
  });
  await fill(await screen.findByRole("textbox", { name: "Name" }), "Disk full");
  await fill(screen.getByRole("textbox", { name: "Title" }), "Disk full");
  await userEvent.type(screen.getByRole("textbox", { name: "Title" }), " on {{{{ho st}}");
  expect(screen.getByText(/^This begins no placeholder: {{ho st}}/)).toBeVisible();
  await userEvent.clear(screen.getByRole("textbox", { name: "Title" }));
  await fill(screen.getByRole("textbox", { name: "Title" }), "Disk full on {{host}}");
  expect(screen.queryByText(/^This begins no placeholder/)).toBeNull();
  await fill(screen.getByRole("textbox", { name: "host" }), "db-1");
  await fill(screen.getByRole("textbox", { name: "Checklist" }), "Find out");
  await userEvent.keyboard("{Enter}{Enter}");
  await userEvent.paste(" Make room ");
  const preview = within(screen.getByRole("region", { name: "Preview" }));
  expect(preview.getByText("Disk full on db-1")).toBeVisible();
  expect(preview.getAllByRole("listitem").map(({ textContent }) => textContent.trim())).toEqual([
    "Find out",
    "Make room",
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await eventually(() =>
    expect(screen.getByRole("textbox", { name: "Checklist" })).toHaveAccessibleDescription(/An item is too long/),
  );
  const [{ input }] = api.variablesOf("AdminCreateTemplate") as [{ input: object }];
  expect(input).toMatchObject({ title: "Disk full on {{host}}", checklist: ["Find out", "Make room"] });
});
