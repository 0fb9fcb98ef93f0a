import { FileSearch } from "lucide-react";
import { Link, useParams } from "react-router";
import { useQuery } from "urql";

import { Notice, Problem } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { sentenceFor } from "@/lib/graphql/errors";
import { PLACES } from "@/lib/places";
import { useUnhurried } from "@/lib/useUnhurried";

import { IncidentByKeyDocument } from "./gql";
import { IncidentView } from "./IncidentView";

/** One incident, found by its key. */
export function Component() {
  const { key = "" } = useParams();
  const [{ data, error, fetching }, ask] = useQuery({ query: IncidentByKeyDocument, variables: { key } });
  const found = data?.incidents?.edges.map(({ node }) => node).find((node) => node.key === key.toUpperCase());
  const incident = useUnhurried(found);
  const loading = fetching || found !== undefined;
  if (incident !== undefined) return <IncidentView key={incident.id} incident={incident} />;
  return (
    <Page title={key}>
      {error !== undefined && (
        <Problem message={sentenceFor(error)} retry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {loading && <LinesSkeleton />}
      {!loading && error === undefined && (
        <Notice
          icon={FileSearch}
          title={`There is no ${key}`}
          action={<Link to={PLACES.board.path}>All incidents</Link>}
        >
          It may be restricted to those who take part in it.
        </Notice>
      )}
    </Page>
  );
}
