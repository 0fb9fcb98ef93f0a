import { Button, Checkbox, SegmentedControl } from "@mantine/core";
import { MailCheck, RotateCw, Send } from "lucide-react";
import { useState } from "react";
import { useClient } from "urql";

import { Notice } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { RelayList } from "@/components/RelayList";
import { Age } from "@/components/Time";
import { useConnection } from "@/lib/graphql/useConnection";
import { submitted } from "@/lib/graphql/useSubmit";
import { oneOf, useUrlState } from "@/lib/routing/urlState";
import { sayDone, sayFailed } from "@/lib/toasts";

import {
  AdminDeliveriesDocument,
  type AdminDeliveriesQuery,
  type AdminDeliveryFragment,
  AdminResendDeliveryDocument,
} from "../gql";
import { Filters } from "../room/Filters";
import { Found } from "../room/Found";
import { Room } from "../room/Room";
import { type Column, RoomTable } from "../room/RoomTable";
import classes from "./Deliveries.module.css";
import { DeliveryDetails } from "./DeliveryDetails";
import { byWhat, STATES, toWhom, whatOf } from "./words";

const DELIVERIES = { document: AdminDeliveriesDocument, connection: (data: AdminDeliveriesQuery) => data.deliveries };
const SHOWN = ["FAILED", "PENDING", "SENT", "CANCELLED", "ALL"] as const;
type Shown = (typeof SHOWN)[number];
const QUESTION = { state: oneOf<Shown>(SHOWN) };
const TABS = SHOWN.map((value) => ({ value, label: value === "ALL" ? "All" : STATES[value] }));

/** What was and is to be sent; first what was given up. */
export function Component() {
  const [{ state }, ask] = useUrlState<{ state: Shown }>(QUESTION);
  const list = useConnection(DELIVERIES, { state: statesOf(state), channel: null });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { resend, pending } = useResending(() => {
    setChosen([]);
    list.reload();
  });
  const failed = list.nodes.filter((each) => each.state === "FAILED").map(({ id }) => id);
  const choosable = chosen.filter((id) => failed.includes(id));
  const turn = (id: string, on: boolean) =>
    setChosen((before) => (on ? [...before, id] : before.filter((each) => each !== id)));
  const tools = failed.length > 0 && (
    <>
      <Button size="xs" variant="default" onClick={() => setChosen(choosable.length === failed.length ? [] : failed)}>
        {choosable.length === failed.length ? "Select none" : "Select all"}
      </Button>
      <Button
        size="xs"
        leftSection={<RotateCw size={14} aria-hidden />}
        disabled={choosable.length === 0}
        loading={pending}
        onClick={() => void resend(choosable)}
      >
        {choosable.length === 0 ? "Send again" : `Send ${choosable.length} again`}
      </Button>
    </>
  );
  return (
    <Room
      title="Deliveries"
      reload={list.reload}
      tools={tools}
      bar={
        <Filters label="Deliveries">
          <SegmentedControl
            size="xs"
            aria-label="Show"
            data={TABS}
            value={state}
            onChange={(value) => {
              setChosen([]);
              ask({ state: value });
            }}
          />
        </Filters>
      }
      editor={(id) => (
        <Found things={list.nodes} id={id} what="delivery">
          {(delivery) => delivery && <DeliveryDetails delivery={delivery} resend={resend} pending={pending} />}
        </Found>
      )}
    >
      <RelayList list={list} skeleton={<LinesSkeleton />} empty={<Nothing state={state} />}>
        {(deliveries) => (
          <RoomTable
            rows={deliveries}
            name={{ label: "To", show: toWhom, width: "20%" }}
            columns={columnsFor(choosable, turn)}
            pale={(each) => each.state === "CANCELLED"}
          />
        )}
      </RelayList>
    </Room>
  );
}

function statesOf(state: Shown) {
  if (state === "ALL") return null;
  return state === "PENDING" ? (["PENDING", "SENDING"] as const) : ([state] as const);
}

/** Sends what failed once more, one after the other, and says what came of it. */
function useResending(done: () => void) {
  const client = useClient();
  const [pending, setPending] = useState(false);
  const resend = async (ids: readonly string[]) => {
    setPending(true);
    const refused: string[] = [];
    for (const deliveryId of ids) {
      const outcome = await submitted(client, AdminResendDeliveryDocument, (data) => data.resendDelivery, {
        input: { deliveryId },
      });
      // A conflict is no refusal: what failed with another one in the same message goes out with that.
      const why = outcome.done ? undefined : outcome.refusals.find(({ code }) => code !== "CONFLICT");
      if (why) refused.push(why.message);
    }
    setPending(false);
    if (refused.length > 0) sayFailed(`${refused.length} of ${ids.length} could not be sent again. ${refused[0]}`);
    else sayDone(ids.length === 1 ? "It is sent again." : `${ids.length} are sent again.`);
    done();
  };
  return { resend, pending };
}

function columnsFor(
  chosen: readonly string[],
  turn: (id: string, on: boolean) => void,
): readonly Column<AdminDeliveryFragment>[] {
  return [
    { label: "By", show: byWhat, width: "86px" },
    {
      label: "What",
      show: (each) => (each.incident === null ? whatOf(each) : `${whatOf(each)} · ${each.incident.key}`),
      width: "160px",
    },
    { label: "State", show: (each) => <State delivery={each} />, width: "150px" },
    { label: "Why", show: ({ reason }) => reason ?? "" },
    { label: "When", show: ({ endedAt, createdAt }) => <Age since={endedAt ?? createdAt} />, width: "64px" },
    {
      label: "Select",
      corner: true,
      width: "64px",
      show: (each) =>
        each.state === "FAILED" && (
          <Checkbox
            size="xs"
            aria-label={`Select what was for ${toWhom(each)}, ${byWhat(each)}`}
            checked={chosen.includes(each.id)}
            onChange={(event) => turn(each.id, event.currentTarget.checked)}
          />
        ),
    },
  ];
}

function State({ delivery: { state, attempts } }: { delivery: AdminDeliveryFragment }) {
  return (
    <span className={classes.state} data-state={state}>
      {STATES[state]}
      {attempts > 1 && <span className={classes.attempts}>, {attempts} tries</span>}
    </span>
  );
}

function Nothing({ state }: { state: Shown }) {
  if (state === "FAILED") {
    return (
      <Notice icon={MailCheck} title="Nothing was given up">
        What cannot be delivered after all its attempts stands here, and can be sent again.
      </Notice>
    );
  }
  return <Notice icon={Send} title="There is none" />;
}
