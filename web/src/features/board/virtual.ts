import { defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

interface Active {
  /** Where the entry with the focus is, or was last; -1 if none has it. */
  readonly index: number;
  readonly extract: (range: Range) => number[];
  readonly onFocus: (event: React.FocusEvent) => void;
}

/**
 * Keeps the entry that has the focus, and its neighbours, in the page, wherever one has scrolled: so the focus is not
 * lost, and the keyboard goes on from there. When the entry itself goes, the focus is on what comes in its place. Entries
 * say which they are by `data-id`, and have an element with `data-row`.
 */
export function useActive(nodes: readonly { readonly id: string }[], container: RefObject<HTMLElement | null>): Active {
  const [id, setId] = useState<string | null>(null);
  const last = useRef(-1);
  const index = id === null ? -1 : nodes.findIndex((node) => node.id === id);
  useLayoutEffect(() => {
    const isLost = id !== null && index === -1 && document.activeElement === document.body;
    const instead = isLost ? nodes[Math.min(last.current, nodes.length - 1)] : undefined;
    if (index !== -1) last.current = index;
    else if (instead !== undefined) rowOf(container.current, instead.id)?.focus({ preventScroll: true });
  }, [id, index, nodes, container]);
  const extract = useCallback(
    (range: Range) => {
      const near = defaultRangeExtractor(range);
      if (index === -1) return near;
      const kept = [index - 1, index, index + 1].filter((each) => each >= 0 && each < range.count);
      return [...new Set([...near, ...kept])].sort((one, other) => one - other);
    },
    [index],
  );
  const onFocus = (event: React.FocusEvent) => {
    setId((event.target as HTMLElement).closest<HTMLElement>("[data-id]")?.dataset.id ?? null);
  };
  return { index, extract, onFocus };
}

function rowOf(container: HTMLElement | null, id: string): HTMLElement | undefined {
  const entries = [...(container?.querySelectorAll<HTMLElement>("[data-id]") ?? [])];
  return entries.find(({ dataset }) => dataset.id === id)?.querySelector<HTMLElement>("[data-row]") ?? undefined;
}
