import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { Unpaged } from "@/components/Unpaged";

test("it says that somebody cannot be paged, and why, in words and not by the picture alone", () => {
  const { container } = render(<Unpaged />);
  expect(container).toHaveTextContent(/^Cannot be paged$/);
  const mark = screen.getByText("Cannot be paged");
  expect(mark).toHaveAttribute("title", "They have no verified contact method: outside of SIEMS nobody can page them.");
  expect(mark.querySelector("svg")).toHaveAttribute("aria-hidden", "true");
});
