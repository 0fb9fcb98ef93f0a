import type { Feature } from "@/lib/feature";

const found = import.meta.glob<{ feature: Feature }>("../features/*/feature.ts", { eager: true });

/** Every feature that there is: each src/features/<feature>/feature.ts. */
export const FEATURES: readonly Feature[] = Object.values(found).map(({ feature }) => feature);
