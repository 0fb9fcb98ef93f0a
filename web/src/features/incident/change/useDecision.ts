import { useRef } from "react";

import type { IncidentDetailsFragment } from "../gql";
import { type Change, type Send, useChange } from "./useChange";

export interface Decision extends Omit<Change, "send"> {
  /** Sends it on the version that one has seen: when the dialog was opened, or in what a conflict told. */
  readonly decide: (send: Send) => Promise<boolean>;
}

/** What somebody decides in a dialog, which shows the incident as it was when it was opened. */
export function useDecision({ id, version }: Pick<IncidentDetailsFragment, "id" | "version">): Decision {
  const seen = useRef(version);
  const { send, ...change } = useChange(id);
  const decide = (what: Send) => {
    seen.current = change.conflict?.incident.version ?? seen.current;
    return send(what, seen.current);
  };
  return { ...change, decide };
}
