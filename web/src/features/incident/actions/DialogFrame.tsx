import { Button, Modal } from "@mantine/core";

import type { IncidentDetailsFragment } from "../gql";
import { ConflictNotice } from "../change/ConflictNotice";
import type { Decision } from "../change/useDecision";
import { type ActionName, verdictOn } from "./rules";
import classes from "./DialogFrame.module.css";
import { Refusals } from "@/components/Refusals";
import type { Refusal } from "@/lib/graphql/useSubmit";
import { useShortcuts } from "@/lib/keyboard/context";
import { useViewer } from "@/lib/session/context";

interface Props {
  name: ActionName;
  incident: IncidentDetailsFragment;
  title: string;
  /** What its button says. */
  verb: string;
  decision: Decision;
  /** The refusals that stand beside no input. */
  refusals?: readonly Refusal[];
  /** Whether there is something to send. */
  ready?: boolean;
  size?: string;
  submit: () => void;
  close: () => void;
  children: React.ReactNode;
}

/** A dialog about an incident: what one fills in, why it was refused, and what others have done meanwhile. */
export function DialogFrame(props: Props) {
  const { name, incident, title, verb, decision, ready = true, size = "md", submit, close, children } = props;
  const viewer = useViewer();
  const { conflict, pending, refusals } = decision;
  const verdict = verdictOn(name, { incident, viewer, ringing: null });
  const impossible = pending || verdict === "yes" ? null : reasonFor(verdict, incident);
  const submitIfReady = () => {
    if (ready && impossible === null) submit();
  };
  useShortcuts([{ keys: "mod+Enter", label: verb, group: title, run: submitIfReady }]);
  return (
    <Modal opened onClose={close} title={title} size={size}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          submitIfReady();
        }}
      >
        {conflict !== null && <ConflictNotice conflict={conflict} />}
        {children}
        <Refusals refusals={props.refusals ?? refusals} />
        {impossible !== null && <Refusals refusals={[{ message: impossible }]} />}
        <div className={classes.foot}>
          <Button variant="default" size="sm" onClick={close}>
            {conflict === null ? "Cancel" : "Leave it"}
          </Button>
          <Button type="submit" size="sm" loading={pending} disabled={!ready || impossible !== null}>
            {conflict === null ? verb : `${verb} anyway`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function reasonFor(verdict: "absent" | { readonly no: string }, { key, status }: IncidentDetailsFragment): string {
  const now = status.replace("_", " ").toLowerCase();
  return verdict === "absent" ? `${key} is ${now} now: this cannot be done to it any more.` : verdict.no;
}
