const STEPS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The button that an arrow key leads to: the one beside in its track, or the one in the next track that is nearest in time. */
export function besideOf(event: React.KeyboardEvent<HTMLElement>): HTMLButtonElement | null {
  const [step, button] = [STEPS[event.key], event.target as HTMLElement];
  const track = button.closest("[data-track]");
  if (step === undefined || track === null || event.altKey || event.ctrlKey || event.metaKey) return null;
  event.preventDefault();
  const [along, across] = step;
  if (along !== 0) return buttonsIn(track)[buttonsIn(track).indexOf(button as HTMLButtonElement) + along] ?? null;
  const tracks = [...event.currentTarget.querySelectorAll("[data-track]")];
  const other = tracks[tracks.indexOf(track) + across];
  return other === undefined ? null : nearest(buttonsIn(other), button.getBoundingClientRect().left);
}

function buttonsIn(track: Element): HTMLButtonElement[] {
  return [...track.querySelectorAll("button")];
}

function nearest(buttons: HTMLButtonElement[], left: number): HTMLButtonElement | null {
  const far = (button: HTMLButtonElement) => Math.abs(button.getBoundingClientRect().left - left);
  return buttons.reduce<HTMLButtonElement | null>(
    (found, each) => (found === null || far(each) < far(found) ? each : found),
    null,
  );
}
