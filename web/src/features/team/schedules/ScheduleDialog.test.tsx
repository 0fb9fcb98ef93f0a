import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Handler } from "@/testing/fakeApi";
import { renderPage } from "@/testing/render";

import type { Schedule } from "../schedule";
import { ScheduleDialog } from "./ScheduleDialog";

const [ADA, GRACE] = ["Ada", "Grace"].map((name) => ({ __typename: "Engineer" as const, id: `user-${name}`, name }));
const TEAM = { id: "t1", name: "Storefront", manager: null };
const LAYER = {
  name: "Engineers",
  rotation: { unit: "WEEKS" as const, length: 1, startsOn: "2026-09-28", handoffTime: "09:00" },
  hours: [{ weekdays: ["MONDAY" as const], startsAt: "09:00", endsAt: "17:00" }],
  participants: [ADA!, GRACE!],
};
const SCHEDULE: Schedule = {
  ...{ id: "s1", name: "Storefront", timeZone: "Europe/Berlin", team: TEAM },
  ...{ layers: [LAYER], shifts: [], gaps: [] },
};
const SENT = { name: LAYER.name, rotation: LAYER.rotation, hours: LAYER.hours };

async function dialog(schedule: Schedule | undefined, api: Record<string, Handler>) {
  const [close, done] = [vi.fn(), vi.fn()];
  const people = { PickersPeople: () => ({ data: { users: { edges: [{ node: GRACE }] } } }) };
  const page = <ScheduleDialog {...(schedule && { schedule })} teams={[TEAM]} close={close} done={done} />;
  const rendered = await renderPage(page, { api: { ...people, ...api } });
  const save = () => fireEvent.submit(screen.getByText("Save").closest("form")!);
  const preview = within(await screen.findByLabelText("The next four weeks"));
  return { ...rendered, close, done, save, preview };
}

beforeEach(() => vi.useFakeTimers({ now: new Date(2026, 10, 26, 12), toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

const payload = (type: string, errors: object[] = []) => ({ __typename: type, onCallSchedule: null, errors });

test("a schedule is changed with what comes of it in sight, and sent whole", async () => {
  const answer = () => ({ data: { updateOnCallSchedule: payload("UpdateOnCallSchedulePayload") } });
  const { api, close, done, save, preview } = await dialog(SCHEDULE, { TeamUpdateSchedule: answer });
  const turns = () => preview.getAllByTitle(/^(Ada|Grace): /).map(({ title }) => title.split(":")[0]);
  const before = turns();
  expect(before).toHaveLength(4);
  await userEvent.click(screen.getByLabelText("Grace: earlier"));
  expect(turns()).toEqual(before.map((name) => (name === "Ada" ? "Grace" : "Ada")));
  await userEvent.click(screen.getByLabelText("Only at certain hours"));
  await userEvent.click(screen.getByLabelText("Grace: take out"));
  expect(preview.getAllByTitle(/^Ada: /)).toHaveLength(4);
  await userEvent.click(screen.getByText("Add a layer"));
  await userEvent.click(screen.getByLabelText("Remove Layer 2"));
  save();
  await screen.findByText("Storefront is saved.");
  const layers = [{ ...SENT, hours: null, participantIds: [ADA!.id] }];
  expect(api.variablesOf("TeamUpdateSchedule")).toEqual([
    { input: { onCallScheduleId: "s1", name: "Storefront", timeZone: "Europe/Berlin", layers } },
  ]);
  expect([close.mock.calls.length, done.mock.calls.length]).toEqual([1, 1]);
});

test("a new one is added, and what is refused stands beside its input or below", async () => {
  const errors = [
    { code: "VALIDATION", message: "There is one of that name.", field: ["input", "name"] },
    { code: "VALIDATION", message: "Nobody takes turns.", field: ["input", "layers", "0", "participantIds"] },
    { code: "VALIDATION", message: "She is deactivated.", field: ["input", "layers", "0", "participantIds", "0"] },
  ];
  const answer = () => ({ data: { createOnCallSchedule: payload("CreateOnCallSchedulePayload", errors) } });
  const { api, close, save, preview } = await dialog(undefined, { TeamCreateSchedule: answer });
  expect(preview.getAllByText("Nobody")).toHaveLength(4);
  fireEvent.change(screen.getAllByLabelText(/^Name/)[0]!, { target: { value: "Nights" } });
  save();
  for (const { message } of errors) expect(await screen.findByText(message)).toBeVisible();
  expect(screen.getByRole("alert", { hidden: true })).toHaveTextContent("She is deactivated.");
  expect(close).not.toHaveBeenCalled();
  const [{ input }] = api.variablesOf("TeamCreateSchedule") as [{ input: object }];
  expect(input).toMatchObject({
    teamId: "t1",
    name: "Nights",
    layers: [{ name: "First", participantIds: [], hours: null }],
  });
});

test("it is deleted once one has said so twice", async () => {
  const gone = { __typename: "DeleteOnCallSchedulePayload", deletedId: "s1", errors: [] };
  const { api, done } = await dialog(SCHEDULE, {
    TeamDeleteSchedule: () => ({ data: { deleteOnCallSchedule: gone } }),
  });
  await userEvent.click(screen.getByText("Delete"));
  expect(api.variablesOf("TeamDeleteSchedule")).toEqual([]);
  await userEvent.click(screen.getByText("Delete it with its overrides"));
  await screen.findByText("Storefront is gone.");
  expect(api.variablesOf("TeamDeleteSchedule")).toEqual([{ input: { onCallScheduleId: "s1" } }]);
  expect(done).toHaveBeenCalledOnce();
});
