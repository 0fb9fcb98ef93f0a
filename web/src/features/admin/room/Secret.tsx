import { Button, CopyButton } from "@mantine/core";
import { Check, Copy } from "lucide-react";

import classes from "./Secret.module.css";

/** Something to be copied, as a key, a link or a command. */
export function Secret({ label, text }: { label: string; text: string }) {
  return (
    <div className={classes.secret}>
      <div className={classes.head}>
        <span>{label}</span>
        <CopyButton value={text} timeout={3_000}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
              onClick={copy}
              aria-label={`Copy: ${label}`}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </div>
      <pre>{text}</pre>
    </div>
  );
}
