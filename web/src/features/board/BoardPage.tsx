import { Board } from "./Board";

/** All incidents that the viewer may see. */
export function Component() {
  return <Board title="Incidents" />;
}
