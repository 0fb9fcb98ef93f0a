import { Button, Text } from "@mantine/core";
import { CheckCheck } from "lucide-react";

import type { BoardIncidentFragment } from "./gql";
import { useUnread } from "./unread";
import { useStore } from "@/lib/store";

interface Props {
  total: number | null;
  incidents: readonly BoardIncidentFragment[];
}

/** How many incidents there are, and how many of those that were read have changed since the viewer opened them. */
export function Tally({ total, incidents }: Props) {
  const unread = useUnread();
  useStore(unread.seen);
  const changed = incidents.filter((incident) => unread.has(incident)).length;
  return (
    <>
      {changed > 0 && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<CheckCheck size={13} aria-hidden />}
          aria-label={`${changed} unread: mark all as read`}
          title="Mark all as read"
          onClick={() => unread.seeAll()}
        >
          {changed} unread
        </Button>
      )}
      <Text component="span" c="dimmed" size="sm" role="status">
        {total === null ? "" : `${total} ${total === 1 ? "incident" : "incidents"}`}
      </Text>
    </>
  );
}
