import { Modal, Switch } from "@mantine/core";

import classes from "@/app/shell/ShortcutHelp.module.css";
import { Keys } from "@/components/Keys";
import { useAllShortcuts } from "@/lib/keyboard/context";
import type { Shortcut } from "@/lib/keyboard/shortcuts";
import { useStore } from "@/lib/store";

/** The shortcuts that work at the moment, by what they are for. */
export function ShortcutHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const shortcuts = useAllShortcuts();
  const all = useStore(shortcuts.all);
  const singleKeys = useStore(shortcuts.singleKeys);
  return (
    <Modal opened={opened} onClose={close} title="Shortcuts" size="lg">
      <div className={classes.groups}>
        {[...byGroup(all)].map(([group, within]) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {within.map(({ keys, label }) => (
                <div key={keys} className={classes.line}>
                  <dt>{label}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        size="xs"
        label="Single keys are shortcuts"
        description="Off, only those with Ctrl or Command work."
        checked={singleKeys}
        onChange={(event) => shortcuts.allowSingleKeys(event.currentTarget.checked)}
      />
    </Modal>
  );
}

/** What was added last is of the page itself, and comes first. Of two with the same keys the first is the one that runs. */
function byGroup(all: readonly Shortcut[]): Map<string, Shortcut[]> {
  const groups = new Map<string, Shortcut[]>();
  const seen = new Set<string>();
  for (const shortcut of all) {
    if (seen.has(shortcut.keys)) continue;
    seen.add(shortcut.keys);
    groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  }
  return groups;
}
