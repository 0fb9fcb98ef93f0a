import { expect, test, vi } from "vitest";

import { whenIdle } from "@/lib/whenIdle";

test("what can wait is loaded when the page is idle, or at once when somebody touches it", async () => {
  const waiting: (() => void)[] = [];
  vi.stubGlobal("requestIdleCallback", (ready: () => void) => waiting.push(ready));
  const loaded: string[] = [];
  const load = (name: string) => whenIdle(() => Promise.resolve(loaded.push(name)))();
  const bell = load("bell");
  await Promise.resolve();
  expect(loaded).toEqual([]);
  waiting[0]?.();
  await bell;
  expect(loaded).toEqual(["bell"]);
  const help = load("help");
  dispatchEvent(new KeyboardEvent("keydown", { key: "?" }));
  await help;
  expect(loaded).toEqual(["bell", "help"]);
});
