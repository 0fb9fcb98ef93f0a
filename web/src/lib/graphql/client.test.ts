import { gql } from "urql";
import { afterEach, expect, test } from "vitest";

import { createClient } from "@/lib/graphql/client";
import { Socket } from "@/lib/live/socket";
import { Session } from "@/lib/session/session";
import { FakeApi } from "@/testing/fakeApi";
import { refused, signedIn } from "@/testing/people";

const TEAMS = gql`
  query Teams {
    teams {
      id
      name
    }
  }
`;
const SERVICES = gql`
  query Services {
    services {
      id
      name
    }
  }
`;
const OVER = {
  data: { teams: null, services: null },
  errors: [{ message: "Over.", extensions: { code: "UNAUTHENTICATED" } }],
};
const sessions: Session[] = [];

async function connected(lifetime = 900) {
  let issued = 0;
  const api = new FakeApi({
    RefreshSession: () => ({
      data: { refreshSession: signedIn(`t${++issued}`, undefined, issued === 1 ? lifetime : 900) },
    }),
    Teams: (_, { authorization }) => (authorization === "Bearer t2" ? { data: { teams: [] } } : OVER),
    Services: (_, { authorization }) => (authorization === "Bearer t2" ? { data: { services: [] } } : OVER),
  });
  const session = new Session();
  sessions.push(session);
  await session.renew();
  return { api, session, client: createClient(session, new Socket(session)) };
}

afterEach(() => sessions.splice(0).forEach((each) => each.close()));

test("what is refused for its token is asked again with a new one, which is got once for all who wait", async () => {
  const { api, client } = await connected();
  const [teams, services] = await Promise.all([client.query(TEAMS, {}), client.query(SERVICES, {})]);
  expect([teams.data, services.data]).toMatchObject([{ teams: [] }, { services: [] }]);
  expect(api.variablesOf("RefreshSession")).toHaveLength(2);
  const sent = api.asked.map(({ operation, authorization }) => `${operation} ${authorization ?? ""}`);
  expect(sent.slice(-2).sort()).toEqual(["Services Bearer t2", "Teams Bearer t2"]);
});

test("a token that is about to end is renewed before anything is asked with it", async () => {
  const { api, client } = await connected(10);
  await client.query(TEAMS, {});
  expect(api.asked.map(({ operation }) => operation)).toEqual(["RefreshSession", "RefreshSession", "Teams"]);
});

test("when the session is over the request fails, and so it is known", async () => {
  const { api, client, session } = await connected();
  api.answer("RefreshSession", () => ({ data: { refreshSession: refused("SESSION_ENDED", "Over.") } }));
  const { error } = await client.query(TEAMS, {});
  expect(error?.graphQLErrors[0]?.extensions).toEqual({ code: "UNAUTHENTICATED" });
  expect(session.state.get()).toEqual({ status: "signed-out", ended: true });
});
