import { useEffect, useEffectEvent } from "react";

const EVERY = 60_000;

/** Runs something every minute while somebody looks: the feed of incidents does not tell of shifts and absences. */
export function useRegularly(work: () => void): void {
  const run = useEffectEvent(work);
  useEffect(() => {
    const ticking = setInterval(() => {
      if (document.visibilityState === "visible") run();
    }, EVERY);
    return () => clearInterval(ticking);
  }, []);
}
