import { Button, Group } from "@mantine/core";
import { Bug } from "lucide-react";
import { isRouteErrorResponse, useRouteError } from "react-router";

import { NotFound } from "@/app/pages/NotFound";
import { Notice } from "@/components/Notice";
import { PLACES } from "@/lib/places";

/** A page that broke. The others still work, and so does this one perhaps when it is loaded anew. */
export function Fault() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Notice
      icon={Bug}
      title="Something broke on this page"
      alarming
      action={
        <Group>
          <Button onClick={() => window.location.reload()}>Load it again</Button>
          <Button variant="default" component="a" href={PLACES.board.path}>
            To the incidents
          </Button>
        </Group>
      }
    >
      Nothing was lost: whatever had been saved is saved. It said: {message}
    </Notice>
  );
}
