import { createContext, use, useEffect, useEffectEvent } from "react";

import type { Action, Actions } from "@/lib/actions/actions";

export const ActionsContext = createContext<Actions | null>(null);

/** All actions of this page. */
export function useAllActions(): Actions {
  const actions = use(ActionsContext);
  if (actions === null) throw new Error("There are no actions around this component.");
  return actions;
}

/** Offers actions in the command palette for as long as the component is there; `general` ones after all others. */
export function useActions(actions: readonly Action[], { general = false } = {}): void {
  const all = useAllActions();
  const current = useEffectEvent(() => actions);
  const described = JSON.stringify(actions.map(({ id, label, description }) => [id, label, description]));
  useEffect(() => {
    const offered = current().map((each, place) => ({ ...each, run: () => current()[place]?.run() }));
    return all.add(offered, general);
  }, [all, described, general]);
}
