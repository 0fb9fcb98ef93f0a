import { Button, Tooltip } from "@mantine/core";

import type { Offer } from "./useIncidentActions";
import classes from "./ActionButton.module.css";
import { Keys } from "@/components/Keys";

interface Props {
  offer: Offer;
  primary?: boolean;
  pending: boolean;
  size?: "xs" | "md";
  fullWidth?: boolean;
}

const WHEN = { hover: true, focus: true, touch: false };

/** The button of an action; its shortcut stands in its tooltip. */
export function ActionButton({ offer, primary = false, pending, size = "xs", fullWidth = false }: Props) {
  const { label, icon: Icon, keys, run } = offer;
  return (
    <Tooltip
      events={WHEN}
      label={
        <span className={classes.tip}>
          {label} <Keys keys={keys} />
        </span>
      }
    >
      <Button
        size={size}
        fullWidth={fullWidth}
        variant={primary ? "filled" : "default"}
        leftSection={<Icon size={size === "xs" ? 14 : 16} aria-hidden />}
        loading={pending}
        aria-keyshortcuts={keys}
        onClick={run}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
