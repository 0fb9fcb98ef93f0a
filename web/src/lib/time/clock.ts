const NOT_WORTH_IT = 2_000; // the header knows whole seconds only

let ahead = 0;

/** Milliseconds since 1970 by the server's clock, as far as its answers have told it. This machine's may be wrong. */
export function now(): number {
  return Date.now() + ahead;
}

/** Takes the server's time from the Date header of an answer. */
export function learnTimeFrom(headers: Headers): void {
  const said = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(said)) return;
  const difference = said - Date.now();
  ahead = Math.abs(difference) < NOT_WORTH_IT ? 0 : difference;
}
