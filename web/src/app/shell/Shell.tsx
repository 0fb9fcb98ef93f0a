import { Suspense, useEffect, useRef, useState } from "react";
import { Outlet, ScrollRestoration, useLocation } from "react-router";

import { FEATURES } from "@/app/features";
import { Forbidden } from "@/app/pages/Forbidden";
import { CommandPalette } from "@/app/shell/CommandPalette";
import { Header } from "@/app/shell/Header";
import { Navigation } from "@/app/shell/Navigation";
import { mayBeAt } from "@/app/shell/places";
import { useGeneralActions } from "@/app/shell/useGeneralActions";
import classes from "@/app/shell/Shell.module.css";
import { PageSkeleton } from "@/components/PageSkeleton";
import { useShortcuts } from "@/lib/keyboard/context";
import { lazily } from "@/lib/lazily";
import { useViewer } from "@/lib/session/context";
import { whenIdle } from "@/lib/whenIdle";

const SideMenu = lazily(whenIdle(() => import("@/app/shell/SideMenu")));
const ShortcutHelp = lazily(() => import("@/app/shell/ShortcutHelp"));
const EVERYWHERE = FEATURES.flatMap(({ everywhere }) => everywhere ?? []);

/** What surrounds every page: navigation, header, command palette, help. */
export function Shell() {
  const [menuIsOpen, setMenuIsOpen] = useState(false);
  const [paletteAsked, setPaletteAsked] = useState(0);
  const [helpIsOpen, setHelpIsOpen] = useState(false);
  const openPalette = () => setPaletteAsked((times) => times + 1);
  const openHelp = () => setHelpIsOpen(true);
  useGeneralActions({ openHelp });
  useShortcuts(
    [
      { keys: "mod+k", label: "Search or jump to", group: "General", run: openPalette },
      { keys: "?", label: "Show all shortcuts", group: "General", run: openHelp },
    ],
    { general: true },
  );
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the page
      </a>
      <div className={classes.side}>
        <Navigation />
      </div>
      <Suspense fallback={null}>
        <SideMenu opened={menuIsOpen} close={() => setMenuIsOpen(false)} />
      </Suspense>
      <Header openMenu={() => setMenuIsOpen(true)} openPalette={openPalette} openHelp={openHelp} />
      <Content />
      <CommandPalette asked={paletteAsked} />
      {EVERYWHERE.map((Silent, place) => (
        <Suspense key={place} fallback={null}>
          <Silent />
        </Suspense>
      ))}
      <Suspense fallback={null}>
        <ShortcutHelp opened={helpIsOpen} close={() => setHelpIsOpen(false)} />
      </Suspense>
      <ScrollRestoration />
    </div>
  );
}

/** The page, if the viewer may be there. Another page gets the focus, so that the keyboard goes on from its beginning. */
function Content() {
  const { role } = useViewer();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  const allowed = mayBeAt(pathname, role);
  useEffect(() => {
    if (before.current !== pathname) main.current?.focus({ preventScroll: true });
    before.current = pathname;
  }, [pathname]);
  return (
    <main ref={main} id="main" tabIndex={-1} className={classes.main}>
      <Suspense fallback={<PageSkeleton />}>{allowed ? <Outlet /> : <Forbidden />}</Suspense>
    </main>
  );
}
