import { SegmentedControl } from "@mantine/core";

import { PersonName } from "@/components/PersonName";
import { Severity } from "@/components/Severity";

import { type Column, FiguresTable, measured } from "./FiguresTable";
import { FileButton } from "./FileButton";
import type {
  AnalyticsGroupRowFragment,
  AnalyticsOverviewQuery,
  AnalyticsOverviewQueryVariables,
  AnalyticsRows,
} from "./gql";
import { Panel } from "./Panel";
import type { GroupingName, PathOf } from "./question";
import { durationOf, percentOf } from "./words";

type Group = AnalyticsGroupRowFragment;
type Current = NonNullable<AnalyticsOverviewQuery["current"]>;

interface Grouping {
  readonly label: string;
  readonly rows: AnalyticsRows;
  readonly of: (current: Current) => readonly Group[] | null;
  readonly nameless: string;
}

const GROUPINGS: Record<GroupingName, Grouping> = {
  severity: { label: "Severity", rows: "SEVERITY", of: ({ severities }) => severities, nameless: "No severity" },
  service: { label: "Service", rows: "SERVICE", of: ({ services }) => services, nameless: "No service" },
  category: { label: "Category", rows: "CATEGORY", of: ({ categories }) => categories, nameless: "No category" },
  team: { label: "Team", rows: "TEAM", of: ({ teams }) => teams, nameless: "No team" },
  engineer: { label: "Engineer", rows: "ENGINEER", of: ({ engineers }) => engineers, nameless: "Nobody" },
};

interface Props {
  current: Current;
  by: GroupingName;
  choose: (by: GroupingName) => void;
  variables: AnalyticsOverviewQueryVariables;
  pathOf: PathOf;
  /** Somebody's own figures: all are of one engineer. */
  own: boolean;
}

/** The figures of the incidents that have something in common, beside those of the others. */
export function Groups({ current, by, choose, variables, pathOf, own }: Props) {
  const shown = own && by === "engineer" ? "severity" : by;
  const { label, rows, of, nameless } = GROUPINGS[shown];
  const names = (Object.keys(GROUPINGS) as GroupingName[]).filter((name) => !own || name !== "engineer");
  return (
    <Panel
      title={`By ${label.toLowerCase()}`}
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label="By what"
            value={shown}
            data={names.map((value) => ({ value, label: GROUPINGS[value].label }))}
            onChange={(value) => choose(value)}
          />
          <FileButton what={shown} rows={rows} variables={variables} />
        </>
      }
    >
      <FiguresTable
        key={shown}
        label={`By ${label.toLowerCase()}`}
        rows={of(current) ?? []}
        keyOf={(group) => keyOf(group)}
        columns={[nameColumn(label, nameless, pathOf), ...COLUMNS]}
      />
    </Panel>
  );
}

function keyOf({ severity, service, category, team, engineer }: Group): string {
  return severity ?? (service ?? category ?? team ?? engineer)?.id ?? "none";
}

function nameColumn(name: string, nameless: string, pathOf: PathOf): Column<Group> {
  return {
    name,
    cell: (group) => <Name group={group} nameless={nameless} />,
    value: (group) => group.name,
    to: (group) => pathTo(group, pathOf),
  };
}

function Name({ group, nameless }: { group: Group; nameless: string }) {
  if (group.severity !== null) return <Severity severity={group.severity} />;
  if (group.engineer !== null) return <PersonName person={group.engineer} />;
  return group.name ?? nameless;
}

/** Where its incidents are; a list cannot be asked for those that have no team, or the like. */
function pathTo({ severity, service, category, team, engineer }: Group, pathOf: PathOf): string | null {
  if (severity !== null) return pathOf({ severity: [severity] });
  if (service !== null) return pathOf({ service: service.id });
  if (category !== null) return pathOf({ category: category.id });
  if (team !== null) return pathOf({ team: team.id });
  return engineer === null ? null : pathOf({ assignee: engineer.id });
}

const COLUMNS: readonly Column<Group>[] = [
  {
    name: "Incidents",
    cell: ({ figures }) => figures.incidents.toLocaleString(),
    value: ({ figures }) => figures.incidents,
    bar: true,
  },
  {
    name: "To acknowledge",
    cell: ({ figures: { timeToAcknowledge: time } }) => measured(durationOf(time.p50Seconds), time.leftOut),
    value: ({ figures }) => figures.timeToAcknowledge.p50Seconds,
  },
  {
    name: "To resolve",
    cell: ({ figures: { timeToResolve: time } }) => measured(durationOf(time.p50Seconds), time.leftOut),
    value: ({ figures }) => figures.timeToResolve.p50Seconds,
  },
  {
    name: "Resolved in time",
    cell: ({ figures }) => percentOf(figures.resolveSla.attainment),
    value: ({ figures }) => figures.resolveSla.attainment,
  },
  {
    name: "Escalated",
    cell: ({ figures }) => percentOf(figures.escalations.rate),
    value: ({ figures }) => figures.escalations.rate,
  },
  {
    name: "Reopened",
    cell: ({ figures }) => percentOf(figures.reopenRate),
    value: ({ figures }) => figures.reopenRate,
  },
];
