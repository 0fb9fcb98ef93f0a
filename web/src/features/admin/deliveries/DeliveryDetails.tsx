import { Button, Stack } from "@mantine/core";
import { RotateCw } from "lucide-react";
import { Link } from "react-router";

import { Time } from "@/components/Time";
import { incidentPath } from "@/lib/places";

import type { AdminDeliveryFragment } from "../gql";
import { DrawerHead } from "../room/DrawerHead";
import editorClasses from "../room/Editor.module.css";
import { Facts } from "../room/Facts";
import { byWhat, STATES, toWhom, whatOf } from "./words";

interface Props {
  delivery: AdminDeliveryFragment;
  resend: (ids: readonly string[]) => Promise<void>;
  pending: boolean;
}

/** All that is known of something that was sent, or was not. */
export function DeliveryDetails({ delivery, resend, pending }: Props) {
  const { id, state, attempts, step, name, hint, reason, incident } = delivery;
  const { createdAt, dueAt, nextAttemptAt, endedAt, messageId } = delivery;
  const told = incident && <Link to={incidentPath(incident.key)}>{`${incident.key} ${incident.title}`}</Link>;
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ["State", STATES[state]],
    ["Why", reason ?? "nothing to say"],
    ["What", whatOf(delivery)],
    ["Of", told ?? "no incident"],
    ["By", [byWhat(delivery), name, hint].filter(Boolean).join(" · ")],
    ...(step === null ? [] : [["Step", step] as const]),
    ["Attempts", attempts],
    ["Owed since", <Time key="created" at={createdAt} />],
    ["Due", <Time key="due" at={dueAt} />],
    ...(nextAttemptAt === null ? [] : [["Next attempt", <Time key="next" at={nextAttemptAt} />] as const]),
    ...(endedAt === null ? [] : [["Ended", <Time key="ended" at={endedAt} />] as const]),
    ...(messageId === null ? [] : [["Message", <code key="message">{messageId}</code>] as const]),
  ];
  return (
    <>
      <DrawerHead title={toWhom(delivery)} />
      <Stack className={editorClasses.body} gap="md">
        <Facts facts={facts} />
        {state === "FAILED" && (
          <div>
            <Button
              size="xs"
              leftSection={<RotateCw size={14} aria-hidden />}
              loading={pending}
              onClick={() => void resend([id])}
            >
              Send again
            </Button>
          </div>
        )}
      </Stack>
    </>
  );
}
