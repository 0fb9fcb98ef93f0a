import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useQuery } from "urql";

import { useLiveEvents } from "@/lib/live/context";
import { Soon } from "@/lib/live/soon";
import { now } from "@/lib/time/clock";

import { AnalyticsOverviewDocument } from "./gql";
import { type Question, variablesFor } from "./question";
import { spanOf } from "./span";

const PAUSE = 30_000;

/** The figures that are asked for. What happens to incidents lets them be read again, every half minute at most. */
export function useAnalytics(question: Question) {
  const [moment, setMoment] = useState(now);
  const { range, from, to } = question;
  const span = useMemo(() => spanOf({ range, from, to }, moment), [range, from, to, moment]);
  const variables = variablesFor(question, span);
  const [{ data, error, fetching }, ask] = useQuery({
    query: AnalyticsOverviewDocument,
    variables,
    requestPolicy: "cache-and-network",
  });
  const refresh = () => {
    if (span.until.getTime() === moment) setMoment(now());
    else ask({ requestPolicy: "network-only" });
  };
  useNowAndThen(refresh);
  return { data, error, fetching, refresh, span, variables };
}

/** Runs something after incidents have changed, and not more often than once in a pause. */
function useNowAndThen(work: () => void): void {
  const run = useEffectEvent(work);
  const [soon] = useState(() => new Soon());
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      soon.run();
    }, PAUSE);
  };
  useLiveEvents({ onEvent: later, onGap: later });
  useEffect(() => soon.begin(() => run()), [soon]);
  useEffect(() => () => clearTimeout(waiting.current), []);
}
