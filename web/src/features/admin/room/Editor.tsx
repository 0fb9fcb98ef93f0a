import { Button } from "@mantine/core";
import { useRef } from "react";

import { Refusals } from "@/components/Refusals";

import { useRoom } from "./context";
import { DrawerHead } from "./DrawerHead";
import classes from "./Editor.module.css";
import { LeaveGuard } from "./LeaveGuard";
import type { EditorState, Values } from "./useEditor";

interface Props<Draft extends Values> {
  title: string;
  editor: EditorState<Draft>;
  /** What the button that saves says. */
  saveLabel?: string;
  /** Something new can be saved as it is; else only what was changed. */
  isNew?: boolean;
  /** Those who may write here although they are no admins. */
  mayWrite?: boolean;
  /** More that can be done, as deleting. */
  actions?: React.ReactNode;
  /** Beside the form, in a wide drawer. */
  aside?: React.ReactNode;
  children: React.ReactNode;
}

/** The form of what is open in a room. */
export function Editor<Draft extends Values>(props: Props<Draft>) {
  const { title, editor, saveLabel = "Save", isNew = false, actions, aside, children } = props;
  const room = useRoom();
  const mayWrite = props.mayWrite ?? room.mayWrite;
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (mayWrite && !editor.pending) void editor.save();
  };
  return (
    <>
      <DrawerHead title={title} />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut for the button below */}
      <form
        ref={form}
        noValidate
        className={classes.form}
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.current?.requestSubmit();
        }}
      >
        <div className={classes.body} data-aside={aside !== undefined || undefined}>
          <fieldset disabled={!mayWrite} className={classes.fields} aria-label={title}>
            {children}
          </fieldset>
          {aside !== undefined && <aside className={classes.aside}>{aside}</aside>}
        </div>
        <div className={classes.foot}>
          <Refusals refusals={editor.refusals} />
          {Object.keys(editor.form.errors).length > 0 && (
            <p role="alert" className={classes.blamed}>
              It was not saved: look at what is marked.
            </p>
          )}
          {mayWrite ? (
            <div className={classes.buttons}>
              <Button type="submit" size="xs" loading={editor.pending} disabled={!isNew && !editor.dirty}>
                {saveLabel}
              </Button>
              <Button size="xs" variant="default" onClick={room.close}>
                Cancel
              </Button>
              <span className={classes.actions}>{actions}</span>
            </div>
          ) : (
            <p className={classes.readers}>Administrators change this.</p>
          )}
        </div>
      </form>
      <LeaveGuard dirty={editor.dirty} mayLeave={editor.mayLeave} />
    </>
  );
}
