export const NOTHING = "–";

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** A length of time in its two largest units: "2 h 15 m"; a dash if there is none. */
export function durationOf(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  if (seconds < 1) return seconds === 0 ? "0 s" : "under 1 s";
  const place = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[place] ?? UNITS[3];
  const next = UNITS[place + 1];
  if (next === undefined) return `${Math.round(seconds)} s`;
  const [smaller, small] = next;
  const rest = Math.round((seconds % size) / small);
  const whole = Math.floor(seconds / size);
  if (rest * small >= size) return durationOf((whole + 1) * size);
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${smaller}`;
}

/** A fraction in percent: "70.4 %"; a dash if there is none. */
export function percentOf(fraction: number | null): string {
  if (fraction === null) return NOTHING;
  return `${Number((fraction * 100).toFixed(1)).toLocaleString()} %`;
}

/** "1 incident", "1,200 incidents". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
