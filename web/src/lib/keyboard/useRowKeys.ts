import type { RefObject } from "react";

import { useShortcuts } from "@/lib/keyboard/context";

const ROWS = "[data-row]";

/**
 * J and K, or the arrows, move the focus along the elements with `data-row` within a container: links, so that Enter
 * opens one. Nothing else remembers where one is.
 */
export function useRowKeys(container: RefObject<HTMLElement | null>, group: string): void {
  const move = (by: 1 | -1) => () => {
    const rows = [...(container.current?.querySelectorAll<HTMLElement>(ROWS) ?? [])];
    const here = rows.findIndex((row) => row === document.activeElement);
    const next = here === -1 ? firstInSight(rows) : rows[here + by];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  useShortcuts([
    { keys: "j", label: "Next", group, run: move(1) },
    { keys: "k", label: "Previous", group, run: move(-1) },
    { keys: "ArrowDown", label: "Next", group, run: move(1) },
    { keys: "ArrowUp", label: "Previous", group, run: move(-1) },
  ]);
}

function firstInSight(rows: readonly HTMLElement[]): HTMLElement | undefined {
  return rows.find((row) => row.getBoundingClientRect().top >= 0) ?? rows[0];
}
