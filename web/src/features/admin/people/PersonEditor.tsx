import { NativeSelect, TextInput } from "@mantine/core";
import { SearchX } from "lucide-react";
import { useQuery } from "urql";

import { Notice, Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { sentenceFor } from "@/lib/graphql/errors";
import { useViewer } from "@/lib/session/context";

import { AdminChoicesDocument, AdminPersonDocument, type AdminPersonFragment } from "../gql";
import { useRoom } from "../room/context";
import { DrawerHead } from "../room/DrawerHead";
import { Editor } from "../room/Editor";
import { Pair, Section } from "../room/Section";
import { SkillLevels } from "../room/SkillLevels";
import { ThingsPicker } from "../room/ThingsPicker";
import { TimeZonePicker } from "@/components/pickers/TimeZonePicker";
import { WeeklyWindows } from "../room/WeeklyWindows";
import { Access } from "./Access";
import { ROLE_CHOICES } from "./NewPerson";
import { usePersonEditor } from "./usePersonEditor";

/** Somebody who is there. */
export function PersonEditor({ id }: { id: string }) {
  const [{ data, error, fetching }, ask] = useQuery({ query: AdminPersonDocument, variables: { id } });
  const person = data?.node && "email" in data.node ? (data.node as AdminPersonFragment) : null;
  if (person !== null) return <PersonForm person={person} />;
  return (
    <>
      <DrawerHead title="User" />
      {fetching && <LinesSkeleton />}
      {error !== undefined && (
        <Problem message={sentenceFor(error)} retry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!fetching && error === undefined && <Notice icon={SearchX} title="There is nobody of this id" />}
    </>
  );
}

function PersonForm({ person }: { person: AdminPersonFragment }) {
  const { mayWrite } = useRoom();
  const viewer = useViewer();
  const leads = person.teams.some(({ manager }) => manager?.id === viewer.id);
  const editor = usePersonEditor(person);
  const [{ data: choices }] = useQuery({ query: AdminChoicesDocument });
  const { form } = editor;
  return (
    <Editor
      title={person.name}
      editor={editor}
      mayWrite={mayWrite || leads}
      actions={mayWrite && <Access person={person} />}
    >
      {!person.active && <p>Deactivated: nobody can sign in as {person.name}.</p>}
      {!mayWrite && leads && <p>They are in a team of yours: you can say what they can do, and when they work.</p>}
      <TextInput label="Name" required disabled={!mayWrite} {...form.getInputProps("name")} />
      <Pair>
        <TextInput label="E-mail" type="email" disabled={!mayWrite} {...form.getInputProps("email")} />
        <NativeSelect label="Role" data={ROLE_CHOICES} disabled={!mayWrite} {...form.getInputProps("role")} />
      </Pair>
      {mayWrite ? (
        <ThingsPicker
          label="Teams"
          placeholder="In no team"
          choices={choices?.teams ?? person.teams}
          {...editor.part("teams")}
        />
      ) : (
        <TextInput label="Teams" disabled value={person.teams.map(({ name }) => name).join(", ") || "In no team"} />
      )}
      <Section title="Working hours" about="Who works now comes first when somebody is suggested.">
        <TimeZonePicker {...editor.part("timeZone")} />
        <div style={{ height: 10 }} />
        <WeeklyWindows none="They do not say when they work." {...editor.part("windows")} />
      </Section>
      <Section title="Skills">
        <SkillLevels label="What they can do" {...editor.part("skills")} />
      </Section>
    </Editor>
  );
}
