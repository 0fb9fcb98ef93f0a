import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useState } from "react";

import { Refusals } from "@/components/Refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { type SettingsMethodFragment, SettingsSetStepsDocument, type Urgency } from "./gql";
import { Section } from "./Section";
import classes from "./Settings.module.css";
import { StepRow } from "./StepRow";
import { areSame, type Draft, draftsOf, type Step, swapped, withAnother } from "./steps";

const MOST = 10;

interface Words {
  readonly title: string;
  readonly about: string;
  /** What happens without steps. */
  readonly without: string;
}

const WORDS: Readonly<Record<"PAGE" | "INFORMATION", Words>> = {
  PAGE: {
    title: "When I am paged",
    about:
      "A page is an escalation to you, or a high or critical incident that you are given. It goes on from step to step until somebody acknowledges it, and never waits for quiet hours.",
    without: "Every verified contact method at once.",
  },
  INFORMATION: {
    title: "When I am informed",
    about: "All else that you want to be sent: comments, what is resolved, smaller assignments.",
    without: "Your first verified e-mail address.",
  },
};

interface Props {
  urgency: Extract<Urgency, "PAGE" | "INFORMATION">;
  methods: readonly SettingsMethodFragment[];
  /** Of every urgency. */
  steps: readonly Step[];
  reload: () => void;
}

/** In which steps the viewer is reached. */
export function StepsSection({ urgency, methods, steps, reload }: Props) {
  const { title, about, without } = WORDS[urgency];
  const verified = methods.filter(({ verifiedAt }) => verifiedAt !== null);
  const stored = draftsOf(steps.filter((step) => step.urgency === urgency));
  const [written, setWritten] = useState<readonly Draft[] | null>(null);
  const drafts = written ?? stored;
  const { submit, pending, refusals } = useSubmit(SettingsSetStepsDocument, (data) => data.setNotificationSteps);
  const save = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    const input = drafts.map(({ contactMethodId, afterMinutes }) => ({
      contactMethodId,
      afterMinutes: afterMinutes ?? 0,
    }));
    const outcome = await submit({ input: { urgency, steps: input } });
    if (!outcome.done) return;
    sayDone("Your steps are saved.");
    reload();
    setWritten(null);
  };
  const isDirty = written !== null && !areSame(written, stored);
  const change = (place: number, part: Partial<Draft>) =>
    setWritten(drafts.map((each, index) => (index === place ? { ...each, ...part } : each)));
  return (
    <Section title={title} about={about}>
      <form noValidate className={classes.steps} onSubmit={(event) => void save(event)}>
        {drafts.length === 0 ? (
          <p className={classes.without}>{without}</p>
        ) : (
          <ol className={classes.rows}>
            {drafts.map((draft, place) => (
              <StepRow
                key={draft.key}
                draft={draft}
                place={place}
                count={drafts.length}
                methods={verified}
                isPage={urgency === "PAGE"}
                change={(part) => change(place, part)}
                move={(by) => setWritten(swapped(drafts, place, by))}
                remove={() => setWritten(drafts.filter((_, index) => index !== place))}
              />
            ))}
          </ol>
        )}
        <Refusals refusals={refusals} />
        <div className={classes.buttons}>
          {isDirty && (
            <>
              <Button type="submit" size="xs" loading={pending}>
                Save
              </Button>
              <Button size="xs" variant="default" onClick={() => setWritten(null)}>
                Cancel
              </Button>
            </>
          )}
          <Button
            size="xs"
            variant={isDirty ? "subtle" : "default"}
            color={isDirty ? "gray" : undefined}
            leftSection={<Plus size={14} aria-hidden />}
            disabled={verified.length === 0 || drafts.length >= MOST}
            onClick={() =>
              setWritten(
                withAnother(
                  drafts,
                  verified.map(({ id }) => id),
                ),
              )
            }
          >
            {drafts.length === 0 ? "Say in which steps" : "Add a step"}
          </Button>
        </div>
        {verified.length === 0 && <p className={classes.hint}>Steps need a verified contact method.</p>}
      </form>
    </Section>
  );
}
