import { Button, Drawer, Text } from "@mantine/core";
import { Lock, Plus } from "lucide-react";
import { useRef } from "react";

import { Page } from "@/components/Page";
import { useRowKeys } from "@/lib/keyboard/useRowKeys";
import { useShortcuts } from "@/lib/keyboard/context";

import { NEW, RoomContext, useMayAdminister, useOpened } from "./context";
import classes from "./Room.module.css";

interface Props {
  title: string;
  /** How many there are, in words. */
  count?: string;
  /** What one new thing is called: "New team". Without it nothing can be added here. */
  create?: string;
  bar?: React.ReactNode;
  /** More buttons beside the title. */
  tools?: React.ReactNode;
  reload: () => void;
  /** The editor of what is open: of this id, or of something NEW. */
  editor: (id: string) => React.ReactNode;
  /** The editor takes most of the window. */
  wide?: boolean | undefined;
  children: React.ReactNode;
}

/** A room of the administration: a list, and what is open of it in a drawer. Who may not write is told who may. */
export function Room({ title, count, create, bar, tools, reload, editor, wide = false, children }: Props) {
  const { opened, open, close } = useOpened();
  const mayWrite = useMayAdminister();
  const list = useRef<HTMLDivElement>(null);
  const add = create !== undefined && mayWrite;
  useRowKeys(list, title);
  useShortcuts(add ? [{ keys: "n", label: create, group: title, run: () => open(NEW) }] : []);
  const gone = useRef("");
  const remove = () => {
    gone.current = opened;
    reload();
    close();
  };
  const buttons = (
    <>
      {count !== undefined && (
        <Text component="span" c="dimmed" size="sm" role="status">
          {count}
        </Text>
      )}
      {tools}
      {add && (
        <Button size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => open(NEW)}>
          {create}
        </Button>
      )}
    </>
  );
  return (
    <RoomContext value={{ opened, close, mayWrite, reload, remove, removed: () => gone.current === opened }}>
      <Page title={title} tools={buttons} bar={bar}>
        {!mayWrite && (
          <p className={classes.readers}>
            <Lock size={12} aria-hidden /> You can read this. Administrators change it.
          </p>
        )}
        <div ref={list} className={classes.list}>
          {children}
        </div>
      </Page>
      <Drawer.Root
        opened={opened !== ""}
        onClose={close}
        position="right"
        size={wide ? 1180 : 540}
        classNames={{ content: classes.drawer }}
      >
        <Drawer.Overlay backgroundOpacity={0.35} />
        <Drawer.Content>{opened !== "" && editor(opened)}</Drawer.Content>
      </Drawer.Root>
    </RoomContext>
  );
}

/** "1 team", "3 teams"; nothing while it is unknown. */
export function counted(number: number | undefined, one: string, many = `${one}s`): string | undefined {
  return number === undefined ? undefined : `${number} ${number === 1 ? one : many}`;
}
