import { NativeSelect, SegmentedControl } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { Calendar } from "lucide-react";
import { useQuery } from "urql";

import type { Person } from "@/components/PersonName";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { CategoryPicker, ServicePicker, TeamPicker } from "@/components/pickers/Picker";
import { SEVERITIES, SEVERITY_LABELS } from "@/components/Severity";

import classes from "./Filters.module.css";
import { AnalyticsPersonDocument } from "./gql";
import type { Question, Range } from "./question";
import type { Span } from "./span";

interface Props {
  question: Question;
  ask: (change: Partial<Question>) => void;
  span: Span;
  /** Somebody's own figures: there is no other engineer to choose. */
  own: boolean;
}

const RANGE_LABELS: readonly { value: Range; label: string }[] = [
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "90d", label: "90 days" },
  { value: "365d", label: "1 year" },
  { value: "custom", label: "Custom" },
];

/** Which incidents the figures are of. */
export function Filters({ question, ask, span, own }: Props) {
  return (
    <div className={classes.filters} role="search" aria-label="Figures">
      <RangeFilter question={question} ask={ask} span={span} />
      <NativeSelect
        size="xs"
        aria-label="Severity"
        className={classes.filter}
        value={question.severity}
        data={[
          { value: "any", label: "Any severity" },
          ...SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] })),
        ]}
        onChange={(event) => ask({ severity: event.currentTarget.value as Question["severity"] })}
      />
      <div className={classes.filter}>
        <ServicePicker
          size="xs"
          aria-label="Service"
          placeholder="Any service"
          value={question.service || null}
          onChange={(id) => ask({ service: id ?? "" })}
        />
      </div>
      <div className={classes.filter}>
        <TeamPicker
          size="xs"
          aria-label="Team"
          placeholder="Any team"
          value={question.team || null}
          onChange={(id) => ask({ team: id ?? "" })}
        />
      </div>
      <div className={classes.filter}>
        <CategoryPicker
          size="xs"
          aria-label="Category"
          placeholder="Any category"
          value={question.category || null}
          onChange={(id) => ask({ category: id ?? "" })}
        />
      </div>
      {!own && <EngineerFilter id={question.engineer} ask={(engineer) => ask({ engineer })} />}
    </div>
  );
}

function RangeFilter({ question, ask, span }: Omit<Props, "own">) {
  const custom = question.range === "custom";
  const choose = (range: Range) =>
    ask(
      range === "custom" ? { range, from: spelled(span.since), to: spelled(span.until) } : { range, from: "", to: "" },
    );
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Range"
        value={question.range}
        data={[...RANGE_LABELS]}
        onChange={(value) => choose(value)}
      />
      {custom && (
        <DatePickerInput
          key={`${question.from} ${question.to}`}
          type="range"
          size="xs"
          aria-label="First and last day"
          allowSingleDateInRange
          valueFormat="D MMM YYYY"
          leftSection={<Calendar size={13} />}
          maxDate={new Date()}
          defaultValue={[question.from || null, question.to || null]}
          onChange={([from, to]) => {
            if (from !== null && to !== null) ask({ from, to });
          }}
        />
      )}
    </>
  );
}

function EngineerFilter({ id, ask }: { id: string; ask: (id: string) => void }) {
  const [{ data }] = useQuery({ query: AnalyticsPersonDocument, variables: { id }, pause: id === "" });
  const person = id === "" ? null : personIn(data?.node);
  return (
    <div className={classes.filter}>
      <PersonPicker
        size="xs"
        aria-label="Engineer"
        placeholder="Anybody's"
        value={person}
        onChange={(chosen) => ask(chosen?.id ?? "")}
      />
    </div>
  );
}

function personIn(node: object | null | undefined): Person | null {
  return node && "name" in node ? (node as Person) : null;
}

function spelled(day: Date): string {
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${day.getFullYear()}-${month}-${date}`;
}
