import { Stack } from "@mantine/core";
import { Link } from "react-router";

import { PersonName } from "@/components/PersonName";
import { Time } from "@/components/Time";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { PLACES } from "@/lib/places";
import { now } from "@/lib/time/clock";
import { sayDone } from "@/lib/toasts";

import { type AdminKeyFragment, AdminRevokeKeyDocument } from "../gql";
import { Confirm } from "@/components/Confirm";
import { useRoom } from "../room/context";
import { DrawerHead } from "../room/DrawerHead";
import editorClasses from "../room/Editor.module.css";
import { Facts } from "../room/Facts";
import { standingOf } from "./standing";

/** What is known of a key. The key itself is known to whoever has it. */
export function KeyDetails({ apiKey }: { apiKey: AdminKeyFragment }) {
  const { mayWrite } = useRoom();
  const { id, name, prefix, services, createdAt, createdBy, lastUsedAt, expiresAt, revokedAt } = apiKey;
  const works = standingOf(apiKey, now()) === "Works";
  return (
    <>
      <DrawerHead title={name} />
      <Stack className={editorClasses.body} gap="md">
        <Facts
          facts={[
            ["State", standingOf(apiKey, now())],
            ["Begins with", <code key="prefix">{prefix}…</code>],
            ["Reports of", services.length === 0 ? "every service" : services.map((each) => each.name).join(", ")],
            ["Given out", <Time key="created" at={createdAt} />],
            ["Given out by", <PersonName key="by" person={createdBy} nobody="Somebody who is gone" />],
            ["Last used", lastUsedAt === null ? "never" : <Time key="used" at={lastUsedAt} />],
            ["Expires", expiresAt === null ? "never" : <Time key="expires" at={expiresAt} />],
            ...(revokedAt === null ? [] : [["Revoked", <Time key="revoked" at={revokedAt} />] as const]),
          ]}
        />
        {mayWrite && (
          <div>
            <Link to={`${PLACES.admin.path}/audit?subject=${encodeURIComponent(id)}`}>What the log says of it</Link>
          </div>
        )}
        {mayWrite && works && (
          <div>
            <Revocation apiKey={apiKey} />
          </div>
        )}
      </Stack>
    </>
  );
}

function Revocation({ apiKey: { id, name } }: { apiKey: AdminKeyFragment }) {
  const { reload } = useRoom();
  const { submit } = useSubmit(AdminRevokeKeyDocument, (data) => data.revokeApiKey);
  return (
    <Confirm
      danger
      label="Revoke"
      title={`Revoke ${name}?`}
      run={async (reason) => {
        const outcome = await submit({ input: { apiKeyId: id, reason } });
        if (outcome.done) {
          sayDone(`${name} works no more.`);
          reload();
        }
        return outcome;
      }}
    >
      <p>It stops working at once and for ever. What it has reported stays.</p>
    </Confirm>
  );
}
