import { Board } from "./Board";

/** The incidents that are assigned to the viewer. */
export function Component() {
  return <Board title="My work" mine />;
}
