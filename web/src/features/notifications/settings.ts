import { Store } from "@/lib/store";

/** How this device makes itself heard. */
export interface Settings {
  /** Notifications of the browser, while nobody looks at the page. */
  readonly browser: boolean;
  /** A sound for pages. */
  readonly sound: boolean;
  /** 0 to 100. */
  readonly volume: number;
}

const STORED = "siems-notifications";
const USUAL: Settings = { browser: false, sound: false, volume: 60 };

function stored(): Settings {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Settings>) };
  } catch {
    return USUAL;
  }
}

/** The settings of this device; all its tabs have the same. */
export const settings = new Store<Settings>(stored());

addEventListener("storage", ({ key }) => {
  if (key === STORED || key === null) settings.set(stored());
});

export function changeSettings(change: Partial<Settings>): void {
  const next = { ...settings.get(), ...change };
  settings.set(next);
  try {
    localStorage.setItem(STORED, JSON.stringify(next));
  } catch {
    // Storage is closed: they last as long as this page.
  }
}
