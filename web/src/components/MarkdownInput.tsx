import { Button } from "@mantine/core";
import { useId } from "@mantine/hooks";
import { Eye, Pencil } from "lucide-react";
import { useState } from "react";

import { LongText } from "@/components/LongText";
import { Markdown } from "@/components/Markdown";
import classes from "@/components/MarkdownInput.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  minRows?: number;
  /** Why what was written was refused. */
  error?: React.ReactNode;
}

const LINE = 20;

/** A text with Markdown in it, as it is written and, on pressing Preview, as it will look. */
export function MarkdownInput({ label, value, onChange, placeholder, minRows = 4, error }: Props) {
  const id = useId();
  const [previewing, setPreviewing] = useState(false);
  return (
    <div>
      <div className={classes.head}>
        <label htmlFor={id}>{label}</label>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-pressed={previewing}
          leftSection={previewing ? <Pencil size={12} /> : <Eye size={12} />}
          onClick={() => setPreviewing(!previewing)}
        >
          {previewing ? "Write" : "Preview"}
        </Button>
      </div>
      {previewing ? (
        <div
          id={id}
          className={classes.preview}
          style={{ "--height": `${minRows * LINE + 16}px` } as React.CSSProperties}
          role="region"
          aria-label={`Preview of ${label}`}
        >
          {value.trim() === "" ? (
            <span className={classes.nothing}>Nothing is written yet.</span>
          ) : (
            <Markdown text={value} />
          )}
        </div>
      ) : (
        <LongText
          id={id}
          minRows={minRows}
          maxRows={14}
          placeholder={placeholder}
          value={value}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {previewing && error !== undefined && <p className={classes.error}>{error}</p>}
    </div>
  );
}
