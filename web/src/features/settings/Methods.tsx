import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useState } from "react";

import { AddMethod } from "./AddMethod";
import type { SettingsMethodFragment } from "./gql";
import { Method } from "./Method";
import { Section } from "./Section";
import classes from "./Settings.module.css";
import type { Step } from "./steps";

const MOST = 10;

interface Props {
  methods: readonly SettingsMethodFragment[];
  steps: readonly Step[];
  reload: () => void;
}

/** Where the viewer can be reached. */
export function Methods({ methods, steps, reload }: Props) {
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Contact methods"
      about="Where you can be reached. A code proves that you read it; until then nothing else is sent there. Addresses are stored encrypted and shown to nobody."
    >
      {methods.length > 0 && (
        <ul className={classes.rows}>
          {methods.map((method) => (
            <Method
              key={method.id}
              method={method}
              isUsed={steps.some(({ contactMethod }) => contactMethod?.id === method.id)}
              reload={reload}
            />
          ))}
        </ul>
      )}
      <div>
        <Button
          size="xs"
          variant={methods.length === 0 ? "filled" : "default"}
          leftSection={<Plus size={14} aria-hidden />}
          disabled={methods.length >= MOST}
          onClick={() => setAdding(true)}
        >
          Add a contact method
        </Button>
        {methods.length >= MOST && <p className={classes.hint}>{MOST} are all that one may have.</p>}
      </div>
      <AddMethod opened={adding} close={() => setAdding(false)} reload={reload} />
    </Section>
  );
}
