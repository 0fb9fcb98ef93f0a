import { Drawer } from "@mantine/core";

import classes from "./Editor.module.css";

/** What stands above everything that is open in a room. */
export function DrawerHead({ title }: { title: string }) {
  return (
    <div className={classes.head}>
      <Drawer.Title className={classes.title}>{title}</Drawer.Title>
      <Drawer.CloseButton aria-label="Close" />
    </div>
  );
}
