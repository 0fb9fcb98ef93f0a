import { Comment } from "../timeline/Comment";
import type { PendingComment } from "./useComments";
import { useViewer } from "@/lib/session/context";

/** What the viewer has written and SIEMS has not confirmed yet. */
export function PendingComments({ pending }: { pending: readonly PendingComment[] }) {
  const viewer = useViewer();
  return pending.map(({ id, body }) => <Comment key={id} author={viewer} body={body} pending />);
}
