import { Client, fetchExchange, gql } from "@urql/core";
import { expect, test } from "vitest";

import { normalizedCache } from "@/lib/graphql/cache";
import { type Connection, ListReader } from "@/lib/graphql/connection";
import { eventually } from "@/testing/eventually";
import { FakeApi, unreachable } from "@/testing/fakeApi";
import { page } from "@/testing/incidents";

interface Node {
  readonly id: string;
  readonly key: string;
}
interface Data {
  readonly incidents: Connection<Node> | null;
}
interface Variables {
  [name: string]: unknown;
  first?: number;
  after?: string | null;
}

const SOURCE = {
  document: gql<Data, Variables>`
    query List($text: String, $first: Int, $after: String) {
      incidents(filter: { text: $text }, first: $first, after: $after) {
        totalCount
        edges {
          node {
            id
            key
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  connection: (data: Data) => data.incidents,
  pageSize: 2,
};

/** A list of these numbers in SIEMS, which changes under the reader's hands. */
function list(...numbers: number[]) {
  const there = { numbers };
  const answer = ({ first, after, text }: Record<string, unknown>) => {
    const found = text === "none" ? [] : there.numbers;
    const start = after === null ? 0 : found.indexOf(Number(after)) + 1;
    const shown = found.slice(start, start + Number(first));
    const more = start + shown.length < found.length;
    const nodes = shown.map((number) => ({ __typename: "Incident", id: String(number), key: `INC-${number}` }));
    return { data: { incidents: page(nodes, more ? String(shown.at(-1)) : null, found.length) } };
  };
  const api = new FakeApi({ List: answer });
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [normalizedCache(), fetchExchange] });
  const reader = new ListReader<Data, Variables, Node>(client, SOURCE);
  reader.ask({ text: null });
  const keys = () => reader.state.get().nodes.map(({ id }) => Number(id));
  return { api, reader, there, keys, answer };
}

test("it reads the first page, and more when asked", async () => {
  const { reader, keys } = list(1, 2, 3, 4, 5);
  expect(reader.state.get()).toMatchObject({ loading: true, nodes: [] });
  await eventually(() => expect(keys()).toEqual([1, 2]));
  expect(reader.state.get()).toMatchObject({ loading: false, hasMore: true, totalCount: 5 });
  reader.loadMore();
  reader.loadMore();
  expect(reader.state.get().loadingMore).toBe(true);
  await eventually(() => expect(keys()).toEqual([1, 2, 3, 4]));
  reader.loadMore();
  await eventually(() => expect(keys()).toEqual([1, 2, 3, 4, 5]));
  expect(reader.state.get().hasMore).toBe(false);
});

test("reading again follows what has moved from page to page, and loses and repeats nothing", async () => {
  const { reader, there, keys } = list(1, 2, 3, 4, 5);
  await eventually(() => expect(keys()).toEqual([1, 2]));
  reader.loadMore();
  await eventually(() => expect(keys()).toEqual([1, 2, 3, 4]));
  const seen: number[][] = [];
  reader.state.subscribe(() => seen.push(keys()));
  there.numbers = [0, 1, 2, 3, 4, 5];
  reader.reload();
  await eventually(() => expect(keys()).toEqual([0, 1, 2, 3]));
  for (const shown of seen) expect([[1, 2, 3, 4].join(), [0, 1, 2, 3].join()]).toContain(shown.join()); // no flicker
});

test("another question shows the old answer until it has its own", async () => {
  const { reader, keys } = list(1, 2);
  await eventually(() => expect(keys()).toEqual([1, 2]));
  reader.ask({ text: "none" });
  expect(reader.state.get()).toMatchObject({ stale: true, loading: false });
  expect(keys()).toEqual([1, 2]);
  await eventually(() => expect(reader.state.get()).toMatchObject({ stale: false, nodes: [], totalCount: 0 }));
});

test("what fails is said, keeps what is shown, and can be tried again", async () => {
  const { api, reader, keys, answer } = list(1, 2, 3);
  await eventually(() => expect(keys()).toEqual([1, 2]));
  api.answer("List", unreachable);
  reader.loadMore();
  await eventually(() => expect(reader.state.get().error).not.toBeNull());
  reader.reload();
  await eventually(() => expect(api.asked).toHaveLength(3));
  await eventually(() => expect(reader.state.get().error).not.toBeNull());
  expect(reader.state.get()).toMatchObject({ loadingMore: false, hasMore: true });
  expect(keys()).toEqual([1, 2]);
  api.answer("List", answer);
  reader.loadMore();
  await eventually(() => expect(keys()).toEqual([1, 2, 3]));
  expect(reader.state.get().error).toBeNull();
});

test("a list that could not be read at first says so, and is there after another try", async () => {
  const { api, reader, keys, answer } = list(1);
  api.answer("List", unreachable);
  reader.ask({ text: null });
  await eventually(() => expect(reader.state.get()).toMatchObject({ loading: false, nodes: [] }));
  api.answer("List", answer);
  reader.reload();
  await eventually(() => expect(keys()).toEqual([1]));
});
