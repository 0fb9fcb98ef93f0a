import type { Location } from "react-router";

/** The address of the sign-in page from which one comes back to where one is. */
export function signInPath({ pathname, search }: Pick<Location, "pathname" | "search">): string {
  const here = `${pathname}${search}`;
  return here === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ next: here }).toString()}`;
}

/** Where to go after signing in: an address of this page, whatever the parameter says. */
export function returnPath(parameters: URLSearchParams): string {
  const next = parameters.get("next") ?? "/";
  const inside = next.startsWith("/") && !next.startsWith("//") && !next.includes("\\");
  return inside && !next.startsWith("/sign-in") ? next : "/";
}
