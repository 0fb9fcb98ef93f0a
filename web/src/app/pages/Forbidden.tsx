import { Button } from "@mantine/core";
import { Lock } from "lucide-react";
import { Link } from "react-router";

import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { PLACES } from "@/lib/places";

/** A place that the viewer's role does not open. */
export function Forbidden() {
  return (
    <Page title="Not for you">
      <Notice
        icon={Lock}
        title="Your role does not open this page"
        action={
          <Button component={Link} to={PLACES.board.path}>
            To the incidents
          </Button>
        }
      >
        An administrator can change what you may do.
      </Notice>
    </Page>
  );
}
