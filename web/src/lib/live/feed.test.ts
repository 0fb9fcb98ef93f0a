import { gql } from "urql";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createClient } from "@/lib/graphql/client";
import { type IncidentEvent, LiveFeed } from "@/lib/live/feed";
import { Socket } from "@/lib/live/socket";
import { Session } from "@/lib/session/session";
import { FakeApi, unreachable } from "@/testing/fakeApi";
import { FakeSocketServer } from "@/testing/fakeSocket";
import { event, incident } from "@/testing/incidents";
import { refused, signedIn } from "@/testing/people";

const ONE = gql<{ incident: { title: string } }, object>`
  query One {
    incident(id: "incident-1") {
      id
      title
    }
  }
`;

let server: FakeSocketServer;
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  vi.spyOn(Math, "random").mockReturnValue(1);
  server = new FakeSocketServer();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(20);

/** A feed that is live, from the cursor "c0" on, and what it told. */
async function live() {
  let [issued, cursors] = [0, 0];
  const api = new FakeApi({
    RefreshSession: () => ({ data: { refreshSession: signedIn(`t${++issued}`) } }),
    EventCursor: () => ({ data: { eventCursor: `c${cursors++}` } }),
    One: () => ({ data: { incident: { __typename: "Incident", id: "incident-1", title: "as it was read" } } }),
  });
  const session = new Session();
  await session.renew();
  const socket = new Socket(session, server.Implementation);
  const client = createClient(session, socket);
  const feed = new LiveFeed({ client, socket, session });
  const heard: IncidentEvent[] = [];
  const onGap = vi.fn();
  feed.listen({ onEvent: (told) => heard.push(told), onGap });
  stop = () => {
    feed.stop();
    socket.close();
    session.close();
  };
  await feed.start();
  await soon();
  return { api, session, client, feed, heard, onGap, status: () => feed.state.get() };
}

const tell = (cursor: string, title = "news") =>
  server.last.next({ incidentEvents: event(cursor, "UPDATED", incident(1, { title })) });

test("it follows behind a cursor that was taken first, and introduces itself with the token", async () => {
  const { status, heard } = await live();
  expect(server.introductions).toEqual([{ authorization: "Bearer t1" }]);
  expect(server.subscriptions).toMatchObject([{ operation: "IncidentEvents", variables: { after: "c0" } }]);
  expect(status()).toEqual({ status: "live" });
  tell("e1");
  expect(heard.map(({ cursor }) => cursor)).toEqual(["e1"]);
});

test("an event changes what was read before, wherever it is shown", async () => {
  const { client } = await live();
  const titles: string[] = [];
  const reading = client.query(ONE, {}).subscribe(({ data }) => titles.push(data?.incident.title ?? ""));
  await soon();
  tell("e1", "as it became");
  await soon();
  reading.unsubscribe();
  expect(titles).toEqual(["as it was read", "as it became"]);
});

test("after a cut it goes on behind the last event, and tells how much had happened", async () => {
  const { status, heard } = await live();
  tell("e1");
  server.cut();
  await vi.advanceTimersByTimeAsync(100);
  expect(status()).toEqual({ status: "reconnecting" });
  await vi.advanceTimersByTimeAsync(500);
  expect(server.last.variables).toEqual({ after: "e1" });
  expect(status()).toEqual({ status: "caught-up", missed: 0 });
  tell("e2");
  tell("e3");
  expect(status()).toEqual({ status: "caught-up", missed: 2 });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(status()).toEqual({ status: "live" });
  expect(heard.map(({ cursor }) => cursor)).toEqual(["e1", "e2", "e3"]);
});

test("the longer it fails the longer it waits, until the network says that it is back", async () => {
  const { status } = await live();
  server.reachable = false;
  server.cut();
  await vi.advanceTimersByTimeAsync(60_000);
  server.reachable = true;
  await vi.advanceTimersByTimeAsync(100);
  expect(status()).toEqual({ status: "reconnecting" });
  dispatchEvent(new Event("online"));
  await soon();
  expect(status()).toEqual({ status: "caught-up", missed: 0 });
});

test("who was too slow goes on from the cursor that it is told", async () => {
  const { status, onGap } = await live();
  server.last.fail("SLOW_CONSUMER", { cursor: "c7" });
  await soon();
  expect(server.last.variables).toEqual({ after: "c7" });
  expect(onGap).not.toHaveBeenCalled();
  expect(status()).toEqual({ status: "live" });
});

test("when its cursor has expired it takes a new one, and whoever listens reads everything again", async () => {
  const { api, onGap } = await live();
  server.last.fail("CURSOR_EXPIRED");
  await soon();
  expect(api.variablesOf("RefreshSession")).toHaveLength(2); // the role may be another
  expect(server.last.variables).toEqual({ after: "c1" });
  expect(onGap).toHaveBeenCalledTimes(1);
});

test("when the token is over it goes on with a new one on a new connection, and nobody notices", async () => {
  const { feed } = await live();
  tell("e1");
  const seen: string[] = [];
  feed.state.subscribe(() => seen.push(feed.state.get().status));
  server.last.fail("UNAUTHENTICATED");
  await soon();
  expect(server.introductions).toEqual([{ authorization: "Bearer t1" }, { authorization: "Bearer t2" }]);
  expect(server.last.variables).toEqual({ after: "e1" });
  expect(seen).not.toContain("reconnecting");
});

test("a new token that the session got by itself is used, and no other is asked for", async () => {
  const { api, session } = await live();
  await session.renew();
  server.last.fail("UNAUTHENTICATED");
  server.cut(4403);
  await soon();
  expect(server.introductions.at(-1)).toEqual({ authorization: "Bearer t2" });
  expect(api.variablesOf("RefreshSession")).toHaveLength(2);
});

test("when the session is over, it is over here as well", async () => {
  const { api, session } = await live();
  api.answer("RefreshSession", () => ({ data: { refreshSession: refused("SESSION_ENDED", "Over.") } }));
  server.last.fail("UNAUTHENTICATED");
  await soon();
  expect(session.state.get()).toEqual({ status: "signed-out", ended: true });
});

test("a refusal again and again is no reason to ask without a pause", async () => {
  const { status } = await live();
  for (let times = 0; times < 3; times += 1) {
    server.last.fail("SLOW_CONSUMER", { cursor: "c7" });
    await soon();
  }
  expect(server.subscriptions).toHaveLength(2);
  expect(status()).toEqual({ status: "reconnecting" });
});

test("after this machine has slept the connection is opened anew", async () => {
  await live();
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(server.introductions).toHaveLength(2);
});

test("it begins once SIEMS can be reached", async () => {
  const { api } = await live();
  stop();
  api.answer("EventCursor", unreachable);
  const session = new Session();
  await session.renew();
  const socket = new Socket(session, server.Implementation);
  const feed = new LiveFeed({ client: createClient(session, socket), socket, session });
  stop = () => {
    feed.stop();
    session.close();
  };
  const started = vi.fn();
  void feed.start().then(started);
  await soon();
  expect(feed.state.get()).toEqual({ status: "reconnecting" });
  api.answer("EventCursor", () => ({ data: { eventCursor: "c9" } }));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(started).toHaveBeenCalled();
  expect(server.last.variables).toEqual({ after: "c9" });
});
