import { Button, CloseButton, Group, Modal } from "@mantine/core";
import { Hand, UserRoundPlus, WandSparkles } from "lucide-react";
import { useState } from "react";
import { useClient } from "urql";

import { PersonPicker } from "@/components/pickers/PersonPicker";
import type { Person } from "@/components/PersonName";
import classes from "./BulkBar.module.css";
import { BulkProgress } from "./BulkProgress";
import { doAll, type Progress, type Work } from "./bulk";
import type { BoardIncidentFragment } from "./gql";
import type { Selection } from "./selection";
import { useViewer } from "@/lib/session/context";
import { runsIncidents } from "@/lib/session/roles";
import { useStore } from "@/lib/store";

/** What can be done with the incidents that are chosen, how far it is, and what came of it. */
export default function BulkBar({ selection }: { selection: Selection }) {
  const client = useClient();
  const chosen = useStore(selection.chosen);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [running, setRunning] = useState(false);
  const run = async (work: Work, incidents: readonly BoardIncidentFragment[]) => {
    setRunning(true);
    const { done } = await doAll(client, work, incidents, setProgress);
    selection.drop(done.map(({ id }) => id)); // what was refused stays chosen
    setRunning(false);
  };
  const retry = ({ work, refused }: Progress) => {
    // As they are by now: whoever tries again has seen that.
    const again = refused.map(({ incident }) => selection.chosen.get().get(incident.id) ?? incident);
    void run(work, again);
  };
  if (progress !== null) {
    return (
      <aside className={classes.bar} aria-label="What came of it">
        <BulkProgress
          progress={progress}
          running={running}
          retry={() => retry(progress)}
          close={() => setProgress(null)}
        />
      </aside>
    );
  }
  if (chosen.size === 0) return null;
  return (
    <aside className={classes.bar} aria-label="With what is selected">
      <span className={classes.count} role="status">
        {chosen.size} selected
      </span>
      <Button size="compact-sm" variant="subtle" onClick={() => selection.chooseAll()}>
        Select all shown
      </Button>
      <Works run={(work) => void run(work, [...chosen.values()])} />
      <CloseButton size="sm" aria-label="Select nothing" onClick={() => selection.clear()} />
    </aside>
  );
}

function Works({ run }: { run: (work: Work) => void }) {
  const { role } = useViewer();
  if (!runsIncidents(role)) {
    return (
      <Button size="compact-sm" leftSection={<Hand size={14} aria-hidden />} onClick={() => run({ kind: "claim" })}>
        Claim
      </Button>
    );
  }
  return (
    <>
      <Assign run={run} />
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<WandSparkles size={14} aria-hidden />}
        onClick={() => run({ kind: "auto-assign" })}
      >
        Assign automatically
      </Button>
    </>
  );
}

function Assign({ run }: { run: (work: Work) => void }) {
  const [opened, setOpened] = useState(false);
  const [person, setPerson] = useState<Person | null>(null);
  return (
    <>
      <Button size="compact-sm" leftSection={<UserRoundPlus size={14} aria-hidden />} onClick={() => setOpened(true)}>
        Assign to…
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Assign what is selected" size="sm">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (person !== null) run({ kind: "assign", to: person });
          }}
        >
          <PersonPicker label="Assign to" value={person} onChange={setPerson} />
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={() => setOpened(false)}>
              Cancel
            </Button>
            <Button type="submit" disabled={person === null}>
              Assign
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
