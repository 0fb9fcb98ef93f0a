import { Button } from "@mantine/core";
import { CircleCheckBig, Hand, type LucideIcon, Play, SquareCheck } from "lucide-react";
import { Link } from "react-router";

import { BoardAcknowledgeDocument, BoardClaimDocument, type BoardIncidentFragment, BoardStartDocument } from "../gql";
import { type Outcome, useSubmit } from "@/lib/graphql/useSubmit";
import { incidentPath } from "@/lib/places";
import { sayFailed } from "@/lib/toasts";

interface Props {
  incident: BoardIncidentFragment;
}

/** Says that somebody looks after a page. */
export function Acknowledge({ escalationId, incident }: Props & { escalationId: string }) {
  const { submit, pending } = useSubmit(BoardAcknowledgeDocument, (data) => data.acknowledgeEscalation);
  const act = () => submit({ input: { escalationId } });
  return <Act label="Acknowledge" icon={SquareCheck} to={incident.key} pending={pending} act={act} />;
}

/** Says that work has begun. */
export function Start({ incident: { id, key, version } }: Props) {
  const { submit, pending } = useSubmit(BoardStartDocument, (data) => data.startIncident);
  const act = () => submit({ input: { incidentId: id, expectedVersion: version } });
  return <Act label="Start" icon={Play} to={key} pending={pending} act={act} />;
}

/** Takes an incident for oneself. */
export function Claim({ incident: { id, key, version } }: Props) {
  const { submit, pending } = useSubmit(BoardClaimDocument, (data) => data.claimIncident);
  const act = () => submit({ input: { incidentId: id, expectedVersion: version } });
  return <Act label="Claim" icon={Hand} to={key} pending={pending} act={act} variant="default" />;
}

/** Goes to where one says what was done. */
export function Finish({ incident: { key } }: Props) {
  return (
    <Button
      component={Link}
      to={incidentPath(key)}
      size="compact-sm"
      variant="default"
      leftSection={<CircleCheckBig size={14} aria-hidden />}
      aria-label={`Finish ${key}`}
    >
      Finish
    </Button>
  );
}

interface ActProps {
  label: string;
  icon: LucideIcon;
  /** The key of the incident. */
  to: string;
  pending: boolean;
  act: () => Promise<Outcome<unknown>>;
  variant?: "filled" | "default";
}

/** Does something, and says in a corner why it was refused. */
function Act({ label, icon: Icon, to, pending, act, variant = "filled" }: ActProps) {
  const run = async () => {
    const outcome = await act();
    if (!outcome.done) sayFailed(outcome.refusals.map(({ message }) => message).join(" "));
  };
  return (
    <Button
      size="compact-sm"
      variant={variant}
      leftSection={<Icon size={14} aria-hidden />}
      loading={pending}
      aria-label={`${label} ${to}`}
      onClick={() => void run()}
    >
      {label}
    </Button>
  );
}
