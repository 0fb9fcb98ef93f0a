import { expect, test } from "vitest";

import { besides, byField } from "@/lib/graphql/refusals";

const refusal = (message: string, field: string[] | null) => ({ code: "VALIDATION", message, field });
const REFUSALS = [
  refusal("Too long.", ["input", "title"]),
  refusal("Too late.", ["input", "steps", "0", "delayMinutes"]),
  refusal("Unknown.", ["input", "serviceId"]),
  refusal("Changed.", null),
];

test("what blames an input of the form stands beside it, by its path", () => {
  expect(byField(REFUSALS, ["title", "steps.0.delayMinutes"])).toEqual({
    title: "Too long.",
    "steps.0.delayMinutes": "Too late.",
  });
});

test("what blames none of them is said elsewhere, so that nothing is lost", () => {
  expect(besides(REFUSALS, ["title", "steps.0.delayMinutes"]).map(({ message }) => message)).toEqual([
    "Unknown.",
    "Changed.",
  ]);
});
