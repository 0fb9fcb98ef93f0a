import classes from "./Tip.module.css";

interface Props {
  title: string;
  lines: readonly { label: string; value: string; color?: string }[];
  hint?: string;
}

/** What stands beside the mouse over a chart. */
export function Tip({ title, lines, hint }: Props) {
  return (
    <div className={classes.tip}>
      <strong>{title}</strong>
      {lines.map(({ label, value, color }) => (
        <div key={label}>
          <span>
            {color !== undefined && <i style={{ background: color }} />}
            {label}
          </span>
          <b>{value}</b>
        </div>
      ))}
      {hint !== undefined && <small>{hint}</small>}
    </div>
  );
}
