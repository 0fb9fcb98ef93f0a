import { TextInput } from "@mantine/core";
import { Square } from "lucide-react";
import { useState } from "react";

import { Markdown } from "@/components/Markdown";
import { Severity } from "@/components/Severity";

import type { Severity as SeverityName } from "../gql";
import { filled, placeholdersIn } from "./placeholders";
import classes from "./Preview.module.css";

interface Props {
  title: string;
  description: string;
  severity: SeverityName;
  checklist: readonly string[];
}

/** An incident as it would be reported from a template, with values that one can try. */
export function Preview({ title, description, severity, checklist }: Props) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const placeholders = placeholdersIn(title, description);
  return (
    <div className={classes.preview}>
      <section aria-label="Placeholders">
        <h3>Placeholders</h3>
        {placeholders.length === 0 && <p className={classes.hint}>None: write {"{{host}}"} where a value belongs.</p>}
        <div className={classes.values}>
          {placeholders.map((name) => (
            <TextInput
              key={name}
              size="xs"
              label={name}
              placeholder={`{{${name}}}`}
              value={values[name] ?? ""}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setValues((before) => ({ ...before, [name]: value }));
              }}
            />
          ))}
        </div>
      </section>
      <section aria-label="Preview" className={classes.incident}>
        <h3>What is reported</h3>
        <h4>
          <Severity severity={severity} compact /> {filled(title, values) || "No title yet"}
        </h4>
        {description !== "" && <Markdown text={filled(description, values)} />}
        {checklist.length > 0 && (
          <ul>
            {checklist.map((item, place) => (
              <li key={place}>
                <Square size={13} aria-hidden /> {item}
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
