import type { RefObject } from "react";

import { useShortcuts } from "@/lib/keyboard/context";

const GROUP = "Incidents";

/** J and K, or the arrows, go along the cards of a column; H and L, or the arrows, go to the column beside it. */
export function useColumnKeys(container: RefObject<HTMLElement | null>): void {
  const columns = () => [...(container.current?.querySelectorAll<HTMLElement>("[data-column]") ?? [])];
  const along = (by: 1 | -1) => () => {
    const here = columns().find((column) => column.contains(document.activeElement));
    const cards = cardsOf(here ?? columns().find((column) => cardsOf(column).length > 0));
    const place = cards.findIndex((card) => card === document.activeElement);
    goTo(place === -1 ? firstInSight(cards) : cards[place + by]);
  };
  const across = (by: 1 | -1) => () => {
    const all = columns().filter((column) => cardsOf(column).length > 0);
    const here = all.findIndex((column) => column.contains(document.activeElement));
    const next = here === -1 ? all[0] : all[here + by];
    goTo(nearestTo(document.activeElement, cardsOf(next)));
  };
  useShortcuts([
    { keys: "j", label: "Next", group: GROUP, run: along(1) },
    { keys: "k", label: "Previous", group: GROUP, run: along(-1) },
    { keys: "ArrowDown", label: "Next", group: GROUP, run: along(1) },
    { keys: "ArrowUp", label: "Previous", group: GROUP, run: along(-1) },
    { keys: "h", label: "The column to the left", group: GROUP, run: across(-1) },
    { keys: "l", label: "The column to the right", group: GROUP, run: across(1) },
    { keys: "ArrowLeft", label: "The column to the left", group: GROUP, run: across(-1) },
    { keys: "ArrowRight", label: "The column to the right", group: GROUP, run: across(1) },
  ]);
}

function cardsOf(column: HTMLElement | undefined): HTMLElement[] {
  return [...(column?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
}

function goTo(card: HTMLElement | undefined): void {
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function firstInSight(cards: readonly HTMLElement[]): HTMLElement | undefined {
  return cards.find((card) => card.getBoundingClientRect().top >= 0) ?? cards[0];
}

/** The card that is as high in the page as another; at first the uppermost. */
function nearestTo(other: Element | null, cards: readonly HTMLElement[]): HTMLElement | undefined {
  const top = other?.matches("[data-row]") ? other.getBoundingClientRect().top : 0;
  const far = (card: HTMLElement) => Math.abs(card.getBoundingClientRect().top - top);
  return cards.reduce<HTMLElement | undefined>(
    (best, card) => (best && far(best) <= far(card) ? best : card),
    undefined,
  );
}
