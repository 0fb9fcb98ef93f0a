import { startTransition, Suspense, useEffect, useRef, useState } from "react";

import { whenIdle } from "@/lib/whenIdle";

import { HEIGHT } from "./axes";

const AHEAD = "160px";

/** Draws a chart when it is near to what one sees and nothing else is to be done. Its place is kept until then. */
export function Drawn({ children }: { children: React.ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    if (isDrawn || place.current === null) return undefined;
    let gone = false;
    const draw = () => {
      if (!gone) startTransition(() => setDrawn(true));
      return Promise.resolve();
    };
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        void whenIdle(draw)();
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
