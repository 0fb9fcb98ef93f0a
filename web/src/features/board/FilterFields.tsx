import { Button, Checkbox } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import dayjs from "dayjs";
import { useQuery } from "urql";

import { PersonPicker } from "@/components/pickers/PersonPicker";
import { CategoryPicker, ServicePicker, TeamPicker } from "@/components/pickers/Picker";
import type { EditorProps } from "./FilterEditor";
import classes from "./FilterFields.module.css";
import { FILTERS, SLA_LABELS } from "./filters";
import { BoardNameDocument } from "./gql";
import { SLA_STATES } from "./question";
import { now } from "@/lib/time/clock";

/** What FilterEditor.tsx shows once it is loaded. */
export default function FilterFields(props: EditorProps) {
  switch (props.name) {
    case "sla":
      return <SlaFields {...props} />;
    case "dates":
      return <DateFields {...props} />;
    case "assignee":
    case "reporter":
      return <PersonField {...props} name={props.name} />;
    case "service":
    case "team":
    case "category":
      return <ThingField {...props} name={props.name} />;
  }
}

function SlaFields({ question: { sla }, ask }: EditorProps) {
  return (
    <fieldset className={classes.choices}>
      <legend>Whose service level is</legend>
      {SLA_STATES.map((state) => (
        <Checkbox
          key={state}
          size="xs"
          label={SLA_LABELS[state]}
          checked={sla.includes(state)}
          onChange={({ currentTarget: { checked } }) =>
            ask({ sla: checked ? [...sla, state] : sla.filter((each) => each !== state) })
          }
        />
      ))}
    </fieldset>
  );
}

const PICKERS = { service: ServicePicker, team: TeamPicker, category: CategoryPicker };

function ThingField({ name, question, ask, close }: EditorProps & { name: keyof typeof PICKERS }) {
  const Picker = PICKERS[name];
  const choose = (id: string | null) => {
    ask({ [name]: id ?? "" });
    close();
  };
  return <Picker label={FILTERS[name].label} size="xs" value={question[name] || null} onChange={choose} />;
}

function PersonField({ name, question, ask, close }: EditorProps & { name: "assignee" | "reporter" }) {
  const id = question[name];
  const [{ data }] = useQuery({ query: BoardNameDocument, variables: { id }, pause: id === "" });
  const node = id === "" ? null : data?.node;
  const chosen = node && "name" in node ? { id: node.id, name: String(node.name) } : null;
  return (
    <PersonPicker
      label={FILTERS[name].label}
      size="xs"
      value={chosen}
      onChange={(person) => {
        ask({ [name]: person?.id ?? "" });
        close();
      }}
    />
  );
}

const LATELY = [
  [1, "The last 24 hours"],
  [7, "The last 7 days"],
  [30, "The last 30 days"],
] as const;

function DateFields({ question: { from, until }, ask, close }: EditorProps) {
  const first = from === "" ? null : dayjs(from).format("YYYY-MM-DD");
  const last = until === "" ? null : dayjs(until).subtract(1, "millisecond").format("YYYY-MM-DD");
  return (
    <div className={classes.dates}>
      <DatePickerInput
        type="range"
        size="xs"
        label="Reported from one day to another"
        placeholder="Choose days"
        allowSingleDateInRange
        clearable
        popoverProps={{ withinPortal: false }}
        value={[first, last]}
        onChange={([begin, end]) =>
          ask({
            from: begin === null ? "" : dayjs(begin).startOf("day").toISOString(),
            until: end === null ? "" : dayjs(end).add(1, "day").startOf("day").toISOString(),
          })
        }
      />
      {LATELY.map(([days, label]) => (
        <Button
          key={days}
          size="compact-xs"
          variant="subtle"
          justify="flex-start"
          onClick={() => {
            ask({ from: dayjs(now()).subtract(days, "day").toISOString(), until: "" });
            close();
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
