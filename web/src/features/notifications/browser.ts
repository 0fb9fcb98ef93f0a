import { useEffect, useState } from "react";

import type { Notification as Told } from "./inbox";
import { isPage, subjectOf, whatHappened } from "./words";

/** `unsupported`: this browser has none, or none for a page that came without encryption. */
export type Permission = NotificationPermission | "unsupported";

function permission(): Permission {
  return "Notification" in globalThis && isSecureContext ? Notification.permission : "unsupported";
}

/** Whether the browser may show notifications, as it changes; and a way to ask, of use within a click only. */
export function usePermission(): [Permission, () => Promise<Permission>] {
  const [state, setState] = useState(permission);
  useEffect(() => {
    const look = () => setState(permission());
    addEventListener("focus", look); // it is changed in the browser's own settings
    return () => removeEventListener("focus", look);
  }, []);
  const ask = async () => {
    if (permission() === "default") await Notification.requestPermission();
    setState(permission());
    return permission();
  };
  return [state, ask];
}

/** Shows it outside of the page, if the browser may; `open` is called when somebody presses it. */
export function showOutside(told: Told, open: () => void): void {
  if (permission() !== "granted") return;
  try {
    const shown = new Notification(subjectOf(told, { inPublic: true }), {
      body: whatHappened(told),
      tag: told.id,
      icon: "/favicon.svg",
      requireInteraction: isPage(told),
    });
    shown.onclick = () => {
      focus();
      open();
      shown.close();
    };
  } catch {
    // Some browsers on phones show them only to pages that are installed.
  }
}
