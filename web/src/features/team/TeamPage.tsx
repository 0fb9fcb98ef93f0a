import "@mantine/dates/styles.layer.css";

import { SegmentedControl } from "@mantine/core";

import { Page } from "@/components/Page";
import { TeamPicker } from "@/components/pickers/Picker";
import { useUrlState } from "@/lib/routing/urlState";
import { useViewer } from "@/lib/session/context";
import { runsIncidents } from "@/lib/session/roles";

import { Absences } from "./absences/Absences";
import { OnCall } from "./OnCall";
import classes from "./TeamPage.module.css";
import { VIEW, type ViewName } from "./view";
import { Workloads } from "./workload/Workloads";

const VIEWS: readonly { value: ViewName; label: string }[] = [
  { value: "on-call", label: "On call" },
  { value: "workload", label: "Workload" },
  { value: "absences", label: "Absences" },
];

/** Who is on call, who is away, and who has how much to do. */
export function Component() {
  const [view, show] = useUrlState(VIEW);
  const { role } = useViewer();
  const mayFilter = view.view === "on-call" || (view.view === "workload" && runsIncidents(role));
  return (
    <Page
      title="Team"
      bar={
        <div className={classes.bar}>
          <SegmentedControl
            size="xs"
            aria-label="What to show"
            value={view.view}
            data={[...VIEWS]}
            onChange={(value) => show({ view: value })}
          />
          {mayFilter && (
            <div className={classes.team}>
              <TeamPicker
                size="xs"
                aria-label="Team"
                placeholder="All teams"
                value={view.team || null}
                onChange={(id) => show({ team: id ?? "" })}
              />
            </div>
          )}
        </div>
      }
    >
      {view.view === "on-call" && <OnCall view={view} show={show} />}
      {view.view === "workload" && <Workloads teamId={view.team || null} />}
      {view.view === "absences" && <Absences />}
    </Page>
  );
}
