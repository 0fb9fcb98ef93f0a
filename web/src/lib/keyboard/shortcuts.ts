import { isInDialog, isPressable, isTyping, spelled } from "@/lib/keyboard/keys";
import { Store } from "@/lib/store";

export interface Shortcut {
  /** One stroke or two: "j", "mod+k", "g b". */
  readonly keys: string;
  readonly label: string;
  /** Under which heading the help lists it. */
  readonly group: string;
  readonly run: () => void;
}

const NEXT_STROKE_WITHIN = 1_500;
const STORED = "siems-single-keys";

/**
 * The shortcuts that there are at the moment. What was added last is heard first.
 *
 * Single keys can be switched off, for those whom they are in the way of; those with Ctrl or Command stay.
 */
export class Shortcuts {
  readonly all = new Store<readonly Shortcut[]>([]);
  readonly singleKeys = new Store(localStorage.getItem(STORED) !== "off");
  #before: { stroke: string; at: number } | null = null;

  /** Adds shortcuts until what this gives is called. `general` ones come after those of the page that is open. */
  add(shortcuts: readonly Shortcut[], general = false): () => void {
    this.all.set(general ? [...this.all.get(), ...shortcuts] : [...shortcuts, ...this.all.get()]);
    return () => this.all.set(this.all.get().filter((each) => !shortcuts.includes(each)));
  }

  allowSingleKeys(allowed: boolean): void {
    localStorage.setItem(STORED, allowed ? "on" : "off");
    this.singleKeys.set(allowed);
  }

  /** Runs the shortcut that a key completes, unless the key is meant for something else. */
  readonly hear = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const stroke = spelled(event);
    const single = !stroke.startsWith("mod+");
    if (single && (!this.singleKeys.get() || isTyping(event.target) || isInDialog(event.target))) return;
    if ((stroke === "Enter" || stroke === " ") && isPressable(event.target)) return;
    const shortcut = this.#find(stroke);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run();
  };

  #find(stroke: string): Shortcut | undefined {
    const now = Date.now();
    const before = this.#before !== null && now - this.#before.at < NEXT_STROKE_WITHIN ? this.#before.stroke : null;
    this.#before = { stroke, at: now };
    const second = this.all.get().find(({ keys }) => before !== null && keys === `${before} ${stroke}`);
    const found = second ?? this.all.get().find(({ keys }) => keys === stroke);
    if (found !== undefined) this.#before = null;
    return found;
  }
}
