import { Button, TextInput } from "@mantine/core";
import { ListChecks, Pencil } from "lucide-react";

import { LongText } from "@/components/LongText";
import { Markdown } from "@/components/Markdown";

import type { ReportTemplateFragment } from "./gql";
import classes from "./Report.module.css";
import { filled, labelOf, namesIn } from "./wording";

interface Props {
  template: ReportTemplateFragment;
  values: Readonly<Record<string, string>>;
  onChange: (values: Readonly<Record<string, string>>) => void;
  /** Errors by field; those of values are "values.host". */
  errors: Readonly<Record<string, string>>;
  /** Title and description are to be written freely, beginning with what the template comes to. */
  onOwn: () => void;
}

/** The placeholders of a template, and what comes of it. */
export function TemplateTexts({ template, values, onChange, errors, onOwn }: Props) {
  const inTitle = namesIn(template.title);
  return (
    <>
      {template.placeholders.length > 0 && (
        <div className={classes.placeholders}>
          {template.placeholders.map((name, place) => {
            const properties = {
              label: labelOf(name),
              required: true,
              "data-autofocus": place === 0 || undefined,
              value: values[name] ?? "",
              error: errors[`values.${name}`],
              onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
                onChange({ ...values, [name]: event.currentTarget.value }),
            };
            return inTitle.includes(name) ? (
              <TextInput key={name} {...properties} />
            ) : (
              <LongText key={name} minRows={1} maxRows={6} {...properties} />
            );
          })}
        </div>
      )}
      <section className={classes.preview} aria-label="What comes of it">
        <div className={classes.previewHead}>
          <h2>{filled(template.title, values)}</h2>
          <Button size="compact-xs" variant="subtle" color="gray" leftSection={<Pencil size={12} />} onClick={onOwn}>
            Edit the text
          </Button>
        </div>
        {template.description.trim() !== "" && <Markdown text={filled(template.description, values)} />}
        {errors.title !== undefined && <p className={classes.error}>{errors.title}</p>}
        {errors.description !== undefined && <p className={classes.error}>{errors.description}</p>}
        <Checklist items={template.checklist} />
      </section>
    </>
  );
}

/** What is to be done about it. */
export function Checklist({ items }: { items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div className={classes.checklist}>
      <ListChecks size={13} aria-hidden />
      <ol aria-label="Checklist">
        {items.map((item, place) => (
          <li key={place}>{item}</li>
        ))}
      </ol>
    </div>
  );
}
