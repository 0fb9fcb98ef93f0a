import { Button } from "@mantine/core";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useState } from "react";

import { Confirm } from "@/components/Confirm";
import { Time } from "@/components/Time";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { SettingsDeleteMethodDocument, type SettingsMethodFragment } from "./gql";
import { Rename } from "./Rename";
import classes from "./Settings.module.css";
import { Verification } from "./Verification";
import { CHANNELS } from "./words";

interface Props {
  method: SettingsMethodFragment;
  /** Whether one of the viewer's steps goes there. */
  isUsed: boolean;
  reload: () => void;
}

/** One way to be reached: what it is, whether it is verified, and what can be done with it. */
export function Method({ method, isUsed, reload }: Props) {
  const [renaming, setRenaming] = useState(false);
  const { name, channel, hint, verifiedAt } = method;
  const { label, icon: Icon } = CHANNELS[channel];
  return (
    <li className={classes.method}>
      <Icon size={17} aria-hidden className={classes.icon} />
      {renaming ? (
        <Rename method={method} close={() => setRenaming(false)} />
      ) : (
        <div className={classes.what}>
          <strong>{name}</strong>
          <span>
            {label} · {hint}
          </span>
        </div>
      )}
      {verifiedAt === null ? (
        <span className={classes.state} data-waits>
          <CircleDashed size={14} aria-hidden /> Not verified
        </span>
      ) : (
        <span className={classes.state}>
          <CircleCheck size={14} aria-hidden /> Verified <Time at={verifiedAt} />
        </span>
      )}
      <div className={classes.acts}>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={`Rename ${name}`}
          disabled={renaming}
          onClick={() => setRenaming(true)}
        >
          Rename
        </Button>
        <Deletion method={method} isUsed={isUsed} reload={reload} />
      </div>
      {verifiedAt === null && <Verification method={method} />}
    </li>
  );
}

function Deletion({ method: { id, name }, isUsed, reload }: Props) {
  const { submit } = useSubmit(SettingsDeleteMethodDocument, (data) => data.deleteContactMethod);
  return (
    <Confirm
      danger
      withoutReason
      quiet
      label="Delete"
      name={`Delete ${name}`}
      title={`Delete ${name}?`}
      run={async () => {
        const outcome = await submit({ input: { contactMethodId: id } });
        if (outcome.done) {
          sayDone(`${name} is deleted.`);
          reload();
        }
        return outcome;
      }}
    >
      <p>Nothing is sent there any more, and what was on its way is cancelled.</p>
      {isUsed && <p>Your steps that go there are taken out.</p>}
    </Confirm>
  );
}
