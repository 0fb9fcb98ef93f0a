import { expect, test } from "vitest";

import { diffOf } from "./diff";

const shown = (before: string, after: string) =>
  diffOf(before, after)
    .map(({ kind, text }) => ({ same: text, added: `{+${text}+}`, removed: `[-${text}-]` })[kind])
    .join("");

test.each([
  ["the same", "the same", "the same"],
  ["", "all new", "{+all new+}"],
  ["Disk is full", "Disk of db-1 is full", "Disk {+of db-1 +}is full"],
  ["one two three", "one 2 three", "one [-two-]{+2+} three"],
  ["a b c d", "b c e d", "[-a -]b c{+ e+} d"],
])("%j becomes %j", (before, after, expected) => {
  expect(shown(before, after)).toBe(expected);
});

test("of texts of which much has changed the middle is one piece each", () => {
  const long = (word: string) => Array.from({ length: 900 }, (_, place) => `${word}${place}`).join(" ");
  const pieces = diffOf(`Begin ${long("a")} end`, `Begin ${long("b")} end`);
  expect(pieces.map(({ kind }) => kind)).toEqual(["same", "removed", "added", "same"]);
  expect(pieces[1]?.text).toBe(long("a"));
});
