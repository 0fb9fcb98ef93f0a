import { Link } from "react-router";

import { useAddressOf } from "./context";
import classes from "./RoomTable.module.css";

export interface Column<Row> {
  readonly label: string;
  readonly show: (row: Row) => React.ReactNode;
  /** A width of CSS; what has none shares what is left. */
  readonly width?: string;
  /** Not on narrow windows. */
  readonly spare?: boolean;
  /** Something to press: on a phone it stands beside the name. */
  readonly corner?: boolean;
}

interface Props<Row> {
  rows: readonly Row[];
  /** What a row is called: the link that opens it. */
  name: { readonly label: string; readonly show: (row: Row) => React.ReactNode; readonly width?: string | undefined };
  columns: readonly Column<Row>[];
  /** Rows that are over: shown paler. */
  pale?: ((row: Row) => boolean) | undefined;
}

/** What a room has, one a row; the whole row opens it. */
export function RoomTable<Row extends { readonly id: string }>({ rows, name, columns, pale }: Props<Row>) {
  const addressOf = useAddressOf();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col" style={{ width: name.width }}>
            {name.label}
          </th>
          {columns.map(({ label, width, spare }) => (
            <th key={label} scope="col" style={{ width }} data-spare={spare}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={classes.row} data-pale={pale?.(row) === true || undefined}>
            <td data-name>
              <Link to={addressOf(row.id)} preventScrollReset data-row className={classes.link}>
                {name.show(row)}
              </Link>
            </td>
            {columns.map(({ label, show, spare, corner }) => (
              <td key={label} data-spare={spare} data-corner={corner}>
                {show(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
