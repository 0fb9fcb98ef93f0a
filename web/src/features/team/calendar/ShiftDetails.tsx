import { Button } from "@mantine/core";

import { PersonName } from "@/components/PersonName";
import { Refusals } from "@/components/Refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { TeamRemoveOverrideDocument } from "../gql";
import { HERE, stretchIn } from "../moments";
import classes from "./ShiftDetails.module.css";
import { type Chosen, type DetailsActions, throughOf } from "./rotaShown";

/** Who is on call in a stretch and why; overrides can be taken back here. */
export function ShiftDetails({
  chosen,
  close,
  reload,
  mayWrite,
  override,
}: DetailsActions & { chosen: Chosen; close: () => void }) {
  const { rota, entry } = chosen;
  const { schedule } = rota;
  const { submit, pending, refusals } = useSubmit(TeamRemoveOverrideDocument, (data) => data.removeOnCallOverride);
  const own = rota.overrides.find(({ id }) => id === entry.overrideId);
  const remove = async (overrideId: string) => {
    const { done } = await submit({ input: { overrideId } });
    if (!done) return;
    sayDone("The override is gone.");
    close();
    reload();
  };
  return (
    <div className={classes.details}>
      <h4>
        <PersonName person={entry.person} nobody="Nobody is on call" />
      </h4>
      <p>
        {schedule.name}, {throughOf(entry)}
      </p>
      <dl>
        <dt>Here</dt>
        <dd>{stretchIn(entry.startsAt, entry.endsAt)}</dd>
        {schedule.timeZone !== HERE && (
          <>
            <dt>{schedule.timeZone}</dt>
            <dd>{stretchIn(entry.startsAt, entry.endsAt, schedule.timeZone)}</dd>
          </>
        )}
        {own?.createdBy && (
          <>
            <dt>Added by</dt>
            <dd>{own.createdBy.name}</dd>
          </>
        )}
      </dl>
      <Refusals refusals={refusals} />
      {mayWrite(schedule) && (
        <div className={classes.ways}>
          {own !== undefined && (
            <Button size="xs" variant="default" color="red" loading={pending} onClick={() => void remove(own.id)}>
              Remove the override
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              close();
              override({ schedule, entry });
            }}
          >
            Override
          </Button>
        </div>
      )}
    </div>
  );
}
