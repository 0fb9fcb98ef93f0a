const LATEST = 2_000;
const TOUCHES = ["keydown", "pointerdown"] as const;

/**
 * Loads something when the page has nothing more urgent to do, as `lazily(whenIdle(() => import("./Bell")))`: once what
 * one came for is there, or as soon as one touches anything.
 */
export function whenIdle<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return () => idle().then(load);
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    const ready = () => {
      for (const touch of TOUCHES) removeEventListener(touch, ready, true);
      resolve();
    };
    for (const touch of TOUCHES) addEventListener(touch, ready, true);
    // Not every browser has it, whatever the types say.
    const request = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined;
    if (request === undefined) setTimeout(ready);
    else request(ready, { timeout: LATEST });
  });
}
