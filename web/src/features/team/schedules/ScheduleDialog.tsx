import { Button, Group, Modal, NativeSelect, Select, TextInput } from "@mantine/core";
import { Plus } from "lucide-react";
import { useState } from "react";

import { Refusals } from "@/components/Refusals";
import { besides, byField } from "@/lib/graphql/refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { now } from "@/lib/time/clock";
import { sayDone } from "@/lib/toasts";

import { TeamCreateScheduleDocument, TeamUpdateScheduleDocument } from "../gql";
import { HERE, spelledDay } from "../moments";
import type { Schedule } from "../schedule";
import { DeleteSchedule } from "./DeleteSchedule";
import { draftOf, inputOf, moved, newDraft, newLayer, type LayerDraft, type ScheduleDraft } from "./draft";
import { LayerFields } from "./LayerFields";
import classes from "./ScheduleDialog.module.css";
import { SchedulePreview } from "./SchedulePreview";

const ZONES = [...new Set([HERE, "UTC", ...Intl.supportedValuesOf("timeZone")])];

interface Props {
  /** The one to change; without it a new one. */
  schedule?: Schedule;
  /** Those for which the viewer may write schedules. */
  teams: readonly { readonly id: string; readonly name: string }[];
  close: () => void;
  done: () => void;
}

/** A schedule to write, beside what comes of it in the next four weeks. */
export function ScheduleDialog({ schedule, teams, close, done }: Props) {
  const [moment] = useState(now);
  const [draft, setDraft] = useState(() =>
    schedule === undefined ? newDraft(teams[0]?.id ?? "", mondayOf(moment)) : draftOf(schedule),
  );
  const { save, pending, refusals } = useSaving(schedule);
  const errors = byField(refusals, fieldsOf(draft));
  const change = (changed: Partial<ScheduleDraft>) => setDraft({ ...draft, ...changed });
  const changeLayer = (place: number, changed: Partial<LayerDraft>) =>
    change({ layers: draft.layers.map((layer, at) => (at === place ? { ...layer, ...changed } : layer)) });
  const submit = async () => {
    if (!(await save(draft))) return;
    sayDone(`${draft.name} is saved.`);
    done();
    close();
  };
  return (
    <Modal
      opened
      onClose={close}
      size={1080}
      title={schedule === undefined ? "New on-call schedule" : `Edit ${schedule.name}`}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className={classes.fields}>
          <div className={classes.pair}>
            <TextInput
              label="Name"
              required
              maxLength={100}
              value={draft.name}
              error={errors.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <NativeSelect
              label="Team"
              disabled={schedule !== undefined}
              value={draft.teamId}
              data={(schedule?.team ? [schedule.team] : teams).map(({ id, name }) => ({ value: id, label: name }))}
              error={errors.teamId}
              onChange={(event) => change({ teamId: event.currentTarget.value })}
            />
          </div>
          <Select
            label="Time zone"
            description="Its handoffs and hours are told in it."
            required
            searchable
            limit={60}
            data={ZONES}
            value={draft.timeZone}
            error={errors.timeZone}
            onChange={(zone) => change({ timeZone: zone ?? HERE })}
          />
          <p>Whoever is on duty in the uppermost layer is on call. If nobody is there, the layer below is asked.</p>
          {draft.layers.map((layer, place) => (
            <LayerFields
              key={layer.key}
              layer={layer}
              place={place}
              of={draft.layers.length}
              errors={errors}
              change={(changed) => changeLayer(place, changed)}
              move={(step) => change({ layers: moved(draft.layers, place, step) })}
              remove={() => change({ layers: draft.layers.filter((_, at) => at !== place) })}
            />
          ))}
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={14} />}
            disabled={draft.layers.length >= 10}
            onClick={() =>
              change({ layers: [...draft.layers, newLayer(`Layer ${draft.layers.length + 1}`, mondayOf(moment))] })
            }
          >
            Add a layer
          </Button>
        </div>
        <div className={classes.side}>
          <SchedulePreview draft={draft} now={moment} />
          <Refusals refusals={besides(refusals, fieldsOf(draft))} />
          <Group justify="flex-end" gap="xs">
            {schedule !== undefined && <DeleteSchedule schedule={schedule} close={close} done={done} />}
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={pending}>
              Save
            </Button>
          </Group>
        </div>
      </form>
    </Modal>
  );
}

/** Sends the draft: as a new schedule, or as all that there is to change of one. True if it was taken. */
function useSaving(schedule: Schedule | undefined) {
  const creating = useSubmit(TeamCreateScheduleDocument, (data) => data.createOnCallSchedule);
  const updating = useSubmit(TeamUpdateScheduleDocument, (data) => data.updateOnCallSchedule);
  const save = async (draft: ScheduleDraft): Promise<boolean> => {
    const { teamId, ...input } = inputOf(draft);
    const outcome =
      schedule === undefined
        ? await creating.submit({ input: { teamId, ...input } })
        : await updating.submit({ input: { onCallScheduleId: schedule.id, ...input } });
    return outcome.done;
  };
  const { pending, refusals } = schedule === undefined ? creating : updating;
  return { save, pending, refusals };
}

/** What of the draft has an input of its own, by the API's path to it. */
function fieldsOf({ layers }: ScheduleDraft): readonly string[] {
  const within = ["name", "participantIds", "rotation.length", "rotation.startsOn", "rotation.handoffTime", "hours"];
  return [
    "name",
    "teamId",
    "timeZone",
    ...layers.flatMap((_, place) => within.map((field) => `layers.${place}.${field}`)),
  ];
}

function mondayOf(moment: number): string {
  const today = new Date(moment);
  return spelledDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() - ((today.getDay() + 6) % 7)));
}
