import { Textarea, type TextareaProps } from "@mantine/core";

import classes from "./LongText.module.css";

interface Props extends Omit<TextareaProps, "autosize" | "rows"> {
  minRows: number;
  /** Beyond these it scrolls. */
  maxRows?: number;
}

/** An input for text of several lines, which grows with what is written. The browser lays it out: nothing is measured. */
export function LongText({ minRows, maxRows, ...others }: Props) {
  return (
    <Textarea
      {...others}
      rows={minRows}
      classNames={{ input: classes.input }}
      styles={{ input: { "--min-rows": minRows, "--max-rows": maxRows } }}
    />
  );
}
