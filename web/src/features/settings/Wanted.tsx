import { NativeSelect } from "@mantine/core";
import { useState } from "react";

import { Refusals } from "@/components/Refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import {
  type LowestSeverity,
  type NotificationKind,
  SettingsSetTellingDocument,
  type SettingsTellingFragment,
} from "./gql";
import { Section } from "./Section";
import classes from "./Settings.module.css";
import { KINDS, LOWEST } from "./words";

interface Props {
  lowest: SettingsTellingFragment["lowestSeverities"];
  reload: () => void;
}

/** What the viewer wants to be sent. Each choice is saved as it is made. */
export function Wanted({ lowest, reload }: Props) {
  const { submit, refusals } = useSubmit(SettingsSetTellingDocument, (data) => data.setNotificationSettings);
  const [chosen, setChosen] = useState<Partial<Record<NotificationKind, LowestSeverity>>>({});
  const choose = async (kind: NotificationKind, severity: LowestSeverity) => {
    setChosen((before) => ({ ...before, [kind]: severity }));
    const outcome = await submit({ input: { lowestSeverities: [{ kind, severity }] } });
    if (outcome.done) {
      sayDone("It is saved.");
      reload();
    } else setChosen((before) => ({ ...before, [kind]: undefined }));
  };
  return (
    <Section title="What I want to be sent" about="Your inbox in SIEMS has all of it, whatever you choose here.">
      <ul className={classes.rows}>
        {KINDS.map(([kind, label]) => {
          const severity = chosen[kind] ?? lowest.find((each) => each.kind === kind)?.severity ?? "LOW";
          return (
            <li key={kind} className={classes.wanted}>
              <span>
                {label}
                {kind === "ASSIGNED" && <small> High and critical ones are pages, and always sent.</small>}
              </span>
              {kind === "ESCALATED" ? (
                <span className={classes.always}>Always: it is a page</span>
              ) : (
                <NativeSelect
                  size="xs"
                  aria-label={label}
                  data={[...LOWEST]}
                  value={severity}
                  onChange={(event) => void choose(kind, event.currentTarget.value as LowestSeverity)}
                />
              )}
            </li>
          );
        })}
      </ul>
      <Refusals refusals={refusals} />
    </Section>
  );
}
