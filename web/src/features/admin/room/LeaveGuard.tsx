import { Button, Group, Modal, Text } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";

/** Asks before what is typed and not saved would be lost: by closing, going elsewhere, or leaving the site. */
export function LeaveGuard({ dirty, mayLeave }: { dirty: boolean; mayLeave: () => boolean }) {
  const blocker = useBlocker(() => !mayLeave());
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
  return (
    <Modal
      opened={blocker.state === "blocked"}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      size="sm"
      zIndex={300}
    >
      <Text size="sm">What you have typed here is not saved.</Text>
      <Group gap="xs" mt="md">
        <Button size="xs" onClick={() => blocker.reset?.()} data-autofocus>
          Keep editing
        </Button>
        <Button size="xs" variant="default" onClick={() => blocker.proceed?.()}>
          Leave without saving
        </Button>
      </Group>
    </Modal>
  );
}
