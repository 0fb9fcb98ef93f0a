/** A key as shortcuts spell it: "j", "?", "Enter", "mod+k". Shift is part of the character, as in "?". */
export function spelled(event: KeyboardEvent): string {
  const mod = event.metaKey || event.ctrlKey;
  return `${mod ? "mod+" : ""}${event.altKey ? "alt+" : ""}${event.key.length === 1 && mod ? event.key.toLowerCase() : event.key}`;
}

const APPLE = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const SAID: Record<string, string> = {
  mod: APPLE ? "⌘" : "Ctrl",
  alt: APPLE ? "⌥" : "Alt",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Enter: "↵",
};

/** The strokes of a shortcut, each as the keys to press together, in the words of this machine: [["g"], ["b"]]. */
export function strokes(keys: string): string[][] {
  return keys
    .split(" ")
    .map((stroke) => stroke.split("+").map((key) => SAID[key] ?? (key.length === 1 ? key.toUpperCase() : key)));
}

const WRITABLE =
  "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox]";

/** Whether keys that are typed here are meant for what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(WRITABLE) !== null;
}

/** Whether Enter and Space do something here already. */
export function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest("a[href], button, summary, [role=button], [role=menuitem]") !== null
  );
}

/** Whether what has the focus is in a dialog, which has keys of its own. */
export function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog], [role=listbox], [role=menu]") !== null;
}
