import { MultiSelect, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";

import { SEVERITIES, SEVERITY_LABELS } from "@/components/Severity";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { now } from "@/lib/time/clock";

import {
  AdminChoicesDocument,
  AdminCreateRuleDocument,
  AdminDeleteRuleDocument,
  type AdminRuleFragment,
  AdminUpdateRuleDocument,
} from "../gql";
import { Editor } from "../room/Editor";
import { Minutes } from "../room/Minutes";
import { Removal } from "../room/Removal";
import { Pair, Section } from "../room/Section";
import { ThingsPicker } from "../room/ThingsPicker";
import { errorWithin, useEditor } from "../room/useEditor";
import { ConditionFields } from "./ConditionFields";
import { draftOf, inputOf, NEW_RULE } from "./draft";
import { Ladder } from "./Ladder";
import { SimulationView } from "./SimulationView";
import { StepsEditor } from "./StepsEditor";
import { useSimulation } from "./useSimulation";
import { type Strategy, whenItStarts } from "./words";
import classes from "./RuleEditor.module.css";

const LOOKED_AT = 90 * 86_400_000;
const SEVERITY_CHOICES = SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] }));

interface Props {
  /** Null: a new one. */
  rule: AdminRuleFragment | null;
  strategies: readonly Strategy[];
}

/** A rule: what it is for, when its ladder starts, and beside it what that would have meant. */
export function RuleEditor({ rule, strategies }: Props) {
  const create = useSubmit(AdminCreateRuleDocument, (data) => data.createEscalationRule);
  const update = useSubmit(AdminUpdateRuleDocument, (data) => data.updateEscalationRule);
  const [{ data: choices }] = useQuery({ query: AdminChoicesDocument });
  const editor = useEditor(rule === null ? NEW_RULE : draftOf(rule), async (draft) => {
    const { name, enabled } = draft;
    const input = { ...inputOf(draft), name, enabled };
    const outcome =
      rule === null
        ? await create.submit({ input })
        : await update.submit({ input: { ...input, escalationRuleId: rule.id } });
    return outcome.done ? { refusals: [], said: `${name} is saved.` } : outcome;
  });
  const { form } = editor;
  const draft = form.getValues();
  const removal = rule !== null && (
    <Removal
      name={rule.name}
      document={AdminDeleteRuleDocument}
      payloadOf={(data) => data.deleteEscalationRule}
      variables={(reason) => ({ input: { escalationRuleId: rule.id, reason } })}
    >
      <p>It escalates nothing any more. What it has escalated stays.</p>
    </Removal>
  );
  return (
    <Editor
      title={rule?.name ?? "New escalation rule"}
      editor={editor}
      isNew={rule === null}
      actions={removal}
      aside={<Preview rule={rule} draft={draft} when={whenItStarts(draft, strategies)} />}
    >
      <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
      <Switch
        label="It escalates"
        description="Switched off, it does nothing; switched on again, time counts from then on."
        {...form.getInputProps("enabled", { type: "checkbox" })}
      />
      <Section title="What it is for" about="An incident must be like all that is chosen; nothing chosen means any.">
        <div className={classes.fields}>
          <Pair>
            <MultiSelect
              label="Severity"
              placeholder={draft.severities.length === 0 ? "Any" : undefined}
              data={SEVERITY_CHOICES}
              value={[...draft.severities]}
              onChange={(chosen) => editor.part("severities").onChange(chosen)}
              error={editor.part("severities").error}
            />
            <ThingsPicker
              label="Service"
              placeholder="Any"
              choices={choices?.services ?? []}
              {...editor.part("serviceIds")}
            />
          </Pair>
          <Pair>
            <ThingsPicker
              label="Category"
              placeholder="Any"
              choices={choices?.categories ?? []}
              {...editor.part("categoryIds")}
            />
            <ThingsPicker label="Team" placeholder="Any" choices={choices?.teams ?? []} {...editor.part("teamIds")} />
          </Pair>
        </div>
      </Section>
      <Section title="When it starts">
        <div className={classes.fields}>
          <ConditionFields editor={editor} strategies={strategies} />
        </div>
      </Section>
      <Section
        title="The ladder"
        about="Each step waits after the one before it, and asks again whether it is still so."
      >
        <StepsEditor
          value={draft.steps}
          onChange={editor.part("steps").onChange}
          errorAt={(place) => (place === "steps" ? form.errors.steps : errorWithin(form.errors, place))}
        />
      </Section>
      <Section title="After it">
        <Repeat editor={editor} />
      </Section>
    </Editor>
  );
}

function Repeat({ editor }: { editor: ReturnType<typeof useEditor<typeof NEW_RULE>> }) {
  const { repeat, acknowledgeTimeoutMinutes } = editor.form.getValues();
  const change = editor.part("repeat").onChange;
  return (
    <div className={classes.fields}>
      <Pair>
        <Minutes
          label="Climb it again"
          unit="times"
          value={repeat.times}
          onChange={(times) => change({ ...repeat, times: times ?? 0 })}
          error={errorWithin(editor.form.errors, "repeat")}
          max={20}
        />
        {repeat.times > 0 && (
          <Minutes
            label="Each time after"
            value={repeat.everyMinutes}
            onChange={(everyMinutes) => change({ ...repeat, everyMinutes: everyMinutes ?? 0 })}
            max={10_080}
          />
        )}
      </Pair>
      <Minutes
        label="Quiet once it is acknowledged"
        description="Without anything being done; then the ladder goes on where it was."
        value={acknowledgeTimeoutMinutes}
        onChange={(minutes) => editor.part("acknowledgeTimeoutMinutes").onChange(minutes ?? 0)}
        error={editor.part("acknowledgeTimeoutMinutes").error}
        max={1440}
      />
    </div>
  );
}

interface PreviewProps {
  rule: AdminRuleFragment | null;
  draft: typeof NEW_RULE;
  when: string;
}

/** The ladder in words, and what the rule would have done, beside what it does as it is stored. */
function Preview({ rule, draft, when }: PreviewProps) {
  const [since] = useState(() => new Date(now() - LOOKED_AT).toISOString());
  const stored = rule === null ? null : inputOf(draftOf(rule));
  const input = inputOf(draft);
  const changed = stored !== null && JSON.stringify(stored) !== JSON.stringify(input);
  const present = useSimulation(stored, since);
  const settled = stored === null || (!present.running && !present.stopped);
  const own = useSimulation(settled && (stored === null || changed) ? input : null, since);
  return (
    <div className={classes.preview}>
      <section aria-label="Ladder">
        <h3>What it does</h3>
        <Ladder draft={draft} when={when} />
      </section>
      <SimulationView
        draft={draft}
        simulation={changed || stored === null ? { ...own, running: own.running || !settled } : present}
        present={changed ? present.found : null}
      />
    </div>
  );
}
