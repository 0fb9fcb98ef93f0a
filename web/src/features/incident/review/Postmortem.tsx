import { Button, Tooltip } from "@mantine/core";
import { Pencil } from "lucide-react";

import type { IncidentDetailsFragment } from "../gql";
import { verdictOn } from "../actions/rules";
import { LongText } from "../timeline/LongText";
import { PostmortemEditor } from "./PostmortemEditor";
import classes from "./Postmortem.module.css";
import { Time } from "@/components/Time";
import { useViewer } from "@/lib/session/context";

interface Props {
  incident: IncidentDetailsFragment;
  editing: boolean;
  edit: () => void;
  close: () => void;
  done: () => void;
}

/** What was learnt from an incident, in words of people. */
export function Postmortem({ incident, editing, edit, close, done }: Props) {
  const viewer = useViewer();
  const { postmortem } = incident;
  const verdict = verdictOn("postmortem", { incident, viewer });
  const why = typeof verdict === "object" ? verdict.no : null;
  return (
    <section aria-label="Postmortem" className={classes.postmortem}>
      <div className={classes.head}>
        <h2>Postmortem</h2>
        {postmortem !== null && (
          <span className={classes.by}>
            Version {postmortem.version}, {postmortem.updatedBy?.name} <Time at={postmortem.updatedAt} />
          </span>
        )}
        {!editing && verdict !== "absent" && (
          <Tooltip label={why} disabled={why === null} events={{ hover: true, focus: true, touch: true }}>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<Pencil size={12} aria-hidden />}
              data-disabled={why !== null || undefined}
              aria-disabled={why !== null || undefined}
              onClick={() => {
                if (why === null) edit();
              }}
            >
              {postmortem === null ? "Write it" : "Edit it"}
            </Button>
          </Tooltip>
        )}
      </div>
      {editing && <PostmortemEditor incident={incident} close={close} done={done} />}
      {!editing && postmortem !== null && <LongText text={postmortem.body} />}
      {!editing && postmortem === null && <p className={classes.nothing}>Nobody has written one yet.</p>}
    </section>
  );
}
