import { Button } from "@mantine/core";
import { Compass } from "lucide-react";
import { Link } from "react-router";

import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { PLACES } from "@/lib/places";

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="Not found">
      <Notice
        icon={Compass}
        title="There is nothing here"
        action={
          <Button component={Link} to={PLACES.board.path}>
            To the incidents
          </Button>
        }
      >
        The address is wrong, or what was here is gone.
      </Notice>
    </Page>
  );
}
