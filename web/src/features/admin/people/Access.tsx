import { Button, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";

import { Refusals } from "@/components/Refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import {
  AdminDeactivateUserDocument,
  AdminEndSessionsDocument,
  AdminInHandDocument,
  AdminInviteUserDocument,
  type AdminPersonFragment,
  AdminReactivateUserDocument,
} from "../gql";
import { Confirm } from "@/components/Confirm";
import { useRoom } from "../room/context";
import type { Invitation } from "./invitation";
import { InvitationLink } from "./NewPerson";

/** Whether somebody can sign in: invited anew, taken out of office, put back. */
export function Access({ person }: { person: AdminPersonFragment }) {
  return person.active ? (
    <>
      <PasswordLink person={person} />
      <EndSessions person={person} />
      <Deactivation person={person} />
    </>
  ) : (
    <Reactivation person={person} />
  );
}

function PasswordLink({ person: { id, name } }: { person: AdminPersonFragment }) {
  const { submit, pending, refusals } = useSubmit(AdminInviteUserDocument, (data) => data.inviteUser);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [opened, setOpened] = useState(false);
  const invite = async () => {
    const outcome = await submit({ input: { userId: id } });
    if (!outcome.done) return;
    const { inviteToken, expiresAt } = outcome.payload;
    if (inviteToken !== null && expiresAt !== null) setInvitation({ name, token: inviteToken, expiresAt });
  };
  const close = () => {
    setOpened(false);
    setInvitation(null);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Set password
      </Button>
      <Modal opened={opened} onClose={close} title={`A new password for ${name}`} zIndex={300}>
        <Stack gap="sm">
          {invitation === null ? (
            <>
              <p style={{ margin: 0 }}>
                You get a link with which {name} sets one; nobody else knows it then. Earlier links end at once, and
                sessions end when the password is set.
              </p>
              <Refusals refusals={refusals} />
              <div>
                <Button size="xs" loading={pending} onClick={() => void invite()}>
                  Make a link
                </Button>
              </div>
            </>
          ) : (
            <InvitationLink invitation={invitation} />
          )}
        </Stack>
      </Modal>
    </>
  );
}

function EndSessions({ person: { id, name } }: { person: AdminPersonFragment }) {
  const { submit } = useSubmit(AdminEndSessionsDocument, (data) => data.endSessions);
  return (
    <Confirm
      label="Sign out"
      title={`Sign ${name} out everywhere?`}
      run={async (reason) => {
        const outcome = await submit({ input: { userId: id, reason } });
        if (outcome.done) sayDone(`${outcome.payload.sessionsEnded ?? 0} sessions of ${name} have ended.`);
        return outcome;
      }}
    >
      <p>All their sessions end at once. Their password stays good: they can sign in again.</p>
    </Confirm>
  );
}

function Deactivation({ person: { id, name } }: { person: AdminPersonFragment }) {
  const { reload } = useRoom();
  const { submit } = useSubmit(AdminDeactivateUserDocument, (data) => data.deactivateUser);
  return (
    <Confirm
      danger
      label="Deactivate"
      title={`Deactivate ${name}?`}
      run={async (reason) => {
        const outcome = await submit({ input: { userId: id, reason } });
        if (outcome.done) {
          sayDone(`${name} is deactivated.`);
          reload();
        }
        return outcome;
      }}
    >
      <InHand id={id} />
      <p>
        They are signed out everywhere, and teams that they manage have no manager. They can be reactivated, with the
        role and the password that they have.
      </p>
    </Confirm>
  );
}

/** What becomes of the incidents that somebody has in hand. */
function InHand({ id }: { id: string }) {
  const [{ data, fetching }] = useQuery({
    query: AdminInHandDocument,
    variables: { id },
    requestPolicy: "cache-and-network",
  });
  const incidents = data?.incidents;
  if (fetching && !incidents) return <p>Looking for what they have in hand …</p>;
  if (!incidents || incidents.totalCount === 0) return <p>They have no incident in hand.</p>;
  const { totalCount, edges } = incidents;
  return (
    <>
      <p>
        {totalCount === 1 ? "One incident" : `${totalCount} incidents`} in their hands will be open again, and escalate
        as what nobody has:
      </p>
      <ul>
        {edges.map(({ node: { id: incident, key, title } }) => (
          <li key={incident}>
            {key} {title}
          </li>
        ))}
        {totalCount > edges.length && <li>and {totalCount - edges.length} more</li>}
      </ul>
    </>
  );
}

function Reactivation({ person: { id, name } }: { person: AdminPersonFragment }) {
  const { reload } = useRoom();
  const { submit } = useSubmit(AdminReactivateUserDocument, (data) => data.reactivateUser);
  return (
    <Confirm
      label="Reactivate"
      title={`Reactivate ${name}?`}
      run={async (reason) => {
        const outcome = await submit({ input: { userId: id, reason } });
        if (outcome.done) {
          sayDone(`${name} is back.`);
          reload();
        }
        return outcome;
      }}
    >
      <p>They can sign in again, with the role and the password that they had.</p>
    </Confirm>
  );
}
