import { Button } from "@mantine/core";
import { Hand } from "lucide-react";

import { Markdown } from "@/components/Markdown";
import { Page } from "@/components/Page";
import { PersonName } from "@/components/PersonName";
import { Refusals } from "@/components/Refusals";
import { Severity } from "@/components/Severity";
import { Status } from "@/components/Status";
import { Time } from "@/components/Time";
import { useActions } from "@/lib/actions/context";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { useShortcuts } from "@/lib/keyboard/context";
import { sayDone } from "@/lib/toasts";

import { ClaimIncidentDocument, type IncidentDetailsFragment } from "./gql";
import classes from "./IncidentView.module.css";

/** What is known of an incident. It follows by itself: every event changes it in the cache. */
export function IncidentView({ incident }: { incident: IncidentDetailsFragment }) {
  const { id, key, title, description, severity, status, version, createdAt, resolution } = incident;
  const { submit, pending, refusals } = useSubmit(ClaimIncidentDocument, (data) => data.claimIncident);
  const claim = async () => {
    const { done } = await submit({ input: { incidentId: id, expectedVersion: version } });
    if (done) sayDone(`${key} is yours.`);
  };
  const claiming = status === "OPEN" ? [{ keys: "c", label: `Take ${key}`, group: key, run: () => void claim() }] : [];
  useShortcuts(claiming);
  useActions(claiming.map((each) => ({ ...each, id: "claim", icon: Hand })));
  const button = (
    <Button size="xs" leftSection={<Hand size={14} />} loading={pending} onClick={() => void claim()}>
      Take it
    </Button>
  );
  return (
    <Page title={`${key} ${title}`} tools={status === "OPEN" ? button : undefined}>
      <div className={classes.incident}>
        <article>
          <Refusals refusals={refusals} />
          {description === "" ? <p className={classes.nothing}>No description.</p> : <Markdown text={description} />}
          {resolution !== null && (
            <>
              <h2>Resolution</h2>
              <Markdown text={resolution} />
            </>
          )}
        </article>
        <dl>
          <Fact name="Status" value={<Status status={status} />} />
          <Fact name="Severity" value={<Severity severity={severity} />} />
          <Fact name="Assignee" value={<PersonName person={incident.assignee} />} />
          <Fact name="Service" value={incident.service?.name ?? "None"} />
          <Fact name="Team" value={incident.team?.name ?? "None"} />
          <Fact name="Reported" value={<Time at={createdAt} />} />
          <Fact name="Reporter" value={<PersonName person={incident.reporter} nobody="An integration" />} />
        </dl>
      </div>
    </Page>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
