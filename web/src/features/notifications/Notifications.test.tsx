import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { eventually } from "@/testing/eventually";
import type { Handler } from "@/testing/fakeApi";
import type { FakeSocketServer } from "@/testing/fakeSocket";
import { event, incident } from "@/testing/incidents";
import { renderPage } from "@/testing/render";

import Bell from "./Bell";
import { Component as NotificationsPage } from "./NotificationsPage";
import { changeSettings } from "./settings";

const ESCALATION = {
  __typename: "Escalation",
  id: "escalation-1",
  step: 2,
  ruleName: "Critical and unassigned",
  reason: null,
  acknowledgedAt: null,
  acknowledgedByName: null,
  raisedBy: null,
};

function told(number: number, more: object = {}) {
  return {
    __typename: "Notification",
    id: `notification-${number}`,
    kind: "ASSIGNED",
    createdAt: "2026-01-05T09:00:00Z",
    readAt: null,
    incident: incident(number, { severity: "CRITICAL" }),
    escalation: null,
    ...more,
  };
}

const page = (number: number, more: object = {}) =>
  told(number, { kind: "ESCALATED", escalation: { ...ESCALATION, id: `escalation-${number}` }, ...more });

const count =
  (unreadCount: number): Handler =>
  () => ({ data: { notifications: { __typename: "NotificationConnection", unreadCount } } });

function inbox(notifications: readonly object[]): Handler {
  return () => ({
    data: {
      notifications: {
        __typename: "NotificationConnection",
        edges: notifications.map((node) => ({ __typename: "NotificationEdge", node })),
        pageInfo: { __typename: "PageInfo", hasNextPage: false, endCursor: null },
      },
    },
  });
}

const marked =
  (unreadCount: number): Handler =>
  () => ({ data: { markNotificationsRead: { __typename: "P", marked: 1, unreadCount, errors: [] } } });

async function open(notifications: readonly object[] = [], more: Record<string, Handler> = {}) {
  const rendered = await renderPage(
    <>
      <Bell />
      <NotificationsPage />
    </>,
    {
      at: "/notifications",
      path: "/notifications",
      api: {
        NotificationsInbox: inbox(notifications),
        NotificationsUnreadCount: count(0),
        NotificationsMarkRead: marked(0),
        ...more,
      },
    },
  );
  await eventually(() => expect(stream(rendered.server)).toBeDefined());
  return rendered;
}

const stream = (server: FakeSocketServer) =>
  server.subscriptions.filter(({ operation }) => operation === "NotificationReceived").at(-1)!;

function arrive(server: FakeSocketServer, notification: object, cursor = "n1") {
  act(() =>
    stream(server).next({
      notificationReceived: { __typename: "NotificationEvent", cursor, notification },
    }),
  );
}

const toasts = () => screen.queryAllByRole("alert").map((toast) => toast.textContent);

beforeEach(() => {
  localStorage.clear();
  changeSettings({ browser: false, sound: false });
});

test("each says what happened to what, and opening one reads it", async () => {
  const { api, address } = await open([
    page(12),
    told(11, { readAt: "2026-01-05T09:10:00Z" }),
    told(10, { incident: null }),
    page(9, {
      escalation: {
        ...ESCALATION,
        id: "e9",
        ruleName: null,
        reason: "It spreads",
        raisedBy: { __typename: "Engineer", id: "g", name: "Grace" },
      },
    }),
  ]);
  const rows = within(await screen.findByRole("list")).getAllByRole("listitem");
  expect(rows.map((row) => row.querySelector("p")!.textContent)).toEqual([
    "The rule “Critical and unassigned” (step 2) escalated it to you.",
    "It was assigned to you.",
    "It was assigned to you.",
    "Grace escalated it to you: “It spreads”",
  ]);
  expect(within(rows[0]!).getByRole("img", { name: "Critical" })).toBeInTheDocument();
  expect(screen.getAllByText("Unread", { selector: "span.mantine-VisuallyHidden-root" })).toHaveLength(3);
  await userEvent.keyboard("j{Enter}");
  expect(address()).toBe("/incidents/INC-12");
  await eventually(() =>
    expect(api.variablesOf("NotificationsMarkRead")).toEqual([{ input: { ids: ["notification-12"] } }]),
  );
});

