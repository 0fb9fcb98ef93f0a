import { startTransition, Suspense, useEffect, useRef, useState } from "react";

import { whenIdle } from "@/lib/whenIdle";

import { HEIGHT } from "./axes";

const AHEAD = "160px";

let turn = Promise.resolve();

/** Runs something when nothing else is to be done, after what came before it has been painted. */
function inTurn(draw: () => void): void {
  const painted = () =>
    new Promise<void>((resolve) => {
      draw();
      requestAnimationFrame(() => setTimeout(resolve));
    });
  turn = turn.then(whenIdle(painted));
}

/** Draws a chart when it is near to what one sees and nothing else is to be done. Its place is kept until then. */
export function Drawn({ children }: { children: React.ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    if (isDrawn || place.current === null) return undefined;
    let gone = false;
    const draw = () => {
      if (!gone) startTransition(() => setDrawn(true));
    };
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        inTurn(draw);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(place.current);
    return () => {
      gone = true;
      observer.disconnect();
    };
  }, [isDrawn]);
  return (
    <div ref={place} style={{ height: HEIGHT }}>
      {isDrawn && <Suspense fallback={null}>{children}</Suspense>}
    </div>
  );
}
