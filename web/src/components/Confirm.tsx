import { Button, Group, Modal } from "@mantine/core";
import { useState } from "react";

import { LongText } from "@/components/LongText";
import { Refusals } from "@/components/Refusals";
import { besides, byField } from "@/lib/graphql/refusals";
import type { Outcome, Refusal } from "@/lib/graphql/useSubmit";

import classes from "@/components/Confirm.module.css";

interface Props {
  /** What the button says, here and in the dialog. */
  label: string;
  title: string;
  /** Does it, with the reason or null; what it says when it is done is up to it. */
  run: (reason: string | null) => Promise<Outcome<unknown>>;
  /** It takes something away. */
  danger?: boolean;
  /** What the button is called, if its label does not say of what it is. */
  name?: string;
  /** A small button that does not stand out, for in a row. */
  quiet?: boolean;
  /** The API takes no reason. */
  withoutReason?: boolean;
  /** What follows from it. */
  children: React.ReactNode;
}

/** A button that asks before it does something, and for a reason. Why it was refused stands in the dialog. */
export function Confirm(props: Props) {
  const { label, title, run, danger = false, name, quiet = false, withoutReason = false, children } = props;
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState("");
  const [pending, setPending] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const open = () => {
    setRefusals([]);
    setReason("");
    setOpened(true);
  };
  const confirm = async () => {
    setPending(true);
    const outcome = await run(reason.trim() === "" ? null : reason.trim());
    setPending(false);
    setRefusals(outcome.done ? [] : outcome.refusals);
    if (outcome.done) setOpened(false);
  };
  return (
    <>
      <Button
        size={quiet ? "compact-xs" : "xs"}
        variant={quiet ? "subtle" : "default"}
        className={danger ? classes.danger : undefined}
        aria-label={name}
        onClick={open}
      >
        {label}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={title} zIndex={300}>
        <div className={classes.content}>
          <div className={classes.text}>{children}</div>
          {!withoutReason && (
            <LongText
              label="Why"
              description="For the audit trail; it may stay empty."
              minRows={2}
              maxLength={1000}
              value={reason}
              error={byField(refusals, ["reason"]).reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <Refusals refusals={besides(refusals, ["reason"])} />
          <Group gap="xs">
            <Button size="xs" color={danger ? "red.9" : undefined} loading={pending} onClick={() => void confirm()}>
              {label}
            </Button>
            <Button size="xs" variant="default" onClick={() => setOpened(false)}>
              Cancel
            </Button>
          </Group>
        </div>
      </Modal>
    </>
  );
}
