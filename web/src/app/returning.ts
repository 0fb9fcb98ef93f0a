import type { Location } from "react-router";

export const SIGN_IN = "/sign-in";

/** The address of the sign-in page from which one comes back to where one is. */
export function signInPath({ pathname, search }: Pick<Location, "pathname" | "search">): string {
  const here = `${pathname}${search}`;
  return here === "/" ? SIGN_IN : `${SIGN_IN}?${new URLSearchParams({ next: here }).toString()}`;
}

/** What the sign-in page is told of whose address it has: null if nobody had been there, as with one that was sent. */
export function whoseState(personId: string | null): { readonly whose: string | null } {
  return { whose: personId };
}

/**
 * Where somebody goes after signing in: an address of this page, whatever the parameter says. `state` is what
 * `whoseState` gave: the address of another is not for them, and they come to their own home.
 */
export function returnPath(parameters: URLSearchParams, state: unknown = null, viewerId = ""): string {
  if (isOfAnother(state, viewerId)) return "/";
  const next = parameters.get("next") ?? "/";
  const inside = next.startsWith("/") && !next.startsWith("//") && !next.includes("\\");
  return inside && !next.startsWith(SIGN_IN) ? next : "/";
}

function isOfAnother(state: unknown, viewerId: string): boolean {
  const whose = typeof state === "object" && state !== null && "whose" in state ? state.whose : null;
  return whose !== null && whose !== viewerId;
}
