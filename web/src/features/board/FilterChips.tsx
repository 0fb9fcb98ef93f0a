import { CloseButton, Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";

import classes from "./FilterChips.module.css";
import { FilterEditor } from "./FilterEditor";
import { type FilterName, FILTERS, filtersIn, rangeSaid, SLA_LABELS, without } from "./filters";
import { BoardNameDocument } from "./gql";
import type { Question } from "./question";

interface Props {
  question: Question;
  ask: (change: Partial<Question>) => void;
}

/** What leaves incidents out, each to be changed or taken away. */
export function FilterChips({ question, ask }: Props) {
  const names = filtersIn(question);
  if (names.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label="Filters">
      {names.map((name) => (
        <Chip key={name} name={name} question={question} ask={ask} />
      ))}
    </ul>
  );
}

function Chip({ name, question, ask }: Props & { name: FilterName }) {
  const [opened, setOpened] = useState(false);
  const { label, icon: Icon } = FILTERS[name];
  return (
    <li className={classes.chip}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
        <Popover.Target>
          <UnstyledButton className={classes.what} onClick={() => setOpened(!opened)}>
            <Icon size={13} aria-hidden />
            <span className={classes.label}>{label}</span>
            <span className={classes.value}>
              <Value name={name} question={question} />
            </span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <FilterEditor name={name} question={question} ask={ask} close={() => setOpened(false)} />
        </Popover.Dropdown>
      </Popover>
      <CloseButton
        size={24}
        iconSize={13}
        aria-label={`Remove the filter: ${label}`}
        onClick={() => ask(without(name))}
      />
    </li>
  );
}

function Value({ name, question }: { name: FilterName; question: Question }) {
  if (name === "dates") return rangeSaid(question);
  if (name === "sla") return question.sla.map((state) => SLA_LABELS[state]).join(" or ");
  return <NameOf id={question[name]} />;
}

function NameOf({ id }: { id: string }) {
  const [{ data, fetching }] = useQuery({ query: BoardNameDocument, variables: { id } });
  const node = data?.node;
  return node && "name" in node ? node.name : fetching ? "…" : "unknown";
}
