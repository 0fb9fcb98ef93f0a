import { Link } from "react-router";
import { useQuery } from "urql";

import { IncidentSimilarDocument } from "../gql";
import { Part } from "./Fact";
import classes from "./Similar.module.css";
import { StatusGlyph, STATUS_LABELS } from "@/components/Status";
import { incidentPath } from "@/lib/places";

/** Incidents that are like this one: how they were dealt with may help. */
export function Similar({ id }: { id: string }) {
  const [{ data }] = useQuery({ query: IncidentSimilarDocument, variables: { id } });
  const found = data?.incident?.similar ?? [];
  if (found.length === 0) return null;
  return (
    <Part title="Similar incidents">
      <ul className={classes.similar}>
        {found.map(({ incident, score }) => (
          <li key={incident.id}>
            <Link to={incidentPath(incident.key)} title={`${incident.title} (${score} of 100 alike)`}>
              <StatusGlyph status={incident.status} />
              <span className={classes.key}>{incident.key}</span>
              <span className={classes.title}>{incident.title}</span>
              <span
                className={classes.score}
                role="img"
                aria-label={`${STATUS_LABELS[incident.status]}, ${score} of 100 alike`}
              >
                {score}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
