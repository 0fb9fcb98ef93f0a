import { ActionIcon, Tooltip } from "@mantine/core";
import { CircleHelp, Menu as MenuIcon, Search } from "lucide-react";
import { type ComponentType, Suspense } from "react";

import { FEATURES } from "@/app/features";
import { AccountMenu } from "@/app/shell/AccountMenu";
import classes from "@/app/shell/Header.module.css";
import { LiveState } from "@/app/shell/LiveState";
import { Keys } from "@/components/Keys";

interface Props {
  openMenu: () => void;
  openPalette: () => void;
  openHelp: () => void;
}

const ACTIONS = FEATURES.flatMap(({ headerAction }) => headerAction ?? []);
const TOOLS = FEATURES.flatMap(({ headerTool }) => headerTool ?? []);

/** Above every page: the way to the command palette, whether the page is live, and who is signed in. */
export function Header({ openMenu, openPalette, openHelp }: Props) {
  return (
    <header className={classes.header}>
      <ActionIcon variant="subtle" color="gray" size="lg" hiddenFrom="sm" aria-label="Open the menu" onClick={openMenu}>
        <MenuIcon size={18} />
      </ActionIcon>
      <button type="button" className={classes.search} onClick={openPalette}>
        <Search size={14} aria-hidden />
        <span>Search or jump to…</span>
        <Keys keys="mod+k" />
      </button>
      <Lazily components={ACTIONS} />
      <div className={classes.space} />
      <LiveState />
      <Lazily components={TOOLS} meanwhile={<span className={classes.tool} />} />
      <Tooltip label="Shortcuts">
        <ActionIcon variant="subtle" color="gray" visibleFrom="sm" aria-label="Show all shortcuts" onClick={openHelp}>
          <CircleHelp size={16} />
        </ActionIcon>
      </Tooltip>
      <AccountMenu />
    </header>
  );
}

interface LazilyProps {
  components: readonly ComponentType[];
  /** Keeps the place. */
  meanwhile?: React.ReactNode;
}

function Lazily({ components, meanwhile = null }: LazilyProps) {
  return components.map((Each, place) => (
    <Suspense key={place} fallback={meanwhile}>
      <Each />
    </Suspense>
  ));
}
