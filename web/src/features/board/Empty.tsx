import { Button } from "@mantine/core";
import { CircleCheckBig, SearchX } from "lucide-react";

import { Notice } from "@/components/Notice";

/** No incident is as one asks: what that means, and the way to all of them. */
export function Empty({ usual, reset }: { usual: boolean; reset: () => void }) {
  if (usual) {
    return (
      <Notice icon={CircleCheckBig} title="Nothing is unresolved">
        What is reported appears here by itself.
      </Notice>
    );
  }
  return (
    <Notice
      icon={SearchX}
      title="No incident is like that"
      action={
        <Button variant="default" onClick={reset}>
          Show all
        </Button>
      }
    />
  );
}
