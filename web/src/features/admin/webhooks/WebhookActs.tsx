import { Button } from "@mantine/core";

import { Confirm } from "@/components/Confirm";
import { Time } from "@/components/Time";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { now } from "@/lib/time/clock";
import { sayDone, sayFailed } from "@/lib/toasts";

import {
  AdminDeleteWebhookDocument,
  AdminRotateWebhookDocument,
  AdminTestWebhookDocument,
  type AdminWebhookFragment,
} from "../gql";
import { useRoom } from "../room/context";
import { Removal } from "../room/Removal";

interface Props {
  webhook: AdminWebhookFragment;
  /** There is a new secret, to be shown once. */
  issued: (secret: string) => void;
}

/** What else can be done with a webhook: try it, give it another secret, do away with it. */
export function WebhookActs({ webhook, issued }: Props) {
  const { id, name } = webhook;
  const { submit, pending } = useSubmit(AdminTestWebhookDocument, (data) => data.testWebhook);
  const test = async () => {
    const outcome = await submit({ input: { webhookId: id } });
    if (outcome.done) sayDone(`${name} is called with a test. “Deliveries” says what comes of it.`);
    else sayFailed(outcome.refusals[0]?.message ?? "It was not called.");
  };
  return (
    <>
      <Button size="xs" variant="default" loading={pending} onClick={() => void test()}>
        Test
      </Button>
      <Rotation webhook={webhook} issued={issued} />
      <Removal
        name={name}
        document={AdminDeleteWebhookDocument}
        payloadOf={(data) => data.deleteWebhook}
        variables={(reason) => ({ input: { webhookId: id, reason } })}
      >
        <p>It is told of nothing any more; what is on its way is cancelled.</p>
      </Removal>
    </>
  );
}

function Rotation({ webhook: { id, name, formerSecretUntil }, issued }: Props) {
  const { reload } = useRoom();
  const { submit } = useSubmit(AdminRotateWebhookDocument, (data) => data.rotateWebhookSecret);
  const until = formerSecretUntil !== null && Date.parse(formerSecretUntil) > now() ? formerSecretUntil : null;
  return (
    <Confirm
      withoutReason
      label="New secret"
      title={`A new secret for ${name}?`}
      run={async () => {
        const outcome = await submit({ input: { webhookId: id, immediately: until !== null } });
        if (outcome.done) {
          reload();
          if (outcome.payload.secret !== null) issued(outcome.payload.secret);
        }
        return outcome;
      }}
    >
      {until === null ? (
        <p>For 24 hours calls are signed with the present one as well, so that nothing is lost while you change it.</p>
      ) : (
        <p>
          The secret before the present one still signs until <Time at={until} />. Another new one now ends it at once:
          whoever knows only that one will refuse the calls.
        </p>
      )}
    </Confirm>
  );
}
