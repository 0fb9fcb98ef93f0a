import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Handler } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { renderPage } from "@/testing/render";

import { Component as Invitation } from "./Invitation";

function invitation(hash: string, answer: Handler) {
  return renderPage(<Invitation />, {
    at: `/invitation${hash}`,
    path: "/invitation",
    api: { AcceptInvitation: answer },
  });
}

const refusing = (field: string, message: string) => () => ({
  data: { setPassword: { user: null, errors: [{ code: "VALIDATION", message, field: ["input", field] }] } },
});

async function type(password: string, again = password) {
  await fill(screen.getByLabelText("New password"), password);
  await fill(screen.getByLabelText("The same again"), again);
  await userEvent.click(screen.getByRole("button", { name: "Set the password" }));
}

test("whoever holds the link sets a password, and is led to sign in", async () => {
  const user = { __typename: "Engineer", id: "u1", name: "Grace", email: "grace@example.com" };
  const { api } = await invitation("#siems_invite_x", () => ({ data: { setPassword: { user, errors: [] } } }));
  await type("correct horse", "another");
  expect(await screen.findByText("This is not the same")).toBeVisible();
  await userEvent.clear(screen.getByLabelText("The same again"));
  await userEvent.type(screen.getByLabelText("The same again"), "correct horse{Enter}");
  await screen.findByText(/^Sign in with grace@example.com/);
  expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/sign-in");
  expect(api.variablesOf("AcceptInvitation")).toEqual([
    { input: { token: "siems_invite_x", password: "correct horse" } },
  ]);
});

test("a link that is not good any more, or not whole, says so", async () => {
  const why = "This invitation is not good: it is unknown, used, replaced or too old. Ask an admin for a new one.";
  const { unmount } = await invitation("#old", refusing("token", why));
  await type("correct horse");
  expect(await screen.findByRole("alert")).toHaveTextContent(why);
  unmount();
  await invitation("", refusing("token", why));
  expect(await screen.findByRole("alert")).toHaveTextContent("This link is not whole");
});
