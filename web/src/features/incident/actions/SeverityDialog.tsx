import { Radio } from "@mantine/core";
import { useState } from "react";

import { ChangeSeverityDocument, type IncidentDetailsFragment, type Severity as SeverityName } from "../gql";
import { sending } from "../change/useChange";
import { useDecision } from "../change/useDecision";
import { DialogFrame } from "./DialogFrame";
import classes from "./SeverityDialog.module.css";
import { LongText } from "@/components/LongText";
import { SEVERITIES, SEVERITY_LABELS, SeverityGlyph } from "@/components/Severity";
import { sayDone } from "@/lib/toasts";

interface Props {
  incident: IncidentDetailsFragment;
  close: () => void;
  done: () => void;
}

/** Another severity, and why. */
export function SeverityDialog({ incident, close, done }: Props) {
  const [severity, setSeverity] = useState<SeverityName>(incident.severity);
  const [reason, setReason] = useState("");
  const decision = useDecision(incident);
  const submit = async () => {
    const send = sending(
      ChangeSeverityDocument,
      (data) => data.changeSeverity,
      (decided) => ({ input: { ...decided, severity, reason: reason.trim() || null } }),
    );
    if (!(await decision.decide(send))) return;
    sayDone(`${incident.key} is ${SEVERITY_LABELS[severity].toLowerCase()} now.`);
    done();
  };
  return (
    <DialogFrame
      name="severity"
      incident={incident}
      title={`Severity of ${incident.key}`}
      verb="Change"
      decision={decision}
      ready={severity !== incident.severity}
      submit={() => void submit()}
      close={close}
    >
      <Radio.Group label="Severity" value={severity} onChange={(value) => setSeverity(value)}>
        <div className={classes.choices}>
          {SEVERITIES.map((each) => (
            <Radio
              key={each}
              value={each}
              data-autofocus={each === incident.severity || undefined}
              label={
                <span className={classes.choice}>
                  <SeverityGlyph severity={each} /> {SEVERITY_LABELS[each]}
                  {each === incident.severity && <small>now</small>}
                </span>
              }
            />
          ))}
        </div>
      </Radio.Group>
      <LongText
        label="Reason"
        description="It stands in the log. It may be empty."
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogFrame>
  );
}
