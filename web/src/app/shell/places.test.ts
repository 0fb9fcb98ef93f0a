import { expect, test } from "vitest";

import { FEATURES } from "@/app/features";
import { mayBeAt, placesFor } from "@/app/shell/places";
import { PLACES } from "@/lib/places";
import type { Role } from "@/lib/session/gql";

const EVERYBODY: Role[] = ["ADMIN", "MANAGER", "ENGINEER"];

test.each([
  ["board", EVERYBODY],
  ["mine", EVERYBODY],
  ["team", EVERYBODY],
  ["analytics", EVERYBODY],
  ["notifications", EVERYBODY],
  ["admin", ["ADMIN", "MANAGER"]],
] as const)("%s is for %s", (name, roles) => {
  const { path } = PLACES[name];
  expect(EVERYBODY.filter((role) => mayBeAt(path, role))).toEqual(roles);
  expect(EVERYBODY.filter((role) => mayBeAt(`${path}/below`, role))).toEqual(roles);
});

test("an address in no place is open to all", () => {
  expect(mayBeAt("/administrators-guide", "ENGINEER")).toBe(true);
});

test("only what features have is shown, and every place that they name has a page", () => {
  const paths = FEATURES.flatMap(({ routes }) => routes.map(({ path }) => path));
  for (const { path } of placesFor("ADMIN")) expect(paths).toContain(path);
  expect(
    placesFor("ENGINEER")
      .map(({ label }) => label)
      .slice(0, 2),
  ).toEqual(["Incidents", "My work"]);
});

test("engineers find their own figures where managers find those of all", () => {
  const called = (role: Role) => placesFor(role).find(({ path }) => path === PLACES.analytics.path)?.label;
  expect(EVERYBODY.map(called)).toEqual(["Analytics", "Analytics", "My figures"]);
});

test("no two places have the same address or shortcut", () => {
  const all = Object.values(PLACES);
  expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
  expect(new Set(all.map(({ keys }) => keys)).size).toBe(all.length);
});
