import type { IncidentDetailsFragment } from "../gql";
import { Fact, Part } from "./Fact";
import classes from "./Facts.module.css";
import { Participants } from "./Participants";
import { Reached } from "./Reached";
import { Similar } from "./Similar";
import { SlaFacts } from "./SlaFacts";
import { PersonName } from "@/components/PersonName";
import { Severity } from "@/components/Severity";
import { Status } from "@/components/Status";
import { Time } from "@/components/Time";

interface Props {
  incident: IncidentDetailsFragment;
  /** What adds somebody; null if the viewer may not. */
  add: (() => void) | null;
}

/** What is known of an incident, beside what happened to it. */
export function Facts({ incident, add }: Props) {
  const { status, severity, assignee, service, category, team, reporter, createdAt, template } = incident;
  return (
    <>
      <dl className={classes.facts}>
        <Fact name="Status">
          <Status status={status} />
        </Fact>
        <Fact name="Severity">
          <Severity severity={severity} />
        </Fact>
        <Fact name="Assignee">
          <PersonName person={assignee} />
        </Fact>
        <Fact name="Service">{service?.name ?? <None />}</Fact>
        <Fact name="Category">{category?.name ?? <None />}</Fact>
        <Fact name="Team">{team?.name ?? <None />}</Fact>
        <Fact name="Reported">
          <Time at={createdAt} />
        </Fact>
        <Fact name="Reporter">
          <PersonName person={reporter} nobody="An integration" />
        </Fact>
        <Escalation incident={incident} />
        {template !== null && (
          <Fact name="Made from">
            {template.name} <span className={classes.dimmed}>version {template.version}</span>
          </Fact>
        )}
      </dl>
      {incident.sla !== null && <SlaFacts sla={incident.sla} incident={incident} />}
      <Skills incident={incident} />
      <Participants incident={incident} add={add} />
      <Reached id={incident.id} />
      <Similar id={incident.id} />
    </>
  );
}

function None() {
  return <span className={classes.dimmed}>None</span>;
}

function Escalation({ incident: { escalationLevel, nextEscalationAt } }: Pick<Props, "incident">) {
  if (escalationLevel === 0 && nextEscalationAt === null) return null;
  return (
    <Fact name="Escalation">
      {escalationLevel > 0 && <span className={classes.level}>Level {escalationLevel}</span>}
      {nextEscalationAt !== null && (
        <span className={classes.dimmed}>
          {escalationLevel > 0 ? ", next" : "Next"} <Time at={nextEscalationAt} />
        </span>
      )}
    </Fact>
  );
}

function Skills({ incident: { requiredSkills } }: Pick<Props, "incident">) {
  const skills = requiredSkills.flatMap(({ level, skill }) => (skill === null ? [] : [{ level, ...skill }]));
  if (skills.length === 0) return null;
  return (
    <Part title="Skills that it asks for">
      <ul className={classes.skills}>
        {skills.map(({ id, name, level }) => (
          <li key={id}>
            {name} <span className={classes.dimmed}>level {level}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
