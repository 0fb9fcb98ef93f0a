import { showOutside } from "./browser";
import type { Notification } from "./inbox";
import { mayRing } from "./ringing";
import { settings } from "./settings";
import { audible, ring } from "./sound";
import { isPage } from "./words";

/** Makes it heard and seen outside of the page as this device is set, in one of its tabs. `open` is for who presses it. */
export async function makeHeard(notification: Notification, open: () => void): Promise<void> {
  const { browser, sound, volume } = settings.get();
  const rings = sound && isPage(notification);
  if (!rings && !browser) return;
  const canRing = audible.get();
  const seen = document.visibilityState === "visible" && document.hasFocus();
  if (!(await mayRing(notification.id, { audible: canRing || !rings }))) return;
  if (rings && canRing) await ring(volume);
  if (browser && !seen) showOutside(notification, open);
}
