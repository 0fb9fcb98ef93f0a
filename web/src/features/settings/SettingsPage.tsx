import { useQuery } from "urql";

import { Problem } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { sentenceFor } from "@/lib/graphql/errors";

import { SettingsReachDocument } from "./gql";
import { Methods } from "./Methods";
import { QuietHours } from "./QuietHours";
import classes from "./Settings.module.css";
import { StepsSection } from "./StepsSection";
import { Unreachable } from "./Unreachable";
import { Wanted } from "./Wanted";

/** How the viewer is reached when they do not look at the page. */
export function Component() {
  const [{ data, error }, ask] = useQuery({ query: SettingsReachDocument, requestPolicy: "cache-and-network" });
  const reload = () => ask({ requestPolicy: "network-only" });
  const methods = data?.contactMethods;
  const telling = data?.notificationSettings;
  return (
    <Page title="How I am reached">
      {error !== undefined && <Problem message={sentenceFor(error)} retry={reload} />}
      {methods && telling ? (
        <div className={classes.settings}>
          <Unreachable methods={methods} />
          <Methods methods={methods} steps={telling.steps} reload={reload} />
          <StepsSection urgency="PAGE" methods={methods} steps={telling.steps} reload={reload} />
          <StepsSection urgency="INFORMATION" methods={methods} steps={telling.steps} reload={reload} />
          <Wanted lowest={telling.lowestSeverities} reload={reload} />
          <QuietHours quiet={telling.quietHours} reload={reload} />
        </div>
      ) : (
        error === undefined && <LinesSkeleton />
      )}
    </Page>
  );
}
