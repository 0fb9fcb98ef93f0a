import { Anchor } from "@mantine/core";

interface Props {
  to: string;
  /** Goes there, as useNavigate gives it: a toast is outside of the router. */
  go: (path: string) => void;
  onGone?: () => void;
  children: React.ReactNode;
}

/** A link within a toast. */
export function ToastLink({ to, go, onGone, children }: Props) {
  const follow = (event: React.MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
    onGone?.();
  };
  return (
    <Anchor href={to} onClick={follow} underline="always" inherit>
      {children}
    </Anchor>
  );
}
