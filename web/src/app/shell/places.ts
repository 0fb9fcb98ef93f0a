import { FEATURES } from "@/app/features";
import { type Place, PLACES } from "@/lib/places";
import type { Role } from "@/lib/session/gql";

const ALL: readonly Place[] = Object.values(PLACES);

/** The places that features have and that are for this role, in their order, as they are called for it. */
export function placesFor(role: Role): readonly Place[] {
  const there = FEATURES.flatMap((feature) => feature.places ?? []);
  const names = Object.keys(PLACES) as (keyof typeof PLACES)[];
  return names
    .filter((name) => there.includes(name))
    .map((name): Place => PLACES[name])
    .filter(({ roles }) => roles.includes(role))
    .map((place) => ({ ...place, label: place.labels?.[role] ?? place.label }));
}

/** Whether somebody with this role may be at an address: at any that is in no place, and in places of that role. */
export function mayBeAt(pathname: string, role: Role): boolean {
  const place = ALL.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  return place?.roles.includes(role) ?? true;
}
