import { dayOf } from "@/lib/time/format";

/** What happened on one day. */
export interface Day<Item> {
  readonly name: string;
  readonly items: readonly Item[];
}

/** The items by the day that they happened on, in their order. */
export function byDay<Item extends { readonly at: string }>(items: readonly Item[], now: number): readonly Day<Item>[] {
  const days: { name: string; items: Item[] }[] = [];
  for (const item of items) {
    const name = dayOf(Date.parse(item.at), now);
    const last = days.at(-1);
    if (last?.name === name) last.items.push(item);
    else days.push({ name, items: [item] });
  }
  return days;
}
