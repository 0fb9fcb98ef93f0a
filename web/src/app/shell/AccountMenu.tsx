import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { BellRing, Braces, LogOut, MonitorX } from "lucide-react";
import { Link } from "react-router";

import classes from "@/app/shell/AccountMenu.module.css";
import { useSigningOut } from "@/app/shell/useSigningOut";
import { Initials } from "@/components/PersonName";
import { ROLE_LABELS } from "@/lib/session/roles";
import { PLAYGROUND, SETTINGS } from "@/lib/places";
import { useViewer } from "@/lib/session/context";

const SCHEMES = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "System" },
] as const;

/** Who is signed in, how the page looks to them, and the way out. */
export function AccountMenu() {
  const viewer = useViewer();
  const signOut = useSigningOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${viewer.name}`} className={classes.account}>
          <Initials person={viewer} size={26} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{viewer.name}</strong>
          <span>{viewer.email}</span>
          <span>{ROLE_LABELS[viewer.role]}</span>
        </div>
        <Menu.Divider />
        <SegmentedControl
          aria-label="Appearance"
          size="xs"
          fullWidth
          className={classes.schemes}
          data={[...SCHEMES]}
          value={colorScheme}
          onChange={(value) => setColorScheme(value)}
        />
        <Menu.Divider />
        <Menu.Item component={Link} to={SETTINGS} leftSection={<BellRing size={14} />}>
          How I am reached
        </Menu.Item>
        <Menu.Item component="a" href={PLAYGROUND} target="_blank" rel="noopener" leftSection={<Braces size={14} />}>
          GraphQL playground
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={14} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
        <Menu.Item leftSection={<MonitorX size={14} />} onClick={() => void signOut({ everywhere: true })}>
          Sign out everywhere
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
