import { ActionIcon, Button } from "@mantine/core";
import { Plus, Siren } from "lucide-react";
import { Suspense, useState } from "react";
import { useLocation } from "react-router";

import { useActions } from "@/lib/actions/context";
import { useShortcuts } from "@/lib/keyboard/context";
import { lazily } from "@/lib/lazily";
import { REPORT } from "@/lib/places";

const ReportDialog = lazily(() => import("./ReportDialog"));
const LABEL = "Report an incident";

/** The button that reports from anywhere, and its key. Where one reports already, it leads to the form. */
export default function ReportTool() {
  const { pathname } = useLocation();
  const [opened, setOpened] = useState<boolean | null>(null); // null: never, and nothing is loaded
  const open = () => {
    if (pathname === REPORT) document.querySelector<HTMLElement>("main form [data-autofocus]")?.focus();
    else setOpened(true);
  };
  useShortcuts([{ keys: "n", label: LABEL, group: "General", run: open }], { general: true });
  useActions([
    { id: "report", label: LABEL, group: "Actions", icon: Siren, keys: "n", keywords: ["new", "create"], run: open },
  ]);
  return (
    <>
      <Button size="xs" visibleFrom="sm" leftSection={<Plus size={14} />} onClick={open} title={`${LABEL} (N)`}>
        Report
      </Button>
      <ActionIcon size={34} hiddenFrom="sm" aria-label={LABEL} onClick={open}>
        <Plus size={18} />
      </ActionIcon>
      {opened !== null && (
        <Suspense fallback={null}>
          <ReportDialog opened={opened} close={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
