import { vi } from "vitest";

/** Waits until the check raises nothing: for what takes its time, however busy the machine is. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000 });
}
