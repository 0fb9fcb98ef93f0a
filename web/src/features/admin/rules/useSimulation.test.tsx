import { act, renderHook } from "@testing-library/react";
import { Client, fetchExchange } from "@urql/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Provider } from "urql";

import { normalizedCache } from "@/lib/graphql/cache";
import { FakeApi } from "@/testing/fakeApi";

import { inputOf, NEW_RULE } from "./draft";
import { useSimulation } from "./useSimulation";

const INPUT = inputOf(NEW_RULE);
const BUSY = { data: null, errors: [{ message: "Another one.", extensions: { code: "BUSY" } }] };

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

test("while others simulate it asks once in a while, however often, and never again when it is not wanted any more", async () => {
  const api = new FakeApi({ AdminSimulation: () => BUSY });
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [normalizedCache(), fetchExchange] });
  const { result, unmount } = renderHook(() => useSimulation(INPUT, "2026-01-01T00:00:00Z"), {
    wrapper: ({ children }) => <Provider value={client}>{children}</Provider>,
  });
  await pass(100);
  for (let asked = 1; asked <= 5; asked += 1) {
    expect(api.asked).toHaveLength(asked);
    expect(result.current.waiting).toBe(true);
    await pass(1_500);
  }
  unmount();
  await pass(10_000);
  expect(api.asked).toHaveLength(6);
});
