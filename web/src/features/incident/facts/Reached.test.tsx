import { act, screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { somebody } from "../testing";
import { Reached } from "./Reached";
import { eventually } from "@/testing/eventually";
import { event, incident } from "@/testing/incidents";
import { renderPage } from "@/testing/render";

function delivery(id: string, name: string, state: string, more: object = {}) {
  return {
    __typename: "Delivery",
    ...{ id, state, urgency: "PAGE", channel: "EMAIL", reason: null, endedAt: null },
    dueAt: "2026-01-05T09:00:00Z",
    user: somebody(name),
    ...more,
  };
}

const told = (deliveries: readonly object[]) => () => ({
  data: {
    incidentDeliveries: {
      __typename: "DeliveryConnection",
      edges: deliveries.map((node) => ({ __typename: "DeliveryEdge", node })),
    },
  },
});

/** The newest first, as the API gives them. */
const DELIVERIES = [
  delivery("6", "Linus", "CANCELLED"),
  delivery("5", "Alan Turing", "SENDING", { channel: "APP" }),
  delivery("4", "Alan Turing", "SENT", { channel: null, endedAt: "2026-01-05T09:02:00Z" }),
  delivery("3", "Grace Hopper", "FAILED", { channel: "SMS", reason: "No such number." }),
  delivery("2", "Grace Hopper", "SENT", { endedAt: "2026-01-05T09:01:00Z" }),
];

test("it says who was reached by what, and what failed and why; what was called off is left out", async () => {
  await renderPage(<Reached id="incident-1" />, { api: { IncidentReached: told(DELIVERIES) } });
  await screen.findByText("Who was reached");
  const people = document.querySelectorAll<HTMLElement>("ul ul");
  const ways = [...people].map((each) => [
    each.previousSibling?.textContent,
    ...within(each)
      .getAllByRole("listitem")
      .map(({ textContent }) => textContent),
  ]);
  expect(ways).toEqual([
    ["Grace Hopper", expect.stringMatching(/^e-mail .*5/), "SMS failed: No such number."],
    ["Alan Turing", expect.stringMatching(/^a contact method that is gone .*5/), "app on its way"],
  ]);
});

test("nothing stands there while nobody was sent anything; it comes a moment after something happened", async () => {
  const { api, server } = await renderPage(<Reached id="incident-1" />, {
    api: { IncidentReached: told([delivery("1", "Linus", "CANCELLED")]) },
  });
  await eventually(() => expect(api.variablesOf("IncidentReached")).toHaveLength(1));
  await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  expect(screen.queryByText("Who was reached")).toBeNull();
  api.answer("IncidentReached", told(DELIVERIES));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  act(() => server.last.next({ incidentEvents: event("e1", "ESCALATED", incident(1)) }));
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
  expect(await screen.findByText("Grace Hopper")).toBeVisible();
  expect(api.variablesOf("IncidentReached")).toEqual([{ id: "incident-1" }, { id: "incident-1" }]);
});
