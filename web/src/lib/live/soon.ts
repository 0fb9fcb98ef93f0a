const DELAY = 150;
const SPREAD = 250; // so that not all who look at the same list ask at once

/** Runs something a moment after it was asked to, once for all who ask meanwhile; while nobody looks it waits. */
export class Soon {
  #work: () => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = false;

  /** `delay` is in milliseconds: what costs more may come later, and more seldom. */
  constructor(private readonly delay = DELAY) {}

  /** Says what to run, until what this gives is called. */
  begin(work: () => void): () => void {
    this.#work = work;
    document.addEventListener("visibilitychange", this.#seen);
    return () => {
      document.removeEventListener("visibilitychange", this.#seen);
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  run(): void {
    this.#due = true;
    this.#timer ??= setTimeout(this.#now, this.delay + Math.random() * SPREAD);
  }

  readonly #now = (): void => {
    this.#timer = undefined;
    if (!this.#due || document.visibilityState === "hidden") return;
    this.#due = false;
    this.#work();
  };

  readonly #seen = (): void => {
    if (this.#due && document.visibilityState === "visible") this.#now();
  };
}
