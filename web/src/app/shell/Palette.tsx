import "@mantine/spotlight/styles.layer.css";

import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import { Search } from "lucide-react";
import { useEffect } from "react";

import classes from "@/app/shell/Palette.module.css";
import { Keys } from "@/components/Keys";
import type { Action } from "@/lib/actions/actions";
import { useAllActions } from "@/lib/actions/context";
import { useStore } from "@/lib/store";

const [store, palette] = createSpotlight();

/** All actions of this page, to be found by typing. Those of the page itself come first. */
export default function Palette({ asked }: { asked: number }) {
  const actions = useStore(useAllActions().all);
  useEffect(() => palette.open(), [asked]);
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={grouped(actions)}
      nothingFound="Nothing is called that."
      highlightQuery
      scrollable
      maxHeight={420}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      classNames={{ actionsGroup: classes.group }}
      searchProps={{
        leftSection: <Search size={16} />,
        placeholder: "Search or jump to…",
        "aria-label": "Search or jump to",
      }}
    />
  );
}

function grouped(actions: readonly Action[]): SpotlightActionGroupData[] {
  const groups = new Map<string, SpotlightActionData[]>();
  for (const action of actions) groups.set(action.group, [...(groups.get(action.group) ?? []), shown(action)]);
  return [...groups].map(([group, within]) => ({ group, actions: within }));
}

function shown({ id, label, description, icon: Icon, keys, keywords, run }: Action): SpotlightActionData {
  return {
    id,
    label,
    onClick: run,
    description,
    keywords: [...(keywords ?? [])],
    leftSection: Icon && <Icon size={16} />,
    rightSection: keys && <Keys keys={keys} />,
  };
}
