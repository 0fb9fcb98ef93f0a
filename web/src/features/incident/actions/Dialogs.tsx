import { Button, Modal } from "@mantine/core";

import type { IncidentDetailsFragment } from "../gql";
import { ConflictNotice } from "../change/ConflictNotice";
import { AssignDialog } from "./AssignDialog";
import classes from "./DialogFrame.module.css";
import { EditDialog } from "./EditDialog";
import { ParticipantDialog } from "./ParticipantDialog";
import { ReasonDialog } from "./ReasonDialog";
import { ResolveDialog } from "./ResolveDialog";
import { verdictOn } from "./rules";
import { SeverityDialog } from "./SeverityDialog";
import type { IncidentActions } from "./useIncidentActions";
import { useViewer } from "@/lib/session/context";

interface Props {
  incident: IncidentDetailsFragment;
  actions: IncidentActions;
  done: () => void;
}

/** The dialog that is open, if one is. */
export function Dialogs({ incident, actions, done }: Props) {
  const { dialog, close } = actions;
  const shared = {
    ...{ incident, close },
    done: () => {
      close();
      done();
    },
  };
  switch (dialog) {
    case "assign":
      return <AssignDialog {...shared} />;
    case "resolve":
      return <ResolveDialog {...shared} />;
    case "severity":
      return <SeverityDialog {...shared} />;
    case "edit":
      return <EditDialog {...shared} />;
    case "addParticipant":
      return <ParticipantDialog {...shared} />;
    case "close":
    case "reopen":
    case "unassign":
    case "escalate":
      return <ReasonDialog key={dialog} name={dialog} {...shared} />;
    default:
      return <ConflictDialog incident={incident} actions={actions} />;
  }
}

/** What has changed before something that was to be done at once; and whether to do it still. */
function ConflictDialog({ incident, actions: { change, doing, retry } }: Omit<Props, "done">) {
  const viewer = useViewer();
  const { conflict, pending, leave } = change;
  if (conflict === null || doing === null) return null;
  const isPossible = verdictOn(doing, { incident, viewer }) === "yes";
  return (
    <Modal opened onClose={leave} title={`${conflict.incident.key} has changed`}>
      <div className={classes.form}>
        <ConflictNotice conflict={conflict} />
        {!isPossible && <p className={classes.words}>As it is now, this cannot be done to it any more.</p>}
        <div className={classes.foot}>
          <Button variant="default" onClick={leave}>
            Leave it
          </Button>
          {isPossible && (
            <Button loading={pending} data-autofocus onClick={retry}>
              Do it anyway
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
