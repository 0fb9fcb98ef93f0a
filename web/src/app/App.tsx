import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Suspense, useEffect, useState } from "react";
import { type DataRouter, RouterProvider } from "react-router";

import { nonce } from "@/app/nonce";
import { theme, tokens } from "@/app/theme";
import { Actions } from "@/lib/actions/actions";
import { ActionsContext } from "@/lib/actions/context";
import { ShortcutsContext } from "@/lib/keyboard/context";
import { Shortcuts } from "@/lib/keyboard/shortcuts";
import { lazily } from "@/lib/lazily";
import { SessionContext } from "@/lib/session/context";
import type { Session } from "@/lib/session/session";
import { whenIdle } from "@/lib/whenIdle";

const Toasts = lazily(whenIdle(() => import("@/app/Toasts")));
const colorScheme = localStorageColorSchemeManager({ key: "siems-color-scheme" });

interface Props {
  session: Session;
  router: DataRouter;
}

/** The whole page. */
export function App({ session, router }: Props) {
  const [shortcuts] = useState(() => new Shortcuts());
  const [actions] = useState(() => new Actions());
  useEffect(() => {
    document.addEventListener("keydown", shortcuts.hear);
    return () => document.removeEventListener("keydown", shortcuts.hear);
  }, [shortcuts]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={tokens}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      getStyleNonce={nonce}
    >
      <Suspense>
        <Toasts />
      </Suspense>
      <SessionContext value={session}>
        <ShortcutsContext value={shortcuts}>
          <ActionsContext value={actions}>
            <RouterProvider router={router} />
          </ActionsContext>
        </ShortcutsContext>
      </SessionContext>
    </MantineProvider>
  );
}
