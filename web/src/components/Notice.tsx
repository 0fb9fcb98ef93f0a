import { Button } from "@mantine/core";
import type { LucideIcon } from "lucide-react";

import classes from "@/components/Notice.module.css";

interface Props {
  icon: LucideIcon;
  title: string;
  children?: React.ReactNode;
  /** The way out. */
  action?: React.ReactNode;
  /** Read out at once: something went wrong. */
  alarming?: boolean;
}

/** Where there is nothing to show: what that means, and what one can do. */
export function Notice({ icon: Icon, title, children, action, alarming = false }: Props) {
  return (
    <div className={classes.notice} role={alarming ? "alert" : undefined}>
      <Icon size={28} strokeWidth={1.5} aria-hidden className={classes.icon} />
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Something could not be read: why, and a way to try again. Small, for above what is still shown. */
export function Problem({ message, retry }: { message: string; retry: () => void }) {
  return (
    <div className={classes.problem} role="alert">
      <span>{message}</span>
      <Button size="compact-xs" variant="default" onClick={retry}>
        Try again
      </Button>
    </div>
  );
}
