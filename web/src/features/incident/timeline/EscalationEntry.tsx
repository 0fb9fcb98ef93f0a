import { Button } from "@mantine/core";
import { BellRing } from "lucide-react";

import type { IncidentEntryFragment, IncidentEscalationFragment } from "../gql";
import { Entry } from "./Entry";
import classes from "./EscalationEntry.module.css";
import { namedAll, named, valuesOf } from "./values";
import { Time } from "@/components/Time";
import { spanOf } from "@/lib/time/format";

interface Props {
  entry: IncidentEntryFragment;
  /** What is known of it beside the log, once it has been read. */
  escalation: IncidentEscalationFragment | undefined;
  /** Null unless the viewer may acknowledge it now. */
  acknowledge: (() => void) | null;
  pending: boolean;
}

const FALLBACKS: Record<string, string> = {
  ALL_MANAGERS: "Nobody could be found to tell, so all managers were.",
  ALL_ADMINS: "Nobody could be found to tell, no manager either, so all administrators were.",
  NOBODY: "There was nobody to tell at all.",
};
const LATE = 60;

/** An escalation: by which rule and step, who was told, how late, and who has acknowledged it. */
export function EscalationEntry({ entry, escalation, acknowledge, pending }: Props) {
  const after = valuesOf(entry.after);
  const told = namedAll(after.notified);
  const acknowledgedAt = escalation?.acknowledgedAt ?? null;
  const lateness = escalation?.latenessSeconds ?? 0;
  return (
    <Entry entry={entry}>
      <div className={classes.escalation}>
        {named(after.rule) !== null && <p className={classes.rule}>{ruleAndStep(after)}</p>}
        <p>
          {told.length === 0 ? "Told nobody." : `Told ${told.map(({ name }) => name).join(", ")}.`}
          {lateness >= LATE && <span className={classes.late}> {spanOf(lateness * 1_000)} later than it was due.</span>}
        </p>
        {typeof after.fallback === "string" && <p>{FALLBACKS[after.fallback] ?? after.fallback}</p>}
        {acknowledgedAt !== null && (
          <p className={classes.acknowledged}>
            Acknowledged by {escalation?.acknowledgedByName ?? "somebody"}, <Time at={acknowledgedAt} />
          </p>
        )}
        {acknowledge !== null && (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<BellRing size={13} aria-hidden />}
            loading={pending}
            onClick={acknowledge}
          >
            Acknowledge
          </Button>
        )}
      </div>
    </Entry>
  );
}

/** "Critical: nobody has it · step 1 · repeat 2". */
function ruleAndStep(after: ReturnType<typeof valuesOf>): string {
  const parts = [
    named(after.rule)?.name ?? "",
    typeof after.step === "number" && `step ${after.step}`,
    typeof after.repeat === "number" && after.repeat > 0 && `repeat ${after.repeat}`,
  ];
  return parts.filter((part) => part !== false).join(" · ");
}
