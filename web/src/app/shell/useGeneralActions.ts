import { useMantineColorScheme } from "@mantine/core";
import { BellRing, Braces, CircleHelp, LogOut, Monitor, MonitorX, Moon, Sun } from "lucide-react";
import { useNavigate } from "react-router";

import { placesFor } from "@/app/shell/places";
import { useSigningOut } from "@/app/shell/useSigningOut";
import { useActions } from "@/lib/actions/context";
import { useShortcuts } from "@/lib/keyboard/context";
import { PLAYGROUND, SETTINGS } from "@/lib/places";
import { useViewer } from "@/lib/session/context";

/** What can be done everywhere: going to places, changing the look, signing out. */
export function useGeneralActions({ openHelp }: { openHelp: () => void }): void {
  const navigate = useNavigate();
  const signOut = useSigningOut();
  const { role } = useViewer();
  const { setColorScheme } = useMantineColorScheme();
  const places = placesFor(role).map((place) => ({ ...place, go: () => void navigate(place.path) }));
  useShortcuts(
    places.map(({ label, keys, go }) => ({ keys, label: `Go to ${label}`, group: "Navigation", run: go })),
    { general: true },
  );
  const actions = [
    ...places.map(({ label, keys, icon, path, go }) => ({
      id: `go ${path}`,
      label: `Go to ${label}`,
      group: "Navigation",
      icon,
      keys,
      run: go,
    })),
    {
      id: "settings",
      label: "How I am reached",
      group: "Navigation",
      icon: BellRing,
      keywords: ["settings", "contact methods", "e-mail", "sms", "phone", "quiet hours", "notifications"],
      run: () => void navigate(SETTINGS),
    },
    { id: "help", label: "Show all shortcuts", group: "General", icon: CircleHelp, keys: "?", run: openHelp },
    ...(
      [
        ["light", "Light", Sun],
        ["dark", "Dark", Moon],
        ["auto", "System", Monitor],
      ] as const
    ).map(([scheme, name, icon]) => ({
      id: `scheme ${scheme}`,
      label: `Appearance: ${name}`,
      group: "General",
      icon,
      keywords: ["theme", "dark mode", "light mode"],
      run: () => setColorScheme(scheme),
    })),
    {
      id: "playground",
      label: "GraphQL playground",
      group: "General",
      icon: Braces,
      keywords: ["api", "query", "graphiql"],
      run: () => void window.open(PLAYGROUND, "_blank", "noopener"),
    },
    { id: "sign out", label: "Sign out", group: "General", icon: LogOut, run: () => void signOut() },
    {
      id: "sign out everywhere",
      label: "Sign out everywhere",
      group: "General",
      icon: MonitorX,
      run: () => void signOut({ everywhere: true }),
    },
  ];
  useActions(actions, { general: true });
}
