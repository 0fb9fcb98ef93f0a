import { BellOff } from "lucide-react";

import type { SettingsMethodFragment } from "./gql";
import classes from "./Settings.module.css";

/** Says aloud that no page can reach the viewer. Nothing once one can. */
export function Unreachable({ methods }: { methods: readonly SettingsMethodFragment[] }) {
  if (methods.some(({ verifiedAt }) => verifiedAt !== null)) return null;
  return (
    <div className={classes.unreachable} role="alert">
      <BellOff size={18} aria-hidden />
      <div>
        <strong>Nobody can page you outside this page</strong>
        <p>
          {methods.length === 0
            ? "You have no contact method. An incident that is escalated to you waits in your inbox until you look."
            : "None of your contact methods is verified. Enter the code that was sent to one of them."}
        </p>
      </div>
    </div>
  );
}
