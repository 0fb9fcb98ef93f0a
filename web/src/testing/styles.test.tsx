import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { stylesBySheets, stylesWithoutSheets } from "@/testing/styles";

test.each([
  ["nothing", <p>it</p>],
  ["an attribute", <p hidden>it</p>],
  [
    "an attribute of what a style shows",
    <p hidden style={{ display: "flex" }}>
      it
    </p>,
  ],
  ["a style", <p style={{ display: "none" }}>it</p>],
  [
    "a style above",
    <div style={{ visibility: "hidden" }}>
      <p>it</p>
    </div>,
  ],
  [
    "a style above that is taken back",
    <div style={{ visibility: "hidden" }}>
      <p style={{ visibility: "visible" }}>it</p>
    </div>,
  ],
  ["transparency", <p style={{ opacity: 0 }}>it</p>],
  [
    "being no target",
    <div style={{ pointerEvents: "none" }}>
      <button>it</button>
    </div>,
  ],
  [
    "being a part of a list",
    <ul>
      <li>it</li>
    </ul>,
  ],
  [
    "being a part of a drawing",
    <svg>
      <text>it</text>
    </svg>,
  ],
  ["a variable", <p style={{ "--of-its-own": "3px", overflowX: "auto" } as React.CSSProperties}>it</p>],
])("what %s does to an element is what jsdom says", (_, node) => {
  render(node);
  const it = screen.getByText("it");
  const [cheap, whole] = [stylesWithoutSheets(it), stylesBySheets(it)];
  for (const property of ["display", "visibility", "opacity", "pointerEvents", "overflowX", "position"] as const) {
    expect([property, cheap[property]]).toEqual([property, whole[property]]);
  }
  for (const name of ["display", "pointer-events", "overflow-x", "--of-its-own", "content"]) {
    expect([name, cheap.getPropertyValue(name)]).toEqual([name, whole.getPropertyValue(name)]);
  }
});

test("what is hidden is neither visible nor found by its role", () => {
  const hidden = [{ hidden: true }, { style: { display: "none" } }, { style: { visibility: "hidden" as const } }];
  render(
    hidden.map((props, index) => (
      <div key={index} {...props}>
        <button>it</button>
      </div>
    )),
  );
  expect(screen.getAllByText("it")).toHaveLength(3);
  for (const each of screen.getAllByText("it")) expect(each).not.toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
  expect(screen.getAllByRole("button", { hidden: true })).toHaveLength(3);
});