test("what arrives is in the list, on the bell and in the tab's title by itself; all of it can be marked as read", async () => {
  const { api, server } = await open();
  await screen.findByText("You have not been told anything yet");
  api.answer("NotificationsUnreadCount", count(3));
  api.answer("NotificationsInbox", inbox([told(12)]));
  arrive(server, told(12));
  await screen.findByRole("link", { name: "Notifications, 3 unread" });
  expect(document.title).toBe("(3) Notifications · SIEMS");
  expect(within(await screen.findByRole("list")).getByText("INC-12 Incident number 12")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
  await screen.findByRole("link", { name: "Notifications" });
  expect(document.title).toBe("Notifications · SIEMS");
  expect(api.variablesOf("NotificationsMarkRead")).toEqual([{ input: { all: true } }]);
});

test("a page stands until it is acknowledged, and what is only told goes by itself", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    const { api, server } = await open([], {
      NotificationsAcknowledge: () => ({
        data: {
          acknowledgeEscalation: {
            escalation: {
              ...ESCALATION,
              id: "escalation-12",
              acknowledgedAt: "2026-01-05T09:10:00Z",
              acknowledgedByName: "Ada",
            },
            incident: incident(12),
            errors: [],
          },
        },
      }),
    });
    arrive(server, page(12));
    arrive(server, told(13), "n2");
    await eventually(() => expect(toasts()).toHaveLength(2));
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(toasts()).toEqual([expect.stringContaining("INC-12")]);
    const user = userEvent.setup({ advanceTimers: (by) => vi.advanceTimersByTime(by) });
    await user.click(screen.getByRole("button", { name: "Acknowledge" }));
    await screen.findByText("You look after INC-12: its rules wait.");
    expect(api.variablesOf("NotificationsAcknowledge")).toEqual([{ input: { escalationId: "escalation-12" } }]);
    await eventually(() => expect(screen.queryByRole("button", { name: "Acknowledge" })).toBeNull());
  } finally {
    vi.useRealTimers();
  }
});

test("a storm is one toast that counts", async () => {
  const { server } = await open();
  for (let number = 1; number <= 40; number += 1) arrive(server, page(number), `n${number}`);
  await eventually(() => expect(toasts()).toEqual([expect.stringContaining("40 new notifications")]));
  expect(toasts()[0]).toContain("All of them are escalations.");
});

test("what was missed during a cut comes once, from the last cursor on", async () => {
  const { server } = await open();
  arrive(server, page(12), "n1");
  act(() => server.cut());
  await eventually(() => expect(stream(server).variables).toEqual({ after: "n1" }));
  arrive(server, page(13), "n2");
  await eventually(() => expect(toasts()).toHaveLength(2));
});

test("what somebody else acknowledges says so by itself", async () => {
  const { api, server } = await open([page(12)]);
  await screen.findByRole("button", { name: "Acknowledge INC-12" });
  const kept = {
    ...ESCALATION,
    id: "escalation-12",
    acknowledgedAt: "2026-01-05T09:10:00Z",
    acknowledgedByName: "Grace",
  };
  api.answer("NotificationsInbox", inbox([page(12, { escalation: kept })]));
  const feed = server.subscriptions.find(({ operation }) => operation === "IncidentEvents");
  act(() => feed?.next({ incidentEvents: event("e1", "ACKNOWLEDGED", incident(12)) }));
  await screen.findByText(/Grace looks after it\./);
  expect(screen.queryByRole("button", { name: "Acknowledge INC-12" })).toBeNull();
});

test("a page calls no longer once somebody looks after its incident", async () => {
  const { server } = await open();
  arrive(server, page(12), "n1");
  arrive(server, page(13), "n2");
  await eventually(() => expect(toasts()).toHaveLength(2));
  const feed = server.subscriptions.find(({ operation }) => operation === "IncidentEvents");
  act(() => feed?.next({ incidentEvents: event("e1", "STARTED", incident(12)) }));
  await eventually(() => expect(toasts()).toEqual([expect.stringContaining("INC-13")]));
});

