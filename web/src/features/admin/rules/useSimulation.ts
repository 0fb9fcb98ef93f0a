import type { CombinedError } from "@urql/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useClient } from "urql";
import { filter, pipe, subscribe, take } from "wonka";

import { codeOf, sentenceFor } from "@/lib/graphql/errors";

import { AdminSimulationDocument, type AdminSimulationQuery, type SimulateEscalationRuleInput } from "../gql";

export type Simulated = NonNullable<AdminSimulationQuery["simulateEscalationRule"]>;

export interface Simulation {
  /** What came of the rule that was asked for last; stays while another one is looked at. */
  readonly found: Simulated | null;
  /** Why there is nothing. */
  readonly problem: string | null;
  readonly running: boolean;
  /** Others of the organization simulate: it is asked again by itself. */
  readonly waiting: boolean;
  readonly stopped: boolean;
  readonly stop: () => void;
  readonly again: () => void;
}

interface Answer {
  readonly key: string;
  readonly found: Simulated | null;
  readonly problem: string | null;
}

interface Answered {
  readonly data?: AdminSimulationQuery | undefined;
  readonly error?: CombinedError | undefined;
}

const PAUSE = 700;
const BUSY_PAUSE = 1_500;
const PATIENCE = 20;

/**
 * Tries a rule out on what has happened since a moment, once it has not been changed for a while. A rule that is
 * changed meanwhile takes the place of the one that is looked at. Null: nothing is to be tried.
 */
export function useSimulation(input: SimulateEscalationRuleInput | null, since: string): Simulation {
  const client = useClient();
  const key = input === null ? "" : JSON.stringify(input);
  const [settled] = useDebouncedValue(key, PAUSE);
  const [answer, setAnswer] = useState<Answer>({ key: "", found: null, problem: null });
  const [busy, setBusy] = useState("");
  const [stopped, setStopped] = useState("");
  const [attempt, setAttempt] = useState(0);
  const asked = settled === stopped ? "" : settled;
  useEffect(() => {
    if (asked === "") return;
    let stop: () => void = () => undefined;
    const ask = (left: number) => {
      const variables = { input: JSON.parse(asked) as SimulateEscalationRuleInput, since };
      const request = client.query(AdminSimulationDocument, variables, { requestPolicy: "network-only" });
      const hear = ({ data, error }: Answered) => {
        if (codeOf(error?.graphQLErrors) === "BUSY" && left > 0) {
          setBusy(asked);
          const timer = setTimeout(ask, BUSY_PAUSE, left - 1);
          stop = () => clearTimeout(timer);
          return;
        }
        const found = data?.simulateEscalationRule ?? null;
        setBusy("");
        setAnswer({ key: asked, found, problem: error ? wordsFor(error) : null });
      };
      // One answer to each request: else the next one would be heard by this one as well, and both would ask again.
      const answer = pipe(
        request,
        filter(({ stale }) => !stale),
        take(1),
      );
      const subscription = pipe(answer, subscribe(hear));
      stop = () => subscription.unsubscribe();
    };
    ask(PATIENCE);
    return () => stop();
  }, [client, asked, since, attempt]);
  const running = key !== "" && key !== stopped && answer.key !== key;
  return {
    found: answer.found,
    problem: running ? null : answer.problem,
    running,
    waiting: running && busy === key,
    stopped: key !== "" && key === stopped && answer.key !== key,
    stop: () => setStopped(key),
    again: () => {
      setStopped("");
      setAnswer({ key: "", found: answer.found, problem: null });
      setAttempt((times) => times + 1);
    },
  };
}

function wordsFor(error: CombinedError): string {
  switch (codeOf(error.graphQLErrors)) {
    case "BUSY":
      return "Others have been trying rules out all the time. Try again when they are done.";
    case "TIMEOUT":
      return "It took too long. A rule for fewer severities or services takes less.";
    default:
      return sentenceFor(error);
  }
}
