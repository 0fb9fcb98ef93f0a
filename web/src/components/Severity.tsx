import type { Severity as SeverityName } from "@/lib/live/gql";
import classes from "@/components/Severity.module.css";

export const SEVERITIES: readonly SeverityName[] = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];
export const SEVERITY_LABELS: Record<SeverityName, string> = {
  CRITICAL: "Critical",
  HIGH: "High",
  MEDIUM: "Medium",
  LOW: "Low",
};
const BARS: Record<SeverityName, number> = { CRITICAL: 0, HIGH: 3, MEDIUM: 2, LOW: 1 };

interface GlyphProps {
  severity: SeverityName;
  size?: number;
  /** What is read out; without it something beside the glyph says it. */
  label?: string;
}

/** How bad something is: one to three bars, or a filled square with an exclamation mark, each in its colour. */
export function SeverityGlyph({ severity, size = 14, label }: GlyphProps) {
  const said = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <svg className={classes.glyph} data-severity={severity} width={size} height={size} viewBox="0 0 14 14" {...said}>
      {severity === "CRITICAL" ? (
        <path
          fillRule="evenodd"
          d="M3 .5h8A2.5 2.5 0 0 1 13.5 3v8a2.5 2.5 0 0 1-2.5 2.5H3A2.5 2.5 0 0 1 .5 11V3A2.5 2.5 0 0 1 3 .5Zm3.1 2.6.25 5h1.3l.25-5Zm.9 6.1a.95.95 0 1 0 0 1.9.95.95 0 0 0 0-1.9Z"
        />
      ) : (
        [0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={1 + bar * 4.5}
            y={8.5 - bar * 3.5}
            width={3}
            height={4.5 + bar * 3.5}
            rx={1}
            opacity={bar < BARS[severity] ? 1 : 0.25}
          />
        ))
      )}
    </svg>
  );
}

/** The glyph with the word; with `compact` the word is only read out. */
export function Severity({ severity, compact = false }: { severity: SeverityName; compact?: boolean }) {
  const label = SEVERITY_LABELS[severity];
  return (
    <span className={classes.severity} data-severity={severity} title={compact ? label : undefined}>
      {compact ? <SeverityGlyph severity={severity} label={label} /> : <SeverityGlyph severity={severity} />}
      {!compact && label}
    </span>
  );
}
