import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Session } from "@/lib/session/session";
import { eventually } from "@/testing/eventually";
import { FakeApi, unreachable } from "@/testing/fakeApi";
import { person, refused, signedIn } from "@/testing/people";

const ADA = person("Ada Lovelace");
const sessions: Session[] = [];

function session(): Session {
  const made = new Session();
  sessions.push(made);
  return made;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});

afterEach(() => {
  sessions.splice(0).forEach((each) => each.close());
  vi.useRealTimers();
});

test("the cookie of an earlier visit signs in without a password", async () => {
  const api = new FakeApi({ RefreshSession: () => ({ data: { refreshSession: signedIn("t1", ADA) } }) });
  const ada = session();
  expect(ada.state.get()).toEqual({ status: "restoring" });
  await ada.renew();
  expect(ada.state.get()).toEqual({ status: "signed-in", viewer: ADA });
  expect(ada.token).toBe("t1");
  expect(api.asked).toEqual([{ operation: "RefreshSession", variables: {}, authorization: null }]);
});

test("without a cookie one is signed out, and nobody is told that a session has ended", async () => {
  new FakeApi({
    RefreshSession: () => ({ data: { refreshSession: refused("SESSION_ENDED", "The session is over.") } }),
  });
  const nobody = session();
  await nobody.renew();
  expect(nobody.state.get()).toEqual({ status: "signed-out", ended: false });
});

test("who asks for a new token while one is coming gets the same one", async () => {
  const api = new FakeApi({ RefreshSession: () => ({ data: { refreshSession: signedIn() } }) });
  const ada = session();
  await Promise.all([ada.renew(), ada.renew(), ada.renew()]);
  expect(api.asked).toHaveLength(1);
});

test("the token is renewed a minute before it ends", async () => {
  let issued = 0;
  const api = new FakeApi({ RefreshSession: () => ({ data: { refreshSession: signedIn(`t${++issued}`) } }) });
  const ada = session();
  await ada.renew();
  await vi.advanceTimersByTimeAsync(839_000);
  expect(api.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(ada.token).toBe("t2");
});

test("a session that has ended elsewhere ends here, and says so", async () => {
  const api = new FakeApi({ RefreshSession: () => ({ data: { refreshSession: signedIn() } }) });
  const ada = session();
  await ada.renew();
  api.answer("RefreshSession", () => ({ data: { refreshSession: refused("SESSION_ENDED", "The session is over.") } }));
  await ada.renew();
  expect(ada.state.get()).toEqual({ status: "signed-out", ended: true });
  expect(ada.token).toBeNull();
});

test("a network that is away signs nobody out, and is tried again", async () => {
  const api = new FakeApi({ RefreshSession: unreachable });
  const ada = session();
  await ada.renew();
  expect(ada.state.get()).toEqual({ status: "unreachable" });
  api.answer("RefreshSession", () => ({ data: { refreshSession: signedIn() } }));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ada.state.get().status).toBe("signed-in");
  api.answer("RefreshSession", unreachable);
  await ada.renew();
  expect(ada.state.get().status).toBe("signed-in");
});

test.each([
  [{ data: { login: refused("INVALID_CREDENTIALS", "Wrong.") } }, { message: "Wrong.", waitSeconds: null }],
  [
    {
      data: { login: null },
      errors: [{ message: "Too often.", extensions: { code: "RATE_LIMITED", retryAfter: 600 } }],
    },
    { message: "Too often.", waitSeconds: 600 },
  ],
])("what is wrong with a log-in is said: %#", async (answer, problem) => {
  new FakeApi({ LogIn: () => answer });
  const nobody = session();
  expect(await nobody.signIn("ada@example.com", "secret")).toEqual(problem);
  expect(nobody.token).toBeNull();
});

test("signing in asks for the cookie, and other tabs take it up", async () => {
  const api = new FakeApi({
    LogIn: () => ({ data: { login: signedIn("t1", ADA) } }),
    RefreshSession: () => ({ data: { refreshSession: signedIn("t2", ADA) } }),
  });
  const [here, there] = [session(), session()];
  expect(await here.signIn("ada@example.com", "secret")).toBeNull();
  expect(api.variablesOf("LogIn")).toEqual([
    { input: { email: "ada@example.com", password: "secret", useCookie: true } },
  ]);
  await eventually(() => expect(there.token).toBe("t2"));
});

test("signing out everywhere tells SIEMS with the token, and ends it in other tabs as well", async () => {
  const api = new FakeApi({
    RefreshSession: () => ({ data: { refreshSession: signedIn("t1", ADA) } }),
    LogOut: () => ({ data: { logout: { sessionsEnded: 3, errors: [] } } }),
  });
  const [here, there] = [session(), session()];
  await Promise.all([here.renew(), there.renew()]);
  expect(await here.signOut({ everywhere: true })).toBe(true);
  expect(api.asked.at(-1)).toEqual({
    operation: "LogOut",
    variables: { input: { everywhere: true } },
    authorization: "Bearer t1",
  });
  expect(here.state.get()).toEqual({ status: "signed-out", ended: false });
  await eventually(() => expect(there.state.get()).toEqual({ status: "signed-out", ended: false }));
});

test("who cannot be signed out at SIEMS stays signed in", async () => {
  new FakeApi({ RefreshSession: () => ({ data: { refreshSession: signedIn() } }), LogOut: unreachable });
  const ada = session();
  await ada.renew();
  expect(await ada.signOut()).toBe(false);
  expect(ada.state.get().status).toBe("signed-in");
});

test("an answer that comes after one has signed out signs nobody in again", async () => {
  const late: ((answer: object) => void)[] = [];
  const api = new FakeApi({
    RefreshSession: () => ({ data: { refreshSession: signedIn() } }),
    LogOut: () => ({ data: { logout: { sessionsEnded: 1, errors: [] } } }),
  });
  const ada = session();
  await ada.renew();
  api.answer("RefreshSession", () => new Promise<object>((resolve) => late.push(resolve)));
  const renewal = ada.renew();
  await ada.signOut();
  late[0]?.({ data: { refreshSession: signedIn("t2") } });
  await renewal;
  expect(ada.state.get().status).toBe("signed-out");
  expect(ada.token).toBeNull();
});
