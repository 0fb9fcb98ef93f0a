import type { ReportPoliciesQuery, Severity } from "./gql";

export type Policy = NonNullable<ReportPoliciesQuery["slaPolicies"]>[number];

/** The policy that counts for an incident, as docs/sla.md says: first for its service, then for its severity, then the oldest. */
export function policyFor(
  policies: readonly Policy[],
  about: { readonly severity: Severity; readonly serviceId: string | null },
): Policy | null {
  const matching = policies.filter(
    ({ severities, services }) =>
      (severities.length === 0 || severities.includes(about.severity)) &&
      (services.length === 0 || services.some(({ id }) => id === about.serviceId)),
  );
  const precision = ({ services, severities }: Policy) =>
    (services.length > 0 ? 2 : 0) + (severities.length > 0 ? 1 : 0);
  const order = (one: Policy, other: Policy) =>
    precision(other) - precision(one) || one.createdAt.localeCompare(other.createdAt);
  return [...matching].sort(order)[0] ?? null;
}
