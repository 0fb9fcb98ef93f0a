import { createContext, use } from "react";
import { useLocation, useSearchParams } from "react-router";

import { useViewer } from "@/lib/session/context";

/** What stands in the address while something new is written. */
export const NEW = "new";
const PARAMETER = "open";

export interface RoomAccess {
  /** The id of what is open in the editor, NEW, or empty. */
  readonly opened: string;
  readonly close: () => void;
  /** Whether the viewer may change what is here. */
  readonly mayWrite: boolean;
  /** Reads the list again. */
  readonly reload: () => void;
  /** What is open was taken away: closes it, without asking about what was typed, and reads the list again. */
  readonly remove: () => void;
  /** Whether that has happened. */
  readonly removed: () => boolean;
}

export const RoomContext = createContext<RoomAccess | null>(null);

/** The room that is around this component. */
export function useRoom(): RoomAccess {
  const room = use(RoomContext);
  if (room === null) throw new Error("There is no room around this component.");
  return room;
}

/** Whether the viewer may change what is configured. */
export function useMayAdminister(): boolean {
  return useViewer().role === "ADMIN";
}

/** What is open, as it stands in the address. */
export function useOpened(): { opened: string; open: (id: string) => void; close: () => void } {
  const [parameters, setParameters] = useSearchParams();
  const change = (id: string | null) => setParameters((before) => withOpened(before, id), { preventScrollReset: true });
  return { opened: parameters.get(PARAMETER) ?? "", open: change, close: () => change(null) };
}

/** The address of this page with something open. */
export function useAddressOf(): (id: string) => { search: string } {
  const { search } = useLocation();
  return (id) => ({ search: withOpened(new URLSearchParams(search), id).toString() });
}

function withOpened(before: URLSearchParams, id: string | null): URLSearchParams {
  const after = new URLSearchParams(before);
  if (id === null) after.delete(PARAMETER);
  else after.set(PARAMETER, id);
  return after;
}
