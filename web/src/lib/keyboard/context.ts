import { createContext, use, useEffectEvent, useLayoutEffect } from "react";

import type { Shortcut, Shortcuts } from "@/lib/keyboard/shortcuts";

export const ShortcutsContext = createContext<Shortcuts | null>(null);

/** All shortcuts of this page. */
export function useAllShortcuts(): Shortcuts {
  const shortcuts = use(ShortcutsContext);
  if (shortcuts === null) throw new Error("There are no shortcuts around this component.");
  return shortcuts;
}

/** Offers shortcuts for as long as the component is there; those of the shell are `general`, and give way to others. */
export function useShortcuts(shortcuts: readonly Shortcut[], { general = false } = {}): void {
  const all = useAllShortcuts();
  const run = useEffectEvent((place: number) => shortcuts[place]?.run());
  const described = JSON.stringify(shortcuts.map(({ keys, label, group }) => ({ keys, label, group })));
  // As soon as they can be seen: who reads "N" and presses it is heard.
  useLayoutEffect(() => {
    const known = JSON.parse(described) as Omit<Shortcut, "run">[];
    return all.add(
      known.map((each, place) => ({ ...each, run: () => run(place) })),
      general,
    );
  }, [all, described, general]);
}
