import { useDeferredValue } from "react";

/** The value, whose first draft React draws in small pieces of time: what one types or presses meanwhile is heard. */
export function useUnhurried<T>(value: T | undefined): T | undefined {
  const first = useDeferredValue(value);
  return first === undefined ? undefined : value;
}
