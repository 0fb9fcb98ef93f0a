import { expect, test } from "vitest";

import { saidOf } from "./words";
import { entry } from "../testing";

test("what is reported again says how bad it is, and its details where they are others", () => {
  const after = { summary: "Disk full", reported_severity: "HIGH", details: "db-2" };
  const said = saidOf(entry(2, "EVENT_RECEIVED", { after }));
  expect(said.words).toBe("reported it again as High: Disk full");
  expect(said.changes).toEqual([{ field: "details", before: null, after: "db-2" }]);
});

test("what its source resolved says so", () => {
  const after = { status: "RESOLVED", resolution: "Over", by_source: true };
  const said = saidOf(entry(2, "RESOLVED", { before: { status: "OPEN", resolution: null }, after }));
  expect(said.words).toBe("resolved it, as its source");
  expect(said.changes.map(({ field }) => field)).not.toContain("by_source");
});
