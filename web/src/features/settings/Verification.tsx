import { Button, TextInput } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";

import { Refusals } from "@/components/Refusals";
import { besides, byField } from "@/lib/graphql/refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { now } from "@/lib/time/clock";
import { clockTime, spanOf } from "@/lib/time/format";
import { everySecond } from "@/lib/time/ticker";
import { sayDone } from "@/lib/toasts";

import { SettingsSendCodeDocument, type SettingsMethodFragment, SettingsVerifyMethodDocument } from "./gql";
import classes from "./Settings.module.css";
import { CHANNELS } from "./words";

const LIFETIME = 10 * 60_000;
/** So long a code may be on its way before another one is offered. */
const PATIENCE = 45_000;
const FIELDS = ["code"] as const;

/** Where the code is entered that proves that the viewer reads what is sent there; and where another one is asked for. */
export function Verification({ method }: { method: SettingsMethodFragment }) {
  const { id, name, channel, codeExpiresAt } = method;
  const [code, setCode] = useState("");
  const verify = useSubmit(SettingsVerifyMethodDocument, (data) => data.verifyContactMethod);
  const send = useSubmit(SettingsSendCodeDocument, (data) => data.sendContactCode);
  const expires = codeExpiresAt === null ? 0 : Date.parse(codeExpiresAt);
  const isGood = useSyncExternalStore(everySecond, () => expires > now());
  const refusals = [...verify.refusals, ...send.refusals];
  const enter = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    const outcome = await verify.submit({ input: { contactMethodId: id, code } });
    if (outcome.done) sayDone(`${name} is verified.`);
  };
  const again = async () => {
    const outcome = await send.submit({ input: { contactMethodId: id } });
    if (outcome.done) setCode("");
  };
  return (
    <form className={classes.verification} noValidate onSubmit={(event) => void enter(event)}>
      <p role="status">
        {isGood
          ? `A code was sent. Look ${CHANNELS[channel].codeAt}; it is good until ${clockTime(expires)}.`
          : "The code that was sent is not good any more."}
      </p>
      <div className={classes.code}>
        {isGood && (
          <>
            <TextInput
              size="xs"
              aria-label={`Code for ${name}`}
              placeholder="123 456"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={9}
              value={code}
              error={byField(refusals, FIELDS).code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Button type="submit" size="xs" loading={verify.pending} disabled={code.trim() === ""}>
              Verify
            </Button>
          </>
        )}
        <SendAgain sentAt={expires - LIFETIME} isGood={isGood} pending={send.pending} send={() => void again()} />
      </div>
      <Refusals refusals={besides(refusals, isGood ? FIELDS : [])} />
    </form>
  );
}

function SendAgain(props: { sentAt: number; isGood: boolean; pending: boolean; send: () => void }) {
  const { sentAt, isGood, pending, send } = props;
  const wait = useSyncExternalStore(everySecond, () => Math.max(0, Math.ceil((sentAt + PATIENCE - now()) / 1_000)));
  return (
    <Button
      size="xs"
      variant={isGood ? "subtle" : "filled"}
      color={isGood ? "gray" : undefined}
      loading={pending}
      disabled={isGood && wait > 0}
      onClick={send}
    >
      {isGood && wait > 0 ? `Send again in ${spanOf(wait * 1_000)}` : isGood ? "Send again" : "Send a new code"}
    </Button>
  );
}
