import { Store } from "@/lib/store";

/**
 * A value that this browser keeps for a person, in step with other tabs. Where nothing can be kept it lasts as long as
 * the page.
 */
export class Kept<Value> extends Store<Value> {
  readonly #key: string;

  /** `read` takes what was kept, which may be anything, or null if nothing was. */
  constructor(name: string, personId: string, read: (kept: unknown) => Value) {
    const key = `siems-${name}-${personId}`;
    super(read(parsed(stored(key))));
    this.#key = key;
    addEventListener("storage", (event) => {
      if (event.key === key) this.set(read(parsed(event.newValue)));
    });
  }

  /** Changes the value, and keeps it. */
  keep(value: Value): void {
    this.set(value);
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // The browser keeps nothing, or no more.
    }
  }
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
