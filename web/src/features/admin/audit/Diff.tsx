import classes from "./Diff.module.css";

type Snapshot = Readonly<Record<string, unknown>>;

/** What changed: each field as it was and as it became. */
export function Diff({ before, after }: { before: Snapshot; after: Snapshot }) {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  if (fields.length === 0) return null;
  return (
    <table className={classes.diff}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field}>
            <th scope="row">{field.replaceAll("_", " ")}</th>
            <td>{field in before && <del>{said(before[field])}</del>}</td>
            <td>{field in after && <ins>{said(after[field])}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function said(value: unknown): string {
  if (value === null || value === "") return "nothing";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && !Array.isArray(value) && "name" in value && typeof value.name === "string")
    return value.name;
  return JSON.stringify(value, null, 1).replaceAll(/^ +/gm, (spaces) => "  ".repeat(spaces.length));
}
