import { vi } from "vitest";

/** For how many milliseconds a test waits for something at most: a machine that is busy with other work takes long. */
export const PATIENCE = 45_000;

/**
 * Waits until the check raises nothing: for what takes its time, however busy the machine is. Whatever follows from a
 * request, a timer or a script that is loaded is looked at in this way, or by `findBy...`.
 */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: PATIENCE });
}
