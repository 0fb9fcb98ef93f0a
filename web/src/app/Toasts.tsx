import { Notifications } from "@mantine/notifications";

/** Where toasts appear. What was to be said before this has arrived is shown then. */
export default function Toasts() {
  return <Notifications position="bottom-right" />;
}
