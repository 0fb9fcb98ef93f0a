import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { Ellipsis, FileDown } from "lucide-react";

import classes from "./ActionMenu.module.css";
import type { Offer } from "./useIncidentActions";
import type { ExportOffer } from "../facts/useExport";
import { Keys } from "@/components/Keys";

interface Props {
  offers: readonly Offer[];
  exports: readonly ExportOffer[];
}

/** All that can be done to an incident. What one may not do is there as well, with the reason in words. */
export function ActionMenu({ offers, exports }: Props) {
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Tooltip label="All actions">
          <ActionIcon variant="default" size="input-xs" aria-label="All actions">
            <Ellipsis size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {offers.map((offer) => (
          <Item key={offer.name} offer={offer} />
        ))}
        <Menu.Divider />
        {exports.map(({ format, label, keys, run }) => (
          <Menu.Item
            key={format}
            leftSection={<FileDown size={14} aria-hidden />}
            rightSection={<Keys keys={keys} />}
            onClick={run}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ offer: { label, icon: Icon, keys, why, run } }: { offer: Offer }) {
  return (
    <Menu.Item
      leftSection={<Icon size={14} aria-hidden />}
      rightSection={why === null && <Keys keys={keys} />}
      className={classes.item}
      aria-disabled={why !== null || undefined}
      closeMenuOnClick={why === null}
      onClick={() => {
        if (why === null) run();
      }}
    >
      {label}
      {why !== null && <small className={classes.why}>{why}</small>}
    </Menu.Item>
  );
}
