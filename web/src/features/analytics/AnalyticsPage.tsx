import "@mantine/charts/styles.layer.css";
import "@mantine/dates/styles.layer.css";

import { ActionIcon, Tooltip } from "@mantine/core";
import { RefreshCw } from "lucide-react";

import { Problem } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { sentenceFor } from "@/lib/graphql/errors";
import { useUrlState } from "@/lib/routing/urlState";
import { useViewer } from "@/lib/session/context";
import { runsIncidents } from "@/lib/session/roles";
import { useUnhurried } from "@/lib/useUnhurried";
import { Time } from "@/components/Time";

import classes from "./AnalyticsPage.module.css";
import { Figures } from "./Figures";
import { Filters } from "./Filters";
import { QUESTION } from "./question";
import { useAnalytics } from "./useAnalytics";

/** How well incidents go; for an engineer those that they have or had. */
export function Component() {
  const { role } = useViewer();
  const own = !runsIncidents(role);
  const [question, ask] = useUrlState(QUESTION);
  const { data: latest, error, fetching, refresh, span, variables } = useAnalytics(question);
  const data = useUnhurried(latest?.current ? latest : undefined);
  return (
    <Page
      title={own ? "My figures" : "Analytics"}
      tools={<AsOf at={span.until.toISOString()} refresh={refresh} />}
      bar={<Filters question={question} ask={ask} span={span} own={own} />}
    >
      {error !== undefined && <Problem message={sentenceFor(error)} retry={refresh} />}
      {data ? (
        <div className={classes.figures} data-stale={fetching || undefined} aria-busy={fetching}>
          <Figures data={data} question={question} ask={ask} span={span} variables={variables} own={own} />
        </div>
      ) : (
        (fetching || latest?.current) && <LinesSkeleton lines={12} />
      )}
    </Page>
  );
}

function AsOf({ at, refresh }: { at: string; refresh: () => void }) {
  return (
    <>
      <span className={classes.asOf}>
        Until <Time at={at} />
      </span>
      <Tooltip label="Read again">
        <ActionIcon variant="subtle" color="gray" aria-label="Read the figures again" onClick={refresh}>
          <RefreshCw size={15} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
