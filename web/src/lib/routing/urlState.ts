import { useMemo } from "react";
import { useSearchParams } from "react-router";

/** How one part of what is shown stands in the address. */
export interface UrlField<Value> {
  readonly read: (text: string | null) => Value;
  /** Null: it is as usual, and does not stand there. */
  readonly write: (value: Value) => string | null;
}

/** Any text; usually none. */
export const text: UrlField<string> = { read: (said) => said ?? "", write: (value) => value || null };

/** A moment (RFC 3339); usually none, which is also what no moment is taken for. */
export const moment: UrlField<string> = {
  read: (said) => (said === null || Number.isNaN(Date.parse(said)) ? "" : said),
  write: (value) => value || null,
};

/** Yes or no; usually no. */
export const flag: UrlField<boolean> = { read: (said) => said === "yes", write: (value) => (value ? "yes" : null) };

/** One of these; usually the first, which is also what anything unknown is taken for. */
export function oneOf<Value extends string>(values: readonly [Value, ...Value[]]): UrlField<Value> {
  return {
    read: (said) => values.find((each) => each === said) ?? values[0],
    write: (value) => (value === values[0] ? null : value),
  };
}

/** Any of these, in their order; usually those that `usual` says. Unknown ones are left out; `none` says that there are none. */
export function anyOf<Value extends string>(
  values: readonly Value[],
  usual: readonly Value[] = [],
): UrlField<readonly Value[]> {
  const spelled = (chosen: readonly Value[]) => values.filter((each) => chosen.includes(each)).join(",");
  return {
    read: (said) => (said === null ? usual : values.filter((each) => said.split(",").includes(each))),
    write: (chosen) => (spelled(chosen) === spelled(usual) ? null : spelled(chosen) || "none"),
  };
}

type Fields<State> = { readonly [Name in keyof State]: UrlField<State[Name]> };

/**
 * State that stands in the address, so that it can be shared, reloaded and gone back to. Define `fields` outside of the
 * component. What is as usual does not stand there, and parameters of others are left alone.
 */
export function useUrlState<State extends object>(fields: Fields<State>): [State, (change: Partial<State>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo(() => stateIn(parameters, fields), [parameters, fields]);
  const change = (changed: Partial<State>) =>
    setParameters((before) => changedIn(before, fields, changed), { replace: true, preventScrollReset: true });
  return [state, change];
}

function stateIn<State extends object>(parameters: URLSearchParams, fields: Fields<State>): State {
  const names = Object.keys(fields) as (keyof State & string)[];
  return Object.fromEntries(names.map((name) => [name, fields[name].read(parameters.get(name))])) as State;
}

function changedIn<State extends object>(before: URLSearchParams, fields: Fields<State>, changed: Partial<State>) {
  const after = new URLSearchParams(before);
  for (const name of Object.keys(changed) as (keyof State & string)[]) {
    const written = fields[name].write(changed[name] as State[typeof name]);
    if (written === null) after.delete(name);
    else after.set(name, written);
  }
  return after;
}
