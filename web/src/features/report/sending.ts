import { useRef } from "react";

import { besides, byField } from "@/lib/graphql/refusals";
import { type Refusal, useSubmit } from "@/lib/graphql/useSubmit";

import type { Draft } from "./draft";
import {
  ReportFromTemplateDocument,
  type ReportFromTemplateInput,
  ReportIncidentDocument,
  type ReportIncidentInput,
  type ReportTemplateFragment,
} from "./gql";
import { namesIn } from "./wording";

const FIELDS = ["title", "description", "severity", "serviceId", "categoryId", "teamId", "restricted"];

export interface Sending {
  /** The key of the incident; null if it was refused, or is being sent already. */
  readonly send: (draft: Draft, template: ReportTemplateFragment | null) => Promise<string | null>;
  readonly pending: boolean;
  /** Why the last one was refused, by field: values of placeholders are "values.host". */
  readonly errors: Readonly<Record<string, string>>;
  /** What blames no field. */
  readonly others: readonly Pick<Refusal, "message">[];
}

/** Reports an incident, however often it is pressed, once. */
export function useSending(draft: Draft, template: ReportTemplateFragment | null): Sending {
  const plain = useSubmit(ReportIncidentDocument, (data) => data.reportIncident);
  const templated = useSubmit(ReportFromTemplateDocument, (data) => data.reportFromTemplate);
  const busy = useRef(false);
  const send: Sending["send"] = async (sent, from) => {
    if (busy.current) return null;
    busy.current = true;
    const outcome = await (
      from === null ? plain.submit({ input: plainInput(sent) }) : templated.submit({ input: templateInput(sent, from) })
    ).finally(() => {
      busy.current = false;
    });
    return outcome.done ? (outcome.payload.incident?.key ?? null) : sentBefore(outcome.refusals);
  };
  const refusals = named((template === null ? plain : templated).refusals, valuesOf(draft, template));
  const names = [...FIELDS, ...(template?.placeholders ?? []).map((name) => `values.${name}`)];
  return {
    send,
    pending: plain.pending || templated.pending,
    errors: byField(refusals, names),
    others: besides(refusals, names),
  };
}

function common({ dedupKey, serviceId, categoryId, teamId, restricted }: Draft) {
  return { dedupKey, serviceId, categoryId, teamId, restricted };
}

function plainInput(draft: Draft): ReportIncidentInput {
  const { title, description, severity } = draft;
  return { ...common(draft), title: title.trim(), description, ...(severity !== null && { severity }) };
}

function templateInput(draft: Draft, template: ReportTemplateFragment): ReportFromTemplateInput {
  const { own, title, description, severity } = draft;
  const texts = own ? { title: title.trim(), description } : { values: valuesOf(draft, template) };
  return { ...common(draft), ...texts, templateId: template.id, severity };
}

function valuesOf({ own, values }: Draft, template: ReportTemplateFragment | null) {
  if (template === null || own) return [];
  const inTitle = namesIn(template.title);
  const trimmed = (name: string) => (inTitle.includes(name) ? (values[name] ?? "").trim() : (values[name] ?? ""));
  return template.placeholders.map((name) => ({ name, value: trimmed(name) }));
}

/** Values are refused by their place; people know them by their names. */
function named(refusals: readonly Refusal[], values: readonly { name: string }[]): readonly Refusal[] {
  return refusals.map((refusal) => {
    const [input, list, place] = refusal.field ?? [];
    const name = list === "values" && place !== undefined ? values[Number(place)]?.name : undefined;
    return name === undefined ? refusal : { ...refusal, field: [input ?? "input", "values", name] };
  });
}

/** The incident that has this draft's own key: the first answer was lost, and this is the second try. */
function sentBefore(refusals: readonly Refusal[]): string | null {
  const twin = refusals.find(({ field }) => field?.at(-1) === "dedupKey");
  return twin === undefined ? null : (/^\w+-\d+/.exec(twin.message)?.[0] ?? null);
}
