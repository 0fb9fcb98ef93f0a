import { useState } from "react";

export interface Draft {
  readonly text: string;
  readonly write: (text: string) => void;
  /** Shows an empty text, and keeps what was written until it is known that it arrived. */
  readonly hide: () => void;
  /** Forgets what was hidden: it has arrived. What has been written since stays. */
  readonly settle: () => void;
  /** Puts back what was hidden, in front of what has been written since. */
  readonly restore: (text: string) => void;
}

/** What somebody is writing, kept in this tab across reloads under a name. */
export function useDraft(name: string, initial = ""): Draft {
  const key = `siems-draft-${name}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? initial);
  const write = (changed: string) => {
    setText(changed);
    keep(key, changed === initial ? "" : changed);
  };
  return {
    text,
    write,
    hide: () => setText(""),
    settle: () => {
      setText((since) => {
        keep(key, since);
        return since;
      });
    },
    restore: (hidden) => {
      setText((since) => {
        const both = since.trim() === "" ? hidden : `${hidden}\n\n${since}`;
        keep(key, both);
        return both;
      });
    },
  };
}

function keep(key: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // There is no room: the text is still on the page.
  }
}
