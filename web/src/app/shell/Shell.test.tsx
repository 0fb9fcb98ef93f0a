import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Shell } from "@/app/shell/Shell";
import { eventually } from "@/testing/eventually";
import { unreachable } from "@/testing/fakeApi";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

const ENGINEER = person("Grace Hopper", "ENGINEER");

test("the navigation has the places of the viewer's role, and G with a letter goes there", async () => {
  const { address } = await renderPage(<Shell />, { viewer: ENGINEER });
  const navigation = within(screen.getByRole("navigation", { name: "Main" }));
  expect(navigation.getByRole("link", { name: /^Incidents/ })).toHaveAttribute("href", "/incidents");
  expect(navigation.queryByRole("link", { name: /^Analytics/ })).toBeNull();
  vi.useFakeTimers({ toFake: ["Date"] }); // however long the second key takes here, it comes soon after the first
  await userEvent.keyboard("gm");
  vi.useRealTimers();
  expect(address()).toBe("/my-work");
});

test("where the viewer's role does not reach, the page says so and shows the way out", async () => {
  await renderPage(<Shell />, { viewer: ENGINEER, at: "/admin/teams" });
  expect(screen.getByRole("heading", { name: "Your role does not open this page" })).toBeVisible();
  expect(screen.getByRole("link", { name: "To the incidents" })).toHaveAttribute("href", "/incidents");
});

test("the header says whether the page is live", async () => {
  const { server } = await renderPage(<Shell />);
  const state = screen.getByLabelText("Connection");
  await eventually(() => expect(state).toHaveTextContent("Live"));
  const said: string[] = []; // each stands for a moment only
  const watching = new MutationObserver(() => said.push(state.textContent));
  watching.observe(state, { subtree: true, childList: true, characterData: true });
  act(() => server.cut());
  await eventually(() => expect(said.slice(0, 2)).toEqual(["Reconnecting…", "Caught up"]));
  watching.disconnect();
});

test("the question mark shows the shortcuts, and switches single keys off", async () => {
  await renderPage(<Shell />);
  await userEvent.keyboard("?");
  const help = within(await screen.findByRole("dialog"));
  expect(help.getByText("Go to Incidents")).toBeVisible();
  await userEvent.click(help.getByRole("switch", { name: /Single keys/ }));
  expect(localStorage.getItem("siems-single-keys")).toBe("off");
});

test("signing out that does not work is said", async () => {
  await renderPage(<Shell />, { api: { LogOut: unreachable } });
  await userEvent.click(screen.getByRole("button", { name: "Account of Ada Lovelace" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("you are still signed in");
});

test("the way past the navigation is the first thing that the keyboard reaches", async () => {
  await renderPage(<Shell />);
  await userEvent.tab();
  expect(screen.getByRole("link", { name: "Skip to the page" })).toHaveFocus();
  expect(screen.getByRole("main")).toHaveAttribute("id", "main");
});
