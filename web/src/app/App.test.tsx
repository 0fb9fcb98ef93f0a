import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createBrowserRouter } from "react-router";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

import { App } from "@/app/App";
import { routes } from "@/app/routes";
import { Session } from "@/lib/session/session";
import { eventually } from "@/testing/eventually";
import { FakeApi, type Handler, unreachable } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { FakeSocketServer } from "@/testing/fakeSocket";
import { incident, page } from "@/testing/incidents";
import { person, refused, signedIn } from "@/testing/people";

const OVER: Handler = () => ({ data: { refreshSession: refused("SESSION_ENDED", "Over.") } });
const RENEWED: Handler = () => ({ data: { refreshSession: signedIn() } });

/** The whole page at an address, as main.tsx starts it. */
function open(address: string, handlers: Record<string, Handler> = {}) {
  window.history.replaceState(null, "", address);
  const api = new FakeApi({
    RefreshSession: RENEWED,
    EventCursor: () => ({ data: { eventCursor: "c0" } }),
    BoardIncidents: () => ({ data: { incidents: page([incident(1)]) } }),
    ...handlers,
  });
  const server = new FakeSocketServer();
  vi.stubGlobal("WebSocket", server.Implementation);
  const session = new Session();
  void session.renew();
  onTestFinished(() => session.close());
  render(<App session={session} router={createBrowserRouter(routes())} />);
  return { api, server, session };
}

const here = () => decodeURIComponent(window.location.pathname + window.location.search);

afterEach(() => window.history.replaceState(null, "", "/"));

test("the first page is the list of incidents, read behind the first cursor", async () => {
  const { api } = open("/");
  await screen.findByText("Incident number 1");
  expect(here()).toBe("/incidents");
  const asked = api.asked.map(({ operation }) => operation).filter((each) => each !== "NotificationsUnreadCount");
  expect(asked).toEqual(["RefreshSession", "EventCursor", "BoardIncidents"]);
});

async function signInAs(name: string) {
  await fill(await screen.findByLabelText("E-mail"), `${name.toLowerCase()}@example.com`);
  await userEvent.type(screen.getByLabelText("Password"), "secret{Enter}");
}

test("whose session ends signs in again, and is where they were", async () => {
  const { api, session } = open("/incidents?status=none&severity=HIGH");
  await screen.findByText("Incident number 1");
  api.answer("RefreshSession", OVER);
  api.answer("LogIn", () => ({ data: { login: signedIn("t2") } }));
  await session.renew();
  expect(await screen.findByRole("status")).toHaveTextContent("Your session is over");
  expect(here()).toBe("/sign-in?next=/incidents?status=none&severity=HIGH");
  await signInAs("Ada");
  await screen.findByText("Incident number 1");
  expect(here()).toBe("/incidents?status=none&severity=HIGH");
});

test("another who signs in there comes to their own home, with an empty cache", async () => {
  const { api, session } = open("/incidents?status=none&severity=HIGH");
  await screen.findByText("Incident number 1");
  api.answer("RefreshSession", OVER);
  api.answer("LogIn", () => ({ data: { login: signedIn("t2", person("Grace Hopper")) } }));
  await session.renew();
  await signInAs("Grace");
  await screen.findByRole("button", { name: "Account of Grace Hopper" });
  await screen.findByText("Incident number 1");
  expect(here()).toBe("/incidents");
  const asked = api.asked.filter(({ operation }) => operation === "BoardIncidents");
  expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer t2"]);
});

test("who signs out leaves no address behind; one that was sent is where one comes to", async () => {
  const { api, session } = open("/incidents?severity=HIGH");
  await screen.findByText("Incident number 1");
  api.answer("LogOut", () => ({ data: { logout: { errors: [] } } }));
  await session.signOut();
  await screen.findByRole("button", { name: "Sign in" });
  expect(here()).toBe("/sign-in");
  cleanup();
  const sent = open("/incidents?severity=HIGH", { RefreshSession: OVER });
  sent.api.answer("LogIn", () => ({ data: { login: signedIn("t2", person("Grace Hopper")) } }));
  await screen.findByRole("button", { name: "Sign in" });
  await signInAs("Grace");
  await screen.findByText("Incident number 1");
  expect(here()).toBe("/incidents?severity=HIGH");
});

test("when everything was lost on the way, all that is shown is read again", async () => {
  const { api, server } = open("/incidents");
  await screen.findByText("Incident number 1");
  const feed = () => server.subscriptions.find(({ operation }) => operation === "IncidentEvents");
  await eventually(() => expect(feed()).toBeDefined());
  api.answer("BoardIncidents", () => ({ data: { incidents: page([incident(2)]) } }));
  feed()?.fail("CURSOR_EXPIRED");
  await screen.findByText("Incident number 2");
  expect(screen.queryByText("Incident number 1")).toBeNull();
});

test("a page that cannot be reached says so, and goes on when it can", async () => {
  const { api, session } = open("/incidents", { RefreshSession: unreachable });
  await screen.findByRole("heading", { name: "SIEMS cannot be reached" });
  api.answer("RefreshSession", RENEWED);
  await userEvent.click(screen.getByRole("button", { name: "Try now" }));
  await screen.findByText("Incident number 1");
  expect(session.state.get().status).toBe("signed-in");
});

test("a page that breaks leaves the navigation, and says a way out", async () => {
  vi.spyOn(console, "error").mockReturnValue(undefined);
  open("/incidents", { BoardIncidents: () => ({ data: { incidents: page([{ ...incident(1), createdAt: null }]) } }) });
  await screen.findByRole("heading", { name: "Something broke on this page" });
  expect(screen.getByRole("navigation", { name: "Main" })).toBeVisible();
  expect(screen.getByRole("link", { name: "To the incidents" })).toHaveAttribute("href", "/incidents");
});
