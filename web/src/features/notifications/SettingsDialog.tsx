import { Alert, Button, Modal, Slider, Switch } from "@mantine/core";
import { Volume2 } from "lucide-react";
import { useState } from "react";

import { useStore } from "@/lib/store";

import { type Permission, usePermission } from "./browser";
import classes from "./Notifications.module.css";
import { changeSettings, settings } from "./settings";
import { audible, ring } from "./sound";

/** How this device makes itself heard. */
export function SettingsDialog({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Notifications on this device">
      <div className={classes.settings}>
        <p>
          What is escalated or assigned to you always appears in a corner of this page. These settings are for this
          browser only.
        </p>
        <Outside />
        <Sound />
      </div>
    </Modal>
  );
}

const EXPLAINED: Record<Permission, string> = {
  default: "Shown by your browser while you look at something else. It asks you first.",
  granted: "Shown by your browser while you look at something else, by one tab of several.",
  denied: "Your browser blocks them for this site.",
  unsupported: "This browser shows none, or not for a page that came without encryption: open SIEMS by https.",
};

function Outside() {
  const { browser } = useStore(settings);
  const [permission, ask] = usePermission();
  const turn = async (on: boolean) => {
    const allowed = on ? await ask() : permission;
    changeSettings({ browser: on && allowed === "granted" });
  };
  return (
    <section>
      <Switch
        label="Browser notifications"
        description={EXPLAINED[permission]}
        checked={browser && permission === "granted"}
        disabled={permission === "unsupported" || permission === "denied"}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
      {permission === "denied" && (
        <Alert variant="light" color="orange" title="How to allow them again">
          Press the sign at the left of the address (a lock or two sliders), set “Notifications” to “Allow”, and come
          back to this page.
        </Alert>
      )}
    </section>
  );
}

function Sound() {
  const { sound, volume } = useStore(settings);
  const canBeHeard = useStore(audible);
  const [silent, setSilent] = useState(false);
  const test = async () => setSilent(!(await ring(volume)));
  return (
    <section>
      <Switch
        label="A sound when something is escalated to you"
        description="Your browser lets a page be heard only after you have clicked or pressed a key in it, once each time it is loaded."
        checked={sound}
        onChange={(event) => {
          changeSettings({ sound: event.currentTarget.checked });
          if (event.currentTarget.checked) void test();
        }}
      />
      {sound && (
        <div className={classes.volume}>
          <Volume2 size={15} aria-hidden />
          <Slider
            size="sm"
            thumbLabel="Volume"
            label={(value) => `${value} %`}
            value={volume}
            onChange={(value) => changeSettings({ volume: value })}
          />
          <Button size="compact-sm" variant="default" onClick={() => void test()}>
            Test
          </Button>
        </div>
      )}
      {sound && silent && !canBeHeard && (
        <Alert variant="light" color="orange">
          This browser lets nothing be heard. Look whether the tab or the device is muted.
        </Alert>
      )}
    </section>
  );
}
