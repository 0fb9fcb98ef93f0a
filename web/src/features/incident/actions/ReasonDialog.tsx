import { useState } from "react";

import {
  CloseIncidentDocument,
  EscalateIncidentDocument,
  type IncidentDetailsFragment,
  ReopenIncidentDocument,
  UnassignIncidentDocument,
} from "../gql";
import { type Send, sending } from "../change/useChange";
import { useDecision } from "../change/useDecision";
import { DialogFrame } from "./DialogFrame";
import classes from "./DialogFrame.module.css";
import { LongText } from "@/components/LongText";
import { besides, byField } from "@/lib/graphql/refusals";
import { sayDone } from "@/lib/toasts";

/** The actions that take nothing but a reason. */
export type ReasonedName = "close" | "reopen" | "unassign" | "escalate";

interface Reasoned {
  readonly title: string;
  readonly verb: string;
  readonly words: (incident: IncidentDetailsFragment) => string;
  readonly done: string;
  readonly send: (reason: string | null) => Send;
}

const REASONED: Record<ReasonedName, Reasoned> = {
  close: {
    title: "Close",
    verb: "Close it",
    words: () => "You agree that it is dealt with. This is final: it only takes comments and a postmortem then.",
    done: "is closed.",
    send: (reason) =>
      sending(
        CloseIncidentDocument,
        (data) => data.closeIncident,
        (decided) => ({ input: { ...decided, reason } }),
      ),
  },
  reopen: {
    title: "Reopen",
    verb: "Reopen",
    words: ({ assignee }) =>
      `It is in progress again, ${assignee ? `with ${assignee.name}` : "once somebody takes it"}.`,
    done: "is open again.",
    send: (reason) =>
      sending(
        ReopenIncidentDocument,
        (data) => data.reopenIncident,
        (decided) => ({ input: { ...decided, reason } }),
      ),
  },
  unassign: {
    title: "Unassign",
    verb: "Unassign",
    words: ({ assignee }) => `${assignee?.name ?? "Nobody"} does not have it any more: it is open for anybody to take.`,
    done: "is open for anybody to take.",
    send: (reason) =>
      sending(
        UnassignIncidentDocument,
        (data) => data.unassignIncident,
        (decided) => ({ input: { ...decided, reason } }),
      ),
  },
  escalate: {
    title: "Escalate",
    verb: "Escalate",
    words: ({ escalationLevel }) =>
      escalationLevel === 0
        ? "Whoever is on call and the manager of the team are told at once."
        : "All managers are told at once.",
    done: "is escalated.",
    send: (reason) =>
      sending(
        EscalateIncidentDocument,
        (data) => data.escalateIncident,
        (decided) => ({ input: { ...decided, reason } }),
      ),
  },
};

interface Props {
  name: ReasonedName;
  incident: IncidentDetailsFragment;
  close: () => void;
  done: () => void;
}

/** What follows from an action, and why it is done. */
export function ReasonDialog({ name, incident, close, done }: Props) {
  const { title, verb, words, send, done: said } = REASONED[name];
  const [reason, setReason] = useState("");
  const decision = useDecision(incident);
  const submit = async () => {
    if (!(await decision.decide(send(reason.trim() || null)))) return;
    sayDone(`${incident.key} ${said}`);
    done();
  };
  return (
    <DialogFrame
      name={name}
      incident={incident}
      title={`${title} ${incident.key}`}
      verb={verb}
      decision={decision}
      refusals={besides(decision.refusals, ["reason"])}
      submit={() => void submit()}
      close={close}
    >
      <p className={classes.words}>{words(incident)}</p>
      <LongText
        data-autofocus
        label="Reason"
        description="It stands in the log. It may be empty."
        minRows={2}
        maxRows={8}
        value={reason}
        error={byField(decision.refusals, ["reason"]).reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogFrame>
  );
}
