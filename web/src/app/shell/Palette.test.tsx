import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Shell } from "@/app/shell/Shell";
import { keyIn } from "@/app/shell/paletteEntries";
import { eventually } from "@/testing/eventually";
import { type Handler, unreachable } from "@/testing/fakeApi";
import { incident, page } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

const GRACE = person("Grace Hopper", "ENGINEER");

function found(incidents: readonly object[], people: readonly object[] = []) {
  return { data: { searchIncidents: page(incidents), users: page(people) } };
}

async function open(search: Handler) {
  const rendered = await renderPage(<Shell />, { at: "/analytics", api: { PaletteSearch: search } });
  await userEvent.keyboard("{Control>}k{/Control}");
  const input = await screen.findByRole("combobox", { name: "Search or jump to" });
  await eventually(() => expect(input).toHaveFocus());
  return { ...rendered, input };
}

const options = () => screen.queryAllByRole("option").map((option) => option.textContent);

test("what there is to do is found by a part of its name, and done by Enter", async () => {
  const { address } = await open(() => found([]));
  await userEvent.keyboard("my work{Enter}");
  expect(address()).toBe("/my-work");
  await eventually(() => expect(screen.queryByRole("combobox")).toBeNull());
});

test("incidents and people are found, and the arrows go along them", async () => {
  const disk = incident(42, { title: "Disk full", status: "IN_PROGRESS" });
  const { address, api, input } = await open(() => found([disk], [GRACE]));
  await userEvent.paste("disk");
  await screen.findByRole("option", { name: /INC-42 Disk full\s*In progress/ });
  expect(api.variablesOf("PaletteSearch")).toEqual([{ text: "disk" }]);
  expect(options()).toEqual([
    "INC-42 Disk fullIn progress",
    "Grace Hopperada@example.comTheir incidents",
    "Search all incidents for “disk”",
  ]);
  await userEvent.keyboard("{ArrowDown}");
  const chosen = screen.getByRole("option", { selected: true });
  expect(chosen).toHaveTextContent("Grace Hopper");
  expect(input).toHaveAttribute("aria-activedescendant", chosen.id);
  await userEvent.keyboard("{ArrowUp}{Enter}");
  expect(address()).toBe("/incidents/INC-42");
});

test("a key goes straight to its incident, whatever the search says", async () => {
  const { address } = await open(unreachable);
  await userEvent.keyboard("inc-42{Enter}");
  expect(address()).toBe("/incidents/INC-42");
});

test.each([
  ["INC-42", "INC-42"],
  ["inc 42", "INC-42"],
  ["#042", "INC-42"],
  ["42", null],
  ["INC-", null],
])("%s is the key %s", (typed, key) => expect(keyIn(typed)).toBe(key));

test("an answer to an older question is not shown under a newer one", async () => {
  const answers = new Map<unknown, (body: object) => void>();
  const { api } = await open(({ text }) => new Promise<object>((resolve) => answers.set(text, resolve)));
  const asked = () => api.variablesOf("PaletteSearch").map(({ text }) => text);
  await userEvent.paste("old");
  await eventually(() => expect(asked()).toEqual(["old"]));
  await userEvent.paste("er");
  await eventually(() => expect(asked()).toEqual(["old", "older"]));
  act(() => answers.get("older")?.(found([incident(2, { title: "The newer answer" })])));
  await screen.findByRole("option", { name: /The newer answer/ });
  await act(async () => {
    answers.get("old")?.(found([incident(1, { title: "The older answer" })]));
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  expect(screen.queryByText(/The older answer/)).toBeNull();
  expect(screen.getByRole("option", { name: /The newer answer/ })).toBeVisible();
  await userEvent.keyboard("x");
  expect(screen.queryByText(/The newer answer/)).toBeNull();
});

test("that nothing is like it is said, and the list is offered", async () => {
  const { address } = await open(() => found([]));
  await userEvent.paste("zebra");
  await screen.findByText("Nothing is like that.");
  await userEvent.keyboard("{Enter}");
  expect(address()).toBe("/incidents?text=zebra&status=none");
});

test("a search that does not work says why", async () => {
  await open(unreachable);
  await userEvent.keyboard("zebra");
  await screen.findByText("SIEMS cannot be reached. Is the network there?");
});

test("the playground is opened beside, and gets nothing from here", async () => {
  const opened = vi.spyOn(window, "open").mockReturnValue(null);
  await open(() => found([]));
  await userEvent.keyboard("graphql{Enter}");
  expect(opened.mock.calls).toEqual([["/graphql", "_blank", "noopener"]]);
});
