import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";

/** Says in a corner that something was done. A link in it is a ToastLink: toasts are outside of the router. */
export function sayDone(message: ReactNode): void {
  notifications.show({ message, color: "green", autoClose: 4_000 });
}

/** Says in a corner that something did not work, until it is closed or for long enough to read it. */
export function sayFailed(message: string): void {
  notifications.show({ message, color: "red", autoClose: 10_000 });
}
