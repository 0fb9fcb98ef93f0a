import { Suspense } from "react";
import { lazily } from "@/lib/lazily";

const Palette = lazily(() => import("@/app/shell/Palette"));

/** The command palette, loaded when it is asked for first. It opens each time that `asked` grows. */
export function CommandPalette({ asked }: { asked: number }) {
  if (asked === 0) return null;
  return (
    <Suspense fallback={null}>
      <Palette asked={asked} />
    </Suspense>
  );
}
