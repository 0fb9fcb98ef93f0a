import { Button } from "@mantine/core";
import { useRef } from "react";

import classes from "./CommentBox.module.css";
import type { Draft } from "./useDraft";
import { Keys } from "@/components/Keys";
import { LongText } from "@/components/LongText";
import { Markdown } from "@/components/Markdown";
import { Refusals } from "@/components/Refusals";
import type { Refusal } from "@/lib/graphql/useSubmit";
import { useShortcuts } from "@/lib/keyboard/context";
import { WritePreview } from "./WritePreview";

interface Props {
  group: string;
  draft: Draft;
  refusals: readonly Refusal[];
  send: () => void;
}

/** Where one writes a comment. Ctrl+Enter sends it. */
export function CommentBox({ group, draft, refusals, send }: Props) {
  const input = useRef<HTMLTextAreaElement>(null);
  useShortcuts([{ keys: "m", label: "Write a comment", group, run: () => input.current?.focus() }]);
  const isEmpty = draft.text.trim() === "";
  return (
    <form
      className={classes.box}
      aria-label="Write a comment"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) send();
      }}
    >
      <Refusals refusals={refusals} />
      <WritePreview
        preview={isEmpty ? <p className={classes.nothing}>Nothing to preview.</p> : <Markdown text={draft.text} />}
        tools={
          <Button type="submit" size="xs" disabled={isEmpty}>
            Comment
          </Button>
        }
        hint={
          <>
            Markdown. <Keys keys="mod+Enter" /> sends.
          </>
        }
      >
        <LongText
          ref={input}
          aria-label="Comment"
          placeholder="Write a comment"
          variant="unstyled"
          minRows={2}
          maxRows={16}
          maxLength={20_000}
          value={draft.text}
          onChange={(event) => draft.write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      </WritePreview>
    </form>
  );
}
