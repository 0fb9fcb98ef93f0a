import { PersonName } from "@/components/PersonName";

import { type Column, FiguresTable } from "./FiguresTable";
import type { AnalyticsPagesRowFragment } from "./gql";
import classes from "./Pages.module.css";
import { Panel } from "./Panel";
import type { PathOf } from "./question";

type Row = AnalyticsPagesRowFragment;

/** Who was paged how often, and how often at night. */
export function Pages({ people, pathOf, own }: { people: readonly Row[]; pathOf: PathOf; own: boolean }) {
  const person: Column<Row> = {
    name: "Person",
    cell: ({ user, name }) => (user === null ? name : <PersonName person={user} />),
    value: ({ name }) => name,
    to: ({ user }) => (user === null ? null : pathOf({ assignee: user.id })),
  };
  return (
    <Panel title="Pages" about="At night is from 22:00 to 07:00 where they live.">
      {people.length === 0 ? (
        <p className={classes.nobody}>{own ? "You were not paged in this time." : "Nobody was paged in this time."}</p>
      ) : (
        <FiguresTable
          label="Pages"
          rows={people}
          keyOf={({ user, name }) => user?.id ?? name}
          columns={[
            person,
            { name: "Pages", cell: ({ pages }) => pages.toLocaleString(), value: ({ pages }) => pages, bar: true },
            {
              name: "At night",
              cell: ({ nightPages }) => nightPages.toLocaleString(),
              value: ({ nightPages }) => nightPages,
            },
          ]}
        />
      )}
    </Panel>
  );
}
