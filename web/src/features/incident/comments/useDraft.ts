import { useRef, useState } from "react";

export interface Draft {
  readonly text: string;
  readonly write: (text: string) => void;
  /** Takes the text out of the box. It is kept until it is known whether it arrived. Returns it. */
  readonly hide: () => string;
  /** Forgets a hidden text: it has arrived. */
  readonly settle: (hidden: string) => void;
  /** Puts a hidden text back, in front of what has been written since. */
  readonly restore: (hidden: string) => void;
}

/**
 * What somebody is writing, kept in this tab under a name together with what is on its way: neither a reload nor the end
 * of the session loses it.
 */
export function useDraft(name: string, initial = ""): Draft {
  const key = `siems-draft-${name}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? initial);
  const written = useRef(text);
  const hidden = useRef<readonly string[]>([]);
  const show = (shown: string, onTheirWay: readonly string[]) => {
    written.current = shown;
    hidden.current = onTheirWay;
    setText(shown);
    keep(key, shown === initial && onTheirWay.length === 0 ? "" : joined([...onTheirWay, shown]));
  };
  const without = (settled: string) => hidden.current.filter((each) => each !== settled);
  return {
    text,
    write: (changed) => show(changed, hidden.current),
    hide: () => {
      const taken = written.current;
      show("", [...hidden.current, taken]);
      return taken;
    },
    settle: (arrived) => show(written.current, without(arrived)),
    restore: (refused) => show(joined([refused, written.current]), without(refused)),
  };
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== "").join("\n\n");
}

function keep(key: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // There is no room: the text is still on the page.
  }
}
