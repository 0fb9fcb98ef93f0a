import { expect, test } from "vitest";

import { type LayerDraft, moved, newLayer } from "./draft";
import { entriesOfDraft } from "./turns";

const [ADA, BOB, CLEO] = ["Ada", "Bob", "Cleo"].map((name) => ({ id: name, name })) as [Person, Person, Person];
interface Person {
  id: string;
  name: string;
}

const layer = (more: Partial<LayerDraft>): LayerDraft => ({
  ...newLayer("First", "2026-10-19"),
  people: [ADA, BOB],
  ...more,
});

function timeline(from: string, to: string, ...layers: LayerDraft[]) {
  const within = { start: Date.parse(from), end: Date.parse(to) };
  const entries = entriesOfDraft({ timeZone: "Europe/Berlin", layers }, within);
  return entries.map(
    ({ startsAt, person, layer: through }) =>
      `${startsAt.slice(0, 16)} ${person?.name ?? "nobody"}${through === null ? "" : ` ${through}`}`,
  );
}

test("turns go round, and handoffs keep their hour when the clocks change", () => {
  expect(timeline("2026-10-18T00:00Z", "2026-11-03T00:00Z", layer({}))).toEqual([
    "2026-10-18T00:00 nobody",
    "2026-10-19T07:00 Ada First",
    "2026-10-26T08:00 Bob First",
    "2026-11-02T08:00 Ada First",
  ]);
});

test("hours cut turns, also over midnight, and the layer below is asked in between", () => {
  const nights = layer({
    unit: "DAYS",
    handoffTime: "12:00",
    hours: [{ weekdays: ["MONDAY", "TUESDAY"], startsAt: "22:00", endsAt: "06:00" }],
  });
  const below = layer({ name: "Second", people: [CLEO] });
  const [from, to] = ["2026-11-02T12:00Z", "2026-11-04T12:00Z"];
  expect(timeline(from, to, nights)).toEqual([
    "2026-11-02T12:00 nobody",
    "2026-11-02T21:00 Ada First",
    "2026-11-03T05:00 nobody",
    "2026-11-03T21:00 Bob First",
    "2026-11-04T05:00 nobody",
  ]);
  expect(timeline(from, to, nights, below)).toEqual([
    "2026-11-02T12:00 Cleo Second",
    "2026-11-02T21:00 Ada First",
    "2026-11-03T05:00 Cleo Second",
    "2026-11-03T21:00 Bob First",
    "2026-11-04T05:00 Cleo Second",
  ]);
});

test.each([
  ["nobody in it", layer({ people: [] })],
  ["turns of no length", layer({ length: 0 })],
  ["no day to begin on", layer({ startsOn: "" })],
])("a layer with %s has nobody", (_, senseless) => {
  expect(timeline("2026-11-02T00:00Z", "2026-11-03T00:00Z", senseless)).toEqual(["2026-11-02T00:00 nobody"]);
});

test("what stands first or last is moved no further", () => {
  expect([moved([1, 2, 3], 1, -1), moved([1, 2, 3], 0, -1), moved([1, 2, 3], 2, 1)]).toEqual([
    [2, 1, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);
});
