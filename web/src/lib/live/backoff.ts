const SHORTEST = 500;
const LONGEST = 30_000;

/** Waits a little longer after each failure, not quite as long as the others do, and no longer once it is woken. */
export class Backoff {
  #failures = 0;
  #wake: () => void = () => undefined;

  wait(): Promise<void> {
    const longest = Math.min(LONGEST, SHORTEST * 2 ** this.#failures);
    this.#failures += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest * (0.5 + Math.random() / 2));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the waiting now: there is reason to think that it works again. */
  wake(): void {
    this.#wake();
  }

  /** It worked: the next failure waits but shortly. */
  reset(): void {
    this.#failures = 0;
  }
}
