import { render, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";

import { Markdown } from "@/components/Markdown";

async function shown(text: string): Promise<HTMLElement> {
  const { container } = render(<Markdown text={text} />);
  await waitFor(() => expect(container.querySelector("[class*=plain]")).toBeNull());
  return container;
}

test("Markdown is shown, and an address is a link that opens elsewhere and tells nobody where from", async () => {
  await shown("It is **down**, see https://status.example.com and\n\n- one\n- two");
  expect(screen.getByText("down").tagName).toBe("STRONG");
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
  const link = screen.getByRole("link", { name: "https://status.example.com" });
  expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
  expect(link).toHaveAttribute("target", "_blank");
});

test.each([
  ["javascript", "[press](javascript:alert(1))"],
  ["data", "[press](data:text/html,<script>alert(1)</script>)"],
  ["an address without a scheme", "[press](//evil.example)"],
  ["a disguised scheme", "[press](java\tscript:alert(1))"],
])("a link to %s is text", async (_, text) => {
  const container = await shown(text);
  expect(container.querySelector("a, script")).toBeNull();
  expect(container).toHaveTextContent("press");
});

test("HTML is text, and a picture is a link, so that nothing is loaded from elsewhere", async () => {
  const container = await shown(
    '<img src=x onerror="alert(1)"> <script>alert(2)</script>\n\n![a graph](https://x.example/a.png)',
  );
  expect(container.querySelector("img, script")).toBeNull();
  expect(screen.getByRole("link", { name: "a graph" })).toHaveAttribute("href", "https://x.example/a.png");
});
