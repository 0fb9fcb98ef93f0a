import { Bookmark, CheckCheck } from "lucide-react";
import { useEffect } from "react";
import { useLocation, useNavigate } from "react-router";

import { useUnread } from "./unread";
import { boardPath, builtInViews, useOwnViews } from "./views";
import { useActions } from "@/lib/actions/context";
import { useLiveEvents } from "@/lib/live/context";
import { PLACES } from "@/lib/places";
import { useViewer } from "@/lib/session/context";
import { useStore } from "@/lib/store";

/** Takes note of the incidents that the viewer opens, and offers the views in the palette of every page. */
export default function Everywhere() {
  useSeeing();
  useViewActions();
  return null;
}

const OPENED = new RegExp(`^${PLACES.board.path}/([^/]+)`);

function useSeeing(): void {
  const unread = useUnread();
  const { pathname } = useLocation();
  const key = OPENED.exec(pathname)?.[1];
  useEffect(() => {
    if (key === undefined) return undefined;
    unread.see(key);
    return () => unread.see(key);
  }, [unread, key]);
  useLiveEvents({
    onEvent: (event) => {
      unread.hear(event);
      if (event.incident !== null && event.incident.key === key) unread.see(key, Date.parse(event.incident.updatedAt));
    },
  });
}

function useViewActions(): void {
  const navigate = useNavigate();
  const unread = useUnread();
  const own = useStore(useOwnViews().kept);
  const views = [...own, ...builtInViews(useViewer().id)];
  useActions(
    [
      ...views.map(({ id, name, asks }) => ({
        id: `view ${id}`,
        label: `Show: ${name}`,
        group: "Views",
        icon: Bookmark,
        keywords: ["view", "filter"],
        run: () => void navigate(boardPath(asks)),
      })),
      {
        id: "mark all as read",
        label: "Mark all incidents as read",
        group: "Incidents",
        icon: CheckCheck,
        keywords: ["unread", "changed"],
        run: () => unread.seeAll(),
      },
    ],
    { general: true },
  );
}
