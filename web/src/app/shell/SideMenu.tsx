import { Drawer } from "@mantine/core";

import { Navigation } from "@/app/shell/Navigation";

/** The navigation where there is no room for it beside the page. */
export default function SideMenu({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Drawer opened={opened} onClose={close} size={260} title="SIEMS" hiddenFrom="sm">
      <Navigation onChosen={close} />
    </Drawer>
  );
}
