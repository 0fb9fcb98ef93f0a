import { diffOf } from "./diff";
import classes from "./FieldChanges.module.css";
import { type FieldChange, nounFor, wordFor } from "./values";

const LONG = 80;
const NOBODY: Record<string, string> = { assignee: "nobody" };

/** What changed: short values as before and after, long texts as a small diff that can be opened. */
export function FieldChanges({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) return null;
  return (
    <ul className={classes.changes}>
      {changes.map((change) => (
        <li key={change.field}>
          <OneChange change={change} />
        </li>
      ))}
    </ul>
  );
}

function OneChange({ change: { field, before, after } }: { change: FieldChange }) {
  const [was, is] = [wordFor(field, before), wordFor(field, after)];
  const none = NOBODY[field] ?? "none";
  const isLong = Math.max(was?.length ?? 0, is?.length ?? 0) > LONG || [was, is].some((text) => text?.includes("\n"));
  if (isLong) return <LongChange noun={nounFor(field)} before={was ?? ""} after={is ?? ""} />;
  return (
    <>
      <span className={classes.noun}>{nounFor(field)}</span>
      <del>{was ?? none}</del>
      <span aria-label="became" role="img" className={classes.arrow}>
        →
      </span>
      <ins>{is ?? none}</ins>
    </>
  );
}

function LongChange({ noun, before, after }: { noun: string; before: string; after: string }) {
  return (
    <details className={classes.long}>
      <summary>
        {noun}: {before === "" ? "show what was written" : "show what changed"}
      </summary>
      <p className={classes.diff}>
        {diffOf(before, after).map(({ kind, text }, place) => {
          if (kind === "added") return <ins key={place}>{text}</ins>;
          if (kind === "removed") return <del key={place}>{text}</del>;
          return <span key={place}>{text}</span>;
        })}
      </p>
    </details>
  );
}
