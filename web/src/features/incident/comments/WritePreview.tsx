import { SegmentedControl } from "@mantine/core";
import { useState } from "react";

import classes from "./WritePreview.module.css";

interface Props {
  /** Where one writes. */
  children: React.ReactNode;
  /** What it will look like. */
  preview: React.ReactNode;
  hint?: React.ReactNode;
  tools: React.ReactNode;
}

/** A box in which one writes Markdown and looks at what becomes of it. */
export function WritePreview({ children, preview, hint, tools }: Props) {
  const [shown, setShown] = useState("write");
  return (
    <div className={classes.box}>
      <div className={classes.text}>{shown === "write" ? children : preview}</div>
      <div className={classes.foot}>
        <SegmentedControl
          size="xs"
          aria-label="Write or preview"
          data={[
            { value: "write", label: "Write" },
            { value: "preview", label: "Preview" },
          ]}
          value={shown}
          onChange={setShown}
        />
        <span className={classes.hint}>{hint}</span>
        {tools}
      </div>
    </div>
  );
}
