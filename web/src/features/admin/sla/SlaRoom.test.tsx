import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { exactly } from "@/lib/time/format";
import { eventually } from "@/testing/eventually";
import { fill } from "@/testing/fill";
import { renderPage } from "@/testing/render";

import { ADMIN, NOTHING, refusal } from "../testing";
import { Component as SlaRoom } from "./SlaRoom";

const OFFICE = {
  __typename: "BusinessCalendar",
  id: "calendar-1",
  name: "Office hours",
  timeZone: "Europe/Berlin",
  hours: [
    { __typename: "WeeklyWindow", weekdays: ["MONDAY", "TUESDAY", "FRIDAY"], startsAt: "09:00", endsAt: "17:00" },
  ],
  holidays: [],
};
const POLICY = {
  __typename: "SlaPolicy",
  id: "policy-1",
  name: "Critical",
  severities: ["CRITICAL"],
  respondMinutes: 15,
  resolveMinutes: null,
  services: [],
  calendar: null as object | null,
};

function room(at: string, api = {}) {
  return renderPage(<SlaRoom />, {
    at,
    path: "/admin/sla",
    viewer: ADMIN,
    api: {
      ...NOTHING,
      AdminPolicies: () => ({ data: { slaPolicies: [POLICY] } }),
      AdminCalendars: () => ({ data: { businessCalendars: [OFFICE] } }),
      AdminDueTimes: ({ minutes }: Record<string, unknown>) => ({
        data: {
          slaDueTimes: {
            __typename: "SlaDueTimes",
            dueAt: minutes === 15 ? "2026-01-05T09:15:00Z" : "2026-01-05T10:00:00Z",
            atRiskAt: "2026-01-05T09:12:00Z",
          },
        },
      }),
      ...api,
    },
  });
}

test("a policy says when what it promises would be due, on the hours that are chosen", async () => {
  const { api } = await room("/admin/sla?open=policy-1", {
    AdminUpdatePolicy: () => ({
      data: { updateSlaPolicy: { slaPolicy: null, errors: refusal("No.", "respondMinutes") } },
    }),
  });
  await screen.findByText(exactly(Date.parse("2026-01-05T09:15:00Z")));
  await userEvent.click(screen.getByRole("combobox", { name: "Hours that count" }));
  await userEvent.click(await screen.findByRole("option", { name: "Office hours" }));
  await eventually(() =>
    expect(api.variablesOf("AdminDueTimes").at(-1)).toMatchObject({ minutes: 15, calendarId: "calendar-1" }),
  );
  await userEvent.clear(screen.getByLabelText("Respond within"));
  await fill(screen.getByLabelText("Resolve within"), "60");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("No.");
  const [{ input }] = api.variablesOf("AdminUpdatePolicy") as [{ input: object }];
  expect(input).toMatchObject({
    respondMinutes: null,
    resolveMinutes: 60,
    calendarId: "calendar-1",
    severities: ["CRITICAL"],
  });
});

test("calendars are a second list; hours and holidays are sent as they stand", async () => {
  const { api, address } = await room("/admin/sla", {
    AdminUpdateCalendar: () => ({
      data: {
        updateBusinessCalendar: { businessCalendar: null, errors: refusal("Each day once.", "holidays", "0", "on") },
      },
    }),
  });
  await screen.findByText("15 min");
  await userEvent.click(screen.getByRole("radio", { name: "Business calendars" }));
  expect(address()).toBe("/admin/sla?show=calendars");
  await screen.findByText("Mon, Tue, Fri 09:00–17:00");
  await userEvent.click(screen.getByRole("link", { name: "Office hours" }));
  await userEvent.click(await screen.findByRole("checkbox", { name: "Saturday" }));
  await userEvent.click(screen.getByRole("button", { name: "Add a holiday" }));
  await fill(screen.getByLabelText("Day"), "2026-12-25");
  await fill(screen.getByRole("textbox", { name: "What it is called" }), "Christmas");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Each day once.");
  expect(api.variablesOf("AdminUpdateCalendar")).toEqual([
    {
      input: {
        businessCalendarId: "calendar-1",
        name: "Office hours",
        timeZone: "Europe/Berlin",
        hours: [{ weekdays: ["MONDAY", "TUESDAY", "FRIDAY", "SATURDAY"], startsAt: "09:00", endsAt: "17:00" }],
        holidays: [{ on: "2026-12-25", name: "Christmas" }],
      },
    },
  ]);
});
