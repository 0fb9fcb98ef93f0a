import { Button } from "@mantine/core";
import { Unplug } from "lucide-react";

import classes from "@/app/pages/NotReached.module.css";
import { Notice } from "@/components/Notice";
import { useSession } from "@/lib/session/context";

/** SIEMS does not answer, and so it is not known who is here. It is asked again and again. */
export function NotReached() {
  const session = useSession();
  return (
    <main className={classes.page}>
      <Notice
        icon={Unplug}
        title="SIEMS cannot be reached"
        alarming
        action={<Button onClick={() => void session.renew()}>Try now</Button>}
      >
        It is tried again every few seconds, and this page goes on by itself.
      </Notice>
    </main>
  );
}
