import { Button } from "@mantine/core";

import { useEffect, useRef } from "react";

import type { IncidentDetailsFragment } from "../gql";
import { WritePreview } from "../comments/WritePreview";
import { FieldChanges } from "../timeline/FieldChanges";
import classes from "./Postmortem.module.css";
import { usePostmortem } from "./usePostmortem";
import { LongText } from "@/components/LongText";
import { Markdown } from "@/components/Markdown";
import { Refusals } from "@/components/Refusals";
import { sayDone } from "@/lib/toasts";

interface Props {
  incident: IncidentDetailsFragment;
  close: () => void;
  done: () => void;
}

/** Where the postmortem is written. What somebody else has saved meanwhile is shown before it is written over. */
export function PostmortemEditor({ incident, close, done }: Props) {
  const { draft, pending, refusals, conflict, save, discard } = usePostmortem(incident);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []); // one came here to write
  const submit = async () => {
    if (pending || draft.text.trim() === "" || !(await save())) return;
    sayDone(`The postmortem of ${incident.key} is saved.`);
    close();
    done();
  };
  const tools = (
    <span className={classes.tools}>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          discard();
          close();
        }}
      >
        Discard
      </Button>
      <Button type="submit" size="xs" loading={pending} disabled={draft.text.trim() === ""}>
        {conflict === null ? "Save" : "Save mine over it"}
      </Button>
    </span>
  );
  return (
    <form
      className={classes.editor}
      aria-label="Postmortem"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {conflict !== null && (
        <section role="alert" aria-label="What has changed meanwhile" className={classes.conflict}>
          <p>
            {conflict.theirs.updatedBy?.name ?? "Somebody"} has saved version {conflict.theirs.version} since you began.
            Yours is not saved. Take over what you want to keep, then save.
          </p>
          <FieldChanges
            changes={[{ field: "their text", before: conflict.read || null, after: conflict.theirs.body }]}
          />
        </section>
      )}
      <Refusals refusals={refusals} />
      <WritePreview preview={<Markdown text={draft.text} />} tools={tools} hint="Markdown. It is kept in this tab.">
        <LongText
          ref={input}
          aria-label="Text of the postmortem"
          variant="unstyled"
          minRows={10}
          maxRows={40}
          maxLength={50_000}
          value={draft.text}
          onChange={(event) => draft.write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          }}
        />
      </WritePreview>
    </form>
  );
}
