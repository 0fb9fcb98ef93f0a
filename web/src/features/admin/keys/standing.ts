import type { AdminKeyFragment } from "../gql";

/** How a key stands: "Works", "Revoked", "Expired". */
export function standingOf({ revokedAt, expiresAt }: AdminKeyFragment, now: number): "Works" | "Revoked" | "Expired" {
  if (revokedAt !== null) return "Revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= now ? "Expired" : "Works";
}

/** The last moment of a day of the viewer's, as the API takes it; null for none. */
export function endOf(day: string): string | null {
  if (day === "") return null;
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}

/** A report as a machine sends it, to be tried at once. */
export function curlWith(key: string): string {
  const query =
    "mutation($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { key } errors { message } } }";
  const input = { title: "Disk full on db-1", severity: "HIGH", dedupKey: "disk-full-db-1" };
  return [
    `curl -sS ${window.location.origin}/graphql \\`,
    "  -H 'content-type: application/json' \\",
    `  -H 'authorization: Bearer ${key}' \\`,
    `  -d '${JSON.stringify({ query, variables: { input } })}'`,
  ].join("\n");
}