test("reading in another tab closes the toast here, and counts again", async () => {
  const { api, server } = await open();
  arrive(server, page(12));
  await eventually(() => expect(toasts()).toHaveLength(1));
  api.answer("NotificationsUnreadCount", count(7));
  const other = new BroadcastChannel("siems-notifications-user-Ada Lovelace");
  other.postMessage({ read: ["notification-12"] });
  await screen.findByRole("link", { name: "Notifications, 7 unread" });
  await eventually(() => expect(toasts()).toEqual([]));
  other.close();
});

test("only one tab makes itself heard, and only outside of the page that one looks at", async () => {
  const shown: string[] = [];
  class Outside {
    static permission = "granted";
    onclick: (() => void) | null = null;
    close = () => undefined;
    constructor(title: string) {
      shown.push(title);
    }
  }
  vi.stubGlobal("Notification", Outside);
  vi.stubGlobal("isSecureContext", true);
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  changeSettings({ browser: true });
  const { server } = await open();
  localStorage.setItem("siems-rung", JSON.stringify(["notification-11"])); // another tab was quicker
  arrive(server, page(11), "n1");
  arrive(server, page(12, { incident: incident(12, { restricted: true, title: "Stolen keys" }) }), "n2");
  await eventually(() => expect(shown).toEqual(["INC-12 (restricted)"]));
  expect(JSON.parse(localStorage.getItem("siems-rung")!)).toEqual(["notification-11", "notification-12"]);
});

test("the browser is asked only when somebody wants it, and how to allow it again is said", async () => {
  const Blocking = { permission: "default", requestPermission: vi.fn() };
  Blocking.requestPermission.mockImplementation(() => {
    Blocking.permission = "denied";
    return Promise.resolve("denied");
  });
  vi.stubGlobal("Notification", Blocking);
  vi.stubGlobal("isSecureContext", true);
  await open();
  await userEvent.click(screen.getByRole("button", { name: "This device" }));
  expect(Blocking.requestPermission).not.toHaveBeenCalled();
  await userEvent.click(await screen.findByRole("switch", { name: /Browser notifications/ }));
  expect(Blocking.requestPermission).toHaveBeenCalledOnce();
  await screen.findByText("How to allow them again");
  expect(screen.getByRole("switch", { name: /Browser notifications/ })).toBeDisabled();
  expect(screen.getByRole("switch", { name: /A sound/ })).not.toBeChecked();
});

test("a sound is for pages only, once somebody has switched it on and clicked", async () => {
  const tones = vi.fn();
  const parameter = {
    setValueAtTime: vi.fn(),
    linearRampToValueAtTime: vi.fn(),
    exponentialRampToValueAtTime: vi.fn(),
  };
  const node = { connect: () => node, start: tones, stop: vi.fn(), frequency: {}, gain: parameter };
  class Audio extends EventTarget {
    state = "suspended";
    currentTime = 0;
    createOscillator = () => node;
    createGain = () => node;
    resume = () => {
      this.state = "running";
      return Promise.resolve();
    };
  }
  vi.stubGlobal("AudioContext", Audio);
  const { server } = await open();
  arrive(server, page(11), "n1");
  await userEvent.click(screen.getByRole("button", { name: "This device" }));
  await userEvent.click(await screen.findByRole("switch", { name: /A sound/ }));
  await eventually(() => expect(tones).toHaveBeenCalledTimes(4)); // it is heard at once
  await userEvent.click(await screen.findByRole("button", { name: "Test" }));
  await eventually(() => expect(tones).toHaveBeenCalledTimes(8));
  arrive(server, told(12), "n2");
  arrive(server, page(13), "n3");
  await eventually(() => expect(tones).toHaveBeenCalledTimes(12));
  expect(JSON.parse(localStorage.getItem("siems-rung")!)).toEqual(["notification-13"]);
});
