import { useSession } from "@/lib/session/context";
import { sayFailed } from "@/lib/toasts";

/** Ends this session, or everywhere all of one's sessions, and says so if it did not work. */
export function useSigningOut(): (how?: { everywhere?: boolean }) => Promise<void> {
  const session = useSession();
  return async (how) => {
    if (!(await session.signOut(how))) sayFailed("SIEMS cannot be reached, so you are still signed in.");
  };
}
