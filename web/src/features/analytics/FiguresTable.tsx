import { UnstyledButton } from "@mantine/core";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";

import classes from "./FiguresTable.module.css";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => React.ReactNode;
  /** What it is sorted by; null stands at the end. */
  readonly value: (row: Row) => number | string | null;
  /** Draws the value as a bar, beside the largest of the column. */
  readonly bar?: boolean;
  /** Where the row leads to. */
  readonly to?: (row: Row) => string | null;
}

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  /** Scrolls within itself. */
  tall?: boolean;
}

interface Order {
  readonly name: string;
  readonly down: boolean;
}

/** Figures, which can be sorted by each of their columns; at first they stand as they came. */
export function FiguresTable<Row>({ label, rows, columns, keyOf, tall = false }: Props<Row>) {
  const [order, setOrder] = useState<Order | null>(null);
  const by = columns.find(({ name }) => name === order?.name);
  const sorted = order !== null && by !== undefined ? [...rows].sort(comparing(by.value, order.down)) : rows;
  const sort = (name: string) => setOrder({ name, down: order?.name === name ? !order.down : true });
  return (
    <div
      className={classes.frame}
      data-tall={tall || undefined}
      {...(tall && { role: "region", "aria-label": label, tabIndex: 0 })}
    >
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name }) => (
              <Head key={name} name={name} order={order} sort={() => sort(name)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, place) => (
                <Cell key={column.name} row={row} column={column} rows={rows} first={place === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ name, order, sort }: { name: string; order: Order | null; sort: () => void }) {
  const direction = order?.name === name ? (order.down ? "descending" : "ascending") : undefined;
  const Arrow = direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={direction}>
      <UnstyledButton className={classes.sort} onClick={sort}>
        {name}
        <Arrow size={12} aria-hidden data-shown={direction !== undefined || undefined} />
      </UnstyledButton>
    </th>
  );
}

interface CellProps<Row> {
  row: Row;
  column: Column<Row>;
  rows: readonly Row[];
  first: boolean;
}

function Cell<Row>({ row, column, rows, first }: CellProps<Row>) {
  const to = column.to?.(row) ?? null;
  const said = to === null ? column.cell(row) : <Link to={to}>{column.cell(row)}</Link>;
  if (first) return <th scope="row">{said}</th>;
  return (
    <td data-name={column.name} data-bar={column.bar}>
      {column.bar === true && <ShareOf value={column.value(row)} most={mostOf(rows, column)} />}
      <span>{said}</span>
    </td>
  );
}

function ShareOf({ value, most }: { value: number | string | null; most: number }) {
  const share = typeof value === "number" && most > 0 ? (value / most) * 100 : 0;
  return <i className={classes.bar} style={{ "--share": `${share}%` } as React.CSSProperties} aria-hidden />;
}

function mostOf<Row>(rows: readonly Row[], column: Column<Row>): number {
  return Math.max(0, ...rows.map(column.value).filter((value) => typeof value === "number"));
}

function comparing<Row>(value: Column<Row>["value"], down: boolean) {
  return (one: Row, other: Row): number => {
    const [left, right] = [value(one), value(other)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    const order =
      typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right));
    return down ? -order : order;
  };
}

/** A figure, and how many were left out of it. */
export function measured(figure: string, leftOut: number): React.ReactNode {
  return (
    <>
      {figure}
      {leftOut > 0 && (
        <small className={classes.leftOut} title={`${leftOut.toLocaleString()} not there yet, and left out`}>
          {leftOut.toLocaleString()} left out
        </small>
      )}
    </>
  );
}
