import type { Refusal } from "@/lib/graphql/useSubmit";

/** The refusals that blame one of these fields of the input, as a form shows them beside its inputs. */
export function byField(refusals: readonly Refusal[], fields: readonly string[]): Record<string, string> {
  const blamed = refusals.map(({ field, message }) => [nameOf(field), message] as const);
  return Object.fromEntries(blamed.filter(([name]) => fields.includes(name)));
}

/** Those that blame none of these fields, which are to be said elsewhere. */
export function besides(refusals: readonly Refusal[], fields: readonly string[]): readonly Refusal[] {
  return refusals.filter(({ field }) => !fields.includes(nameOf(field)));
}

/** `["input", "steps", "0", "delayMinutes"]` is `steps.0.delayMinutes`. */
function nameOf(field: readonly string[] | null): string {
  return (field ?? []).slice(1).join(".");
}
