import { expect, test } from "vitest";

import { returnPath, signInPath } from "@/app/returning";

test("after signing in one is back where one was, with its filters", () => {
  const path = signInPath({ pathname: "/incidents", search: "?status=OPEN&text=a%26b" });
  expect(returnPath(new URL(path, "http://siems.test").searchParams)).toBe("/incidents?status=OPEN&text=a%26b");
  expect(signInPath({ pathname: "/", search: "" })).toBe("/sign-in");
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/sign-in?next=/x", ""])(
  "%s is nowhere to go",
  (next) => {
    expect(returnPath(new URLSearchParams({ next }))).toBe("/");
  },
);
