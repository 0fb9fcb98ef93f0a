const STORED = "siems-rung";
const REMEMBERED = 60;
const UNFOCUSED = 200;
const HIDDEN = 400;
const MUTE = 800;
const JITTER = 100;

/**
 * Whether this tab is the one that makes itself heard for a notification: one of all tabs is, once.
 *
 * The tab that somebody looks at, and that may make sounds, says so first. What was rung for is remembered in
 * localStorage, so that a tab that hears of it late does not ring again; a lock, where the browser has them, makes
 * looking and writing one step.
 */
export async function mayRing(id: string, { audible }: { audible: boolean }): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, waitOf(audible)));
  // Locks are there for pages that came encrypted only, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  return locks === undefined ? claim(id) : locks.request(STORED, () => claim(id));
}

function waitOf(audible: boolean): number {
  const unseen = document.visibilityState === "hidden" ? HIDDEN : document.hasFocus() ? 0 : UNFOCUSED;
  return unseen + (audible ? 0 : MUTE) + Math.random() * JITTER;
}

function claim(id: string): boolean {
  try {
    const rung = JSON.parse(localStorage.getItem(STORED) ?? "[]") as string[];
    if (rung.includes(id)) return false;
    localStorage.setItem(STORED, JSON.stringify([...rung, id].slice(-REMEMBERED)));
  } catch {
    // Storage is closed: better twice than not at all.
  }
  return true;
}
