import classes from "./Marks.module.css";
import type { AnalyticsDurationFragment } from "./gql";

// Drawings of what stands in words beside them.

/** A fraction as a bar. */
export function Bar({ fraction, good = false }: { fraction: number | null; good?: boolean }) {
  if (fraction === null) return null;
  const style = { "--share": `${Math.min(1, fraction) * 100}%` } as React.CSSProperties;
  return <span className={classes.bar} style={style} data-good={good || undefined} aria-hidden />;
}

/** Where the median, p90 and p95 lie, from nothing to p95. */
export function Rail({ figures }: { figures: AnalyticsDurationFragment }) {
  const { p50Seconds, p90Seconds, p95Seconds } = figures;
  if (p50Seconds === null || p90Seconds === null || p95Seconds === null || p95Seconds === 0) return null;
  const style = {
    "--p50": `${(p50Seconds / p95Seconds) * 100}%`,
    "--p90": `${(p90Seconds / p95Seconds) * 100}%`,
  } as React.CSSProperties;
  return (
    <span className={classes.rail} style={style} aria-hidden>
      <i />
      <i />
      <i />
    </span>
  );
}

const [WIDTH, HEIGHT] = [120, 26];

/** How numbers went, in a line. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const most = Math.max(1, ...values);
  const step = WIDTH / (values.length - 1);
  const points = values.map((value, place) => `${place * step},${HEIGHT - 1 - (value / most) * (HEIGHT - 3)}`);
  return (
    <svg className={classes.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      <polygon points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`} />
      <polyline points={points.join(" ")} />
    </svg>
  );
}
