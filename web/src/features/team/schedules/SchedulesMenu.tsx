import { Button, Menu } from "@mantine/core";
import { ChevronDown, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";

import { useViewer } from "@/lib/session/context";

import { runsTeam } from "../authority";
import { TeamMembersDocument } from "../gql";
import type { Schedule } from "../schedule";
import { ScheduleDialog } from "./ScheduleDialog";

interface Props {
  /** Those that the viewer may change. */
  schedules: readonly Schedule[];
  done: () => void;
}

/** What those have who write schedules: a new one, and each that is theirs. Nothing for others. */
export function SchedulesMenu({ schedules, done }: Props) {
  const viewer = useViewer();
  const [{ data }] = useQuery({ query: TeamMembersDocument, pause: viewer.role === "ENGINEER" });
  const [opened, setOpened] = useState<{ schedule?: Schedule } | null>(null);
  const teams = data?.teams?.filter((team) => runsTeam(viewer, team)) ?? [];
  if (teams.length === 0) return null;
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<ChevronDown size={13} />}>
            Schedules
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {schedules.map((schedule) => (
            <Menu.Item key={schedule.id} leftSection={<Pencil size={14} />} onClick={() => setOpened({ schedule })}>
              Edit {schedule.name}
            </Menu.Item>
          ))}
          {schedules.length > 0 && <Menu.Divider />}
          <Menu.Item leftSection={<Plus size={14} />} onClick={() => setOpened({})}>
            New schedule
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened !== null && <ScheduleDialog {...opened} teams={teams} close={() => setOpened(null)} done={done} />}
    </>
  );
}
