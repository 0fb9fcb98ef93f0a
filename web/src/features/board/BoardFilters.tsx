import { CloseButton, NativeSelect, SegmentedControl, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { ArrowUpDown, Columns3, Rows3, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";

import { ChoiceFilter } from "@/components/ChoiceFilter";
import { SEVERITIES, SEVERITY_LABELS, SeverityGlyph } from "@/components/Severity";
import { STATUS_LABELS, StatusGlyph, STATUSES } from "@/components/Status";
import classes from "./BoardFilters.module.css";
import { FilterChips } from "./FilterChips";
import { FilterMenu } from "./FilterMenu";
import { type Question, type Sort, SORTS } from "./question";
import { asksFor, boardPath, type View } from "./views";
import { ViewsMenu } from "./ViewsMenu";
import { useShortcuts } from "@/lib/keyboard/context";

interface Props {
  question: Question;
  ask: (change: Partial<Question>) => void;
}

const SORT_LABELS: Record<Sort, string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  updated: "Last changed first",
  severity: "Worst first",
};
const STATUS_OPTIONS = STATUSES.map((value) => ({
  value,
  label: STATUS_LABELS[value],
  icon: <StatusGlyph status={value} />,
}));
const SEVERITY_OPTIONS = SEVERITIES.map((value) => ({
  value,
  label: SEVERITY_LABELS[value],
  icon: <SeverityGlyph severity={value} />,
}));

const VIEW_OPTIONS = (
  [
    ["table", "Table", Rows3],
    ["board", "Board", Columns3],
  ] as const
).map(([value, label, Icon]) => ({
  value,
  label: (
    <span className={classes.view} title={label}>
      <Icon size={14} aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  ),
}));

/** Which incidents are shown, in which order, and how. */
export function BoardFilters({ question, ask }: Props) {
  const navigate = useNavigate();
  const look = asksFor({ sort: question.sort, view: question.view });
  const show = ({ asks }: View) =>
    void navigate(boardPath(new URLSearchParams({ ...paramsOf(look), ...paramsOf(asks) }).toString()));
  return (
    <div role="search" aria-label="Incidents">
      <div className={classes.filters}>
        <ViewsMenu question={question} show={show} />
        <TextFilter text={question.text} ask={(text) => ask({ text })} />
        <ChoiceFilter
          label="Status"
          options={STATUS_OPTIONS}
          chosen={question.status}
          choose={(status) => ask({ status })}
        />
        <ChoiceFilter
          label="Severity"
          options={SEVERITY_OPTIONS}
          chosen={question.severity}
          choose={(severity) => ask({ severity })}
        />
        <FilterMenu question={question} ask={ask} />
        <div className={classes.look}>
          <Order question={question} ask={ask} />
          <SegmentedControl
            size="xs"
            aria-label="View"
            data={VIEW_OPTIONS}
            value={question.view}
            onChange={(view) => ask({ view })}
          />
        </div>
      </div>
      <FilterChips question={question} ask={ask} />
    </div>
  );
}

function paramsOf(asks: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(asks));
}

function Order({ question, ask }: Props) {
  if (question.text.trim() !== "" && question.view === "table") return <span className={classes.best}>Best first</span>;
  return (
    <NativeSelect
      size="xs"
      aria-label="Order"
      leftSection={<ArrowUpDown size={13} />}
      value={question.sort}
      data={SORTS.map((value) => ({ value, label: SORT_LABELS[value] }))}
      onChange={(event) => ask({ sort: event.currentTarget.value as Sort })}
    />
  );
}

/** Words to search for; asked once one has stopped typing for a moment. */
function TextFilter({ text, ask }: { text: string; ask: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  const askSoon = useDebouncedCallback(ask, 250);
  useShortcuts([{ keys: "/", label: "Search in the list", group: "Incidents", run: () => input.current?.focus() }]);
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(text); // it came from elsewhere: a link, a way back
  }, [text]);
  const type = (value: string) => {
    setTyped(value);
    askSoon(value);
  };
  return (
    <TextInput
      ref={input}
      size="xs"
      className={classes.text}
      aria-label="Search"
      placeholder="Search: words, or INC-42"
      leftSection={<Search size={13} />}
      rightSection={typed !== "" && <CloseButton size="xs" aria-label="Clear the search" onClick={() => type("")} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
