import classes from "./Choose.module.css";
import type { BoardIncidentFragment } from "./gql";
import { type Selection, useIsChosen } from "./selection";

interface Props {
  incident: BoardIncidentFragment;
  selection: Selection;
}

/** The box that chooses an incident; with Shift all from the last one to this one. */
export function Choose({ incident, selection }: Props) {
  return (
    <label className={classes.choose}>
      <input
        type="checkbox"
        data-choose
        aria-label={`Select ${incident.key}`}
        checked={useIsChosen(selection, incident.id)}
        onChange={({ nativeEvent }) =>
          selection.choose(incident, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
        }
      />
    </label>
  );
}

/** Clicks the box of the incident that has the focus, as with the mouse. */
export function chooseFocused(shiftKey: boolean): void {
  const entry = document.activeElement?.closest("[data-id]");
  entry?.querySelector("[data-choose]")?.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey }));
}
