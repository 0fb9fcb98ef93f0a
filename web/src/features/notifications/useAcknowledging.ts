import { useClient } from "urql";

import { sentenceFor } from "@/lib/graphql/errors";
import { sayDone, sayFailed } from "@/lib/toasts";

import { NotificationsAcknowledgeDocument } from "./gql";
import type { Notification } from "./inbox";
import { useInbox } from "./useInbox";

/** Says that the viewer looks after what they were called for; then it is read, too. True if it worked. */
export function useAcknowledging(): (notification: Notification) => Promise<boolean> {
  const client = useClient();
  const inbox = useInbox();
  return async ({ id, incident, escalation }) => {
    if (escalation === null) return false;
    const input = { escalationId: escalation.id };
    const { data, error } = await client.mutation(NotificationsAcknowledgeDocument, { input });
    const payload = data?.acknowledgeEscalation;
    const refusal = payload?.errors[0]?.message ?? (payload ? null : error ? sentenceFor(error) : "No answer came.");
    if (refusal !== null) {
      sayFailed(refusal);
      return false;
    }
    sayDone(`You look after ${incident?.key ?? "it"}: its rules wait.`);
    await inbox.markRead([id]);
    return true;
  };
}
