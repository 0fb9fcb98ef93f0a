import { SEVERITY_LABELS } from "@/components/Severity";
import { STATUS_LABELS } from "@/components/Status";

/** The fields of an entry of the log, as they were or as they became. */
export type Values = Readonly<Record<string, unknown>>;

/** A person, a team, a rule ...: whatever the log names. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The fields of something that may be anything: what is no object has none. */
export function valuesOf(json: unknown): Values {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Values) : {};
}

export function named(value: unknown): Named | null {
  const { id, name } = valuesOf(value);
  return typeof name === "string" ? { id: typeof id === "string" ? id : name, name } : null;
}

export function namedAll(value: unknown): readonly Named[] {
  return Array.isArray(value) ? value.flatMap((each) => named(each) ?? []) : [];
}

/** A value as text: a name, a word for a severity or a state, "yes" or "no"; null if there is none. */
export function wordFor(field: string, value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return labelFor(field, value);
  if (Array.isArray(value)) return value.map((each) => wordFor(field, each) ?? "none").join(", ") || null;
  return named(value)?.name ?? JSON.stringify(value);
}

function labelFor(field: string, value: string): string {
  const labels: Record<string, string> = field === "severity" ? SEVERITY_LABELS : STATUS_LABELS;
  return field === "severity" || field === "status" ? (labels[value] ?? value) : value;
}

const NOUNS: Record<string, string> = { dedupKey: "Dedup key", restricted: "Restricted" };

/** "dedupKey" is "Dedup key", "due_at" is "Due at". */
export function nounFor(field: string): string {
  const spaced = field
    .replaceAll("_", " ")
    .replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two}`);
  return NOUNS[field] ?? `${spaced.charAt(0).toUpperCase()}${spaced.slice(1).toLowerCase()}`;
}

/** A field that changed. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What changed, field by field. What only one side tells of is a change from or to nothing. */
export function changesIn(before: Values, after: Values, besides: readonly string[] = []): readonly FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .filter((field) => !besides.includes(field) && JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}
