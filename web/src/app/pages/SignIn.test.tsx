import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect, onTestFinished, test } from "vitest";

import { Component as SignIn } from "@/app/pages/SignIn";
import { SessionContext } from "@/lib/session/context";
import { Session } from "@/lib/session/session";
import { eventually } from "@/testing/eventually";
import { FakeApi, type Handler, unreachable } from "@/testing/fakeApi";
import { refused, signedIn } from "@/testing/people";

const NOBODY: Handler = () => ({ data: { refreshSession: refused("SESSION_ENDED", "Over.") } });

async function signInPage(logIn: Handler, { restore = NOBODY, at = "/sign-in" } = {}) {
  const api = new FakeApi({ RefreshSession: restore, LogIn: logIn });
  const session = new Session();
  onTestFinished(() => session.close());
  await session.renew();
  const routes = [
    { path: "/sign-in", element: <SignIn /> },
    { path: "*", element: <p>Elsewhere</p> },
  ];
  const router = createMemoryRouter(routes, { initialEntries: [at] });
  render(
    <MantineProvider env="test">
      <SessionContext value={session}>
        <RouterProvider router={router} />
      </SessionContext>
    </MantineProvider>,
  );
  return { api, session, address: () => router.state.location.pathname + router.state.location.search };
}

async function fill(email: string, password: string) {
  await userEvent.type(screen.getByLabelText("E-mail"), email);
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

test("who signs in is where they wanted to be", async () => {
  const { api, address } = await signInPage(() => ({ data: { login: signedIn() } }), {
    at: "/sign-in?next=%2Fincidents%3Fstatus%3DOPEN",
  });
  await fill(" ada@example.com ", "secret");
  await screen.findByText("Elsewhere");
  expect(address()).toBe("/incidents?status=OPEN");
  expect(api.variablesOf("LogIn")).toEqual([
    { input: { email: "ada@example.com", password: "secret", useCookie: true } },
  ]);
});

test("what was forgotten is said beside its input, and nothing is asked", async () => {
  const { api } = await signInPage(unreachable);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(screen.getByLabelText("E-mail")).toHaveAccessibleDescription("Enter your e-mail address");
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription("Enter your password");
  expect(api.variablesOf("LogIn")).toEqual([]);
});

test("a wrong password is said, and one can try again", async () => {
  await signInPage(() => ({ data: { login: refused("INVALID_CREDENTIALS", "Wrong.") } }));
  await fill("ada@example.com", "wrong");
  expect(await screen.findByRole("alert")).toHaveTextContent("Wrong.");
  await eventually(() => expect(screen.getByRole("button", { name: "Sign in" })).toBeEnabled());
});

test("after too many attempts the button counts the seconds", async () => {
  await signInPage(() => ({
    data: { login: null },
    errors: [{ message: "Too many log-ins.", extensions: { code: "RATE_LIMITED", retryAfter: 600 } }],
  }));
  await fill("ada@example.com", "wrong");
  expect(await screen.findByRole("alert")).toHaveTextContent("Too many log-ins.");
  expect(await screen.findByRole("button", { name: /^Try again in (600|5\d\d) s$/ })).toBeDisabled();
});

test("without a network that is what is said", async () => {
  await signInPage(unreachable);
  await fill("ada@example.com", "secret");
  expect(await screen.findByRole("alert")).toHaveTextContent("SIEMS cannot be reached");
});

test("whose session is over is told so; who is signed in is sent on", async () => {
  let times = 0;
  const { session, address } = await signInPage(unreachable, {
    restore: (...request) => (++times === 1 ? { data: { refreshSession: signedIn() } } : NOBODY(...request)),
  });
  await screen.findByText("Elsewhere");
  expect(address()).toBe("/");
  await session.renew();
  expect(session.state.get()).toEqual({ status: "signed-out", ended: true });
});
