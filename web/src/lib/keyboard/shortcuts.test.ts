import { beforeEach, expect, test, vi } from "vitest";

import { Shortcuts } from "@/lib/keyboard/shortcuts";

let shortcuts: Shortcuts;
let ran: string[];

const offer = (...keys: string[]) =>
  shortcuts.add(keys.map((each) => ({ keys: each, label: each, group: "Test", run: () => ran.push(each) })));

function press(key: string, more: KeyboardEventInit = {}, target: Element = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.addEventListener("keydown", (heard) => shortcuts.hear(heard as KeyboardEvent), { once: true });
  target.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  shortcuts = new Shortcuts();
  ran = [];
});

test("one stroke, two strokes, and with Ctrl or Command", () => {
  offer("j", "g i", "mod+k", "?");
  expect(press("j").defaultPrevented).toBe(true);
  ["g", "i"].forEach((key) => press(key));
  press("k", { ctrlKey: true });
  press("K", { metaKey: true, shiftKey: true });
  press("?", { shiftKey: true });
  expect(ran).toEqual(["j", "g i", "mod+k", "mod+k", "?"]);
  expect(press("x").defaultPrevented).toBe(false);
});

test("two strokes belong together only when they come soon after each other", () => {
  vi.useFakeTimers();
  offer("g i");
  press("g");
  vi.setSystemTime(Date.now() + 2_000);
  press("i");
  expect(ran).toEqual([]);
  vi.useRealTimers();
});

test("while one types, keys are letters, but not with Ctrl", () => {
  offer("j", "mod+k");
  document.body.innerHTML = "<input /><div role='dialog'><button>Ok</button></div>";
  const input = document.querySelector("input")!;
  press("j", {}, input);
  press("k", { ctrlKey: true }, input);
  press("j", {}, document.querySelector("button")!);
  expect(ran).toEqual(["mod+k"]);
});

test("Enter belongs to a link or button that has the focus", () => {
  offer("Enter");
  document.body.innerHTML = "<button>Ok</button>";
  press("Enter", {}, document.querySelector("button")!);
  expect(ran).toEqual([]);
  press("Enter");
  expect(ran).toEqual(["Enter"]);
});

test("what was added last is heard first, and general ones after all others", () => {
  const inPage = offer("c");
  shortcuts.add([{ keys: "c", label: "general", group: "Test", run: () => ran.push("general") }], true);
  press("c");
  inPage();
  press("c");
  expect(ran).toEqual(["c", "general"]);
});

test("single keys can be switched off, and stay off", () => {
  offer("j", "mod+k");
  shortcuts.allowSingleKeys(false);
  press("j");
  press("k", { ctrlKey: true });
  expect(ran).toEqual(["mod+k"]);
  expect(new Shortcuts().singleKeys.get()).toBe(false);
});
