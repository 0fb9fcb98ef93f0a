import { type UseFormReturnType, useForm } from "@mantine/form";
import { useRef, useState } from "react";

import type { Refusal } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { useRoom } from "./context";

export type Values = Record<string, unknown>;
type Errors = Record<string, React.ReactNode>;

/** What came of saving: the refusals (none: it is done), and what to say then. */
export interface Saved {
  readonly refusals: readonly Refusal[];
  readonly said?: string;
  /** Stay open: there is something to read now. */
  readonly stay?: boolean;
}

export interface Part<Value> {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly error: React.ReactNode;
}

export interface EditorState<Draft extends Values> {
  readonly form: UseFormReturnType<Draft>;
  readonly save: () => Promise<void>;
  readonly pending: boolean;
  /** Refusals that blame no field of the form. */
  readonly refusals: readonly Refusal[];
  readonly dirty: boolean;
  /** What an input of ours takes that shows this part of the draft; its error is also that of anything within it. */
  readonly part: <Name extends keyof Draft & string>(name: Name) => Part<Draft[Name]>;
  /** Whether one may leave without being asked, whatever is typed. */
  readonly mayLeave: () => boolean;
}

/**
 * A form in the drawer of a room, whose values are named as the fields of the API's input. A refusal stands beside the
 * field that it blames, and what is typed stays; what is saved closes the drawer and is read again.
 */
export function useEditor<Draft extends Values>(
  initial: Draft,
  send: (draft: Draft) => Promise<Saved>,
): EditorState<Draft> {
  const { close, reload, removed } = useRoom();
  const form = useForm<Draft>({ initialValues: initial });
  const [pending, setPending] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const saved = useRef(false);
  const save = async () => {
    setPending(true);
    setRefusals([]);
    form.clearErrors();
    const outcome = await send(form.getValues());
    setPending(false);
    const blamed = outcome.refusals.map((refusal) => ({ refusal, place: placeOf(refusal, initial) }));
    form.setErrors(
      Object.fromEntries(blamed.flatMap(({ refusal, place }) => (place ? [[place, refusal.message]] : []))),
    );
    setRefusals(blamed.filter(({ place }) => place === null).map(({ refusal }) => refusal));
    if (outcome.refusals.length > 0) return;
    if (outcome.said !== undefined) sayDone(outcome.said);
    reload();
    if (outcome.stay === true) {
      form.resetDirty();
      return;
    }
    saved.current = true;
    close();
  };
  const part = <Name extends keyof Draft & string>(name: Name): Part<Draft[Name]> => ({
    value: form.getValues()[name],
    onChange: (value) => {
      form.setValues({ [name]: value } as unknown as Partial<Draft>);
      form.setErrors(without(form.errors, name));
    },
    error: errorWithin(form.errors, name),
  });
  const mayLeave = () => saved.current || removed() || !form.isDirty();
  return { form, part, save, pending, refusals, dirty: form.isDirty(), mayLeave };
}

/** Where the form shows it: `["input", "steps", "0", "delayMinutes"]` is at `steps.0.delayMinutes`. */
function placeOf({ field }: Refusal, draft: Values): string | null {
  const path = (field ?? []).slice(1);
  return path[0] !== undefined && path[0] in draft ? path.join(".") : null;
}

function without(errors: Errors, place: string): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([each]) => !isWithin(each, place)));
}

function isWithin(each: string, place: string): boolean {
  return each === place || each.startsWith(`${place}.`);
}

/** The first error of a field, or of anything within it. */
export function errorWithin(errors: Errors, place: string): React.ReactNode {
  const [, error] = Object.entries(errors).find(([each]) => isWithin(each, place)) ?? [];
  return error;
}
