import type { ComponentType } from "react";

import { Store } from "@/lib/store";

/** Something that the command palette offers. */
export interface Action {
  /** Unique among all. */
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly run: () => void;
  readonly description?: string;
  readonly icon?: ComponentType<{ size?: number | string }>;
  /** The shortcut that does the same, to be learnt. */
  readonly keys?: string;
  /** Words by which it is found as well. */
  readonly keywords?: readonly string[];
}

/** What the command palette offers at the moment. */
export class Actions {
  readonly all = new Store<readonly Action[]>([]);

  /** Adds actions until what this gives is called. `general` ones come after those of the page that is open. */
  add(actions: readonly Action[], general = false): () => void {
    this.all.set(general ? [...this.all.get(), ...actions] : [...actions, ...this.all.get()]);
    return () => this.all.set(this.all.get().filter((each) => !actions.includes(each)));
  }
}
