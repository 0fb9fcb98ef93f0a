import { Modal, Switch } from "@mantine/core";

import classes from "@/app/shell/ShortcutHelp.module.css";
import { Keys } from "@/components/Keys";
import { useAllShortcuts } from "@/lib/keyboard/context";
import type { Shortcut } from "@/lib/keyboard/shortcuts";
import { useStore } from "@/lib/store";

/** The shortcuts that work at the moment, by what they are for. */
export default function ShortcutHelp({ opened, close }: { opened: boolean; close: () => void }) {
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
              {[...within].map(([label, ways]) => (
                <div key={label} className={classes.line}>
                  <dt>{label}</dt>
                  <dd>
                    {ways.map((keys) => (
                      <Keys key={keys} keys={keys} />
                    ))}
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

/** What there is to do in each group, each with its keys. Of two with the same keys the first is the one that runs. */
function byGroup(all: readonly Shortcut[]): Map<string, Map<string, string[]>> {
  const groups = new Map<string, Map<string, string[]>>();
  const seen = new Set<string>();
  for (const { keys, label, group } of all) {
    if (seen.has(keys)) continue;
    seen.add(keys);
    const within = groups.get(group) ?? new Map<string, string[]>();
    groups.set(group, within.set(label, [...(within.get(label) ?? []), keys]));
  }
  return groups;
}
