import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";

import { useDraft } from "./draft";
import { ReportForm } from "./ReportForm";

/** Reporting, above whatever page one is on. What was typed is still there when it is opened again. */
export default function ReportDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const drafting = useDraft();
  const small = useMediaQuery("(max-width: 48em)");
  return (
    <Modal opened={opened} onClose={close} title="Report an incident" size={940} fullScreen={small} centered={false}>
      <ReportForm drafting={drafting} onDone={close} onLeave={close} />
    </Modal>
  );
}
