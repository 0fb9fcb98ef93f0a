import { Loader } from "@mantine/core";
import { Suspense } from "react";

import type { FilterName } from "./filters";
import type { Question } from "./question";
import { lazily } from "@/lib/lazily";

export interface EditorProps {
  name: FilterName;
  question: Question;
  ask: (change: Partial<Question>) => void;
  close: () => void;
}

const Fields = lazily(() => import("./FilterFields"));

/** Where one says what a filter lets through. It is loaded when it is asked for: pickers and calendars are large. */
export function FilterEditor(props: EditorProps) {
  return (
    <Suspense fallback={<Loader size="sm" aria-label="Loading" />}>
      <Fields {...props} />
    </Suspense>
  );
}
