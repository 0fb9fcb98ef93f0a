import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";

import type { Notification } from "./inbox";
import { StormToast } from "./Toast";
import { isPage } from "./words";

const MOST = 3;
const STORM = "siems-storm";
const SHORT = 8_000;

interface Ways {
  readonly toast: (notification: Notification) => ReactNode;
  readonly go: (path: string) => void;
  /** Somebody closed the toast of this one. */
  readonly onDismissed: (id: string) => void;
}

/**
 * Shows in a corner what arrives. Pages stand until they are closed, others go by themselves; of more than three at
 * a time there is one toast, which counts.
 */
export class Toaster {
  readonly #shown = new Map<string, Notification>();
  #storm: readonly Notification[] = [];

  constructor(private readonly ways: Ways) {}

  show(notification: Notification): void {
    if (this.#shown.has(notification.id) || this.#storm.some(({ id }) => id === notification.id)) return;
    if (this.#storm.length > 0 || this.#shown.size >= MOST) {
      this.#count([...this.#storm, ...this.#takeDown(), notification]);
      return;
    }
    const { id } = notification;
    this.#shown.set(id, notification);
    const page = isPage(notification);
    notifications.show({
      id,
      message: this.ways.toast(notification),
      color: page ? "red" : "iris",
      autoClose: page ? false : SHORT,
      onClose: () => {
        if (this.#shown.delete(id)) this.ways.onDismissed(id);
      },
    });
  }

  /** It is done with: it was read, acknowledged, or closed elsewhere. */
  hide(id: string): void {
    if (this.#shown.delete(id)) notifications.hide(id);
    const left = this.#storm.filter((one) => one.id !== id);
    if (left.length < this.#storm.length) this.#count(left);
  }

  /** Nothing is asked of anybody for this incident any more. */
  hideAbout(incidentId: string): void {
    for (const { id, incident } of [...this.#shown.values(), ...this.#storm]) {
      if (incident?.id === incidentId) this.hide(id);
    }
  }

  hideAll(): void {
    this.#takeDown();
    this.#count([]);
  }

  #takeDown(): readonly Notification[] {
    const taken = [...this.#shown.values()];
    this.#shown.clear();
    for (const { id } of taken) notifications.hide(id);
    return taken;
  }

  #count(storm: readonly Notification[]): void {
    const begins = this.#storm.length === 0;
    this.#storm = storm;
    if (storm.length === 0) {
      notifications.hide(STORM);
      return;
    }
    const pages = storm.filter(isPage).length;
    const end = () => {
      this.#storm = [];
    };
    const toast = {
      id: STORM,
      message: <StormToast count={storm.length} pages={pages} go={this.ways.go} onGone={() => this.hideAll()} />,
      color: pages > 0 ? "red" : "iris",
      autoClose: pages > 0 ? (false as const) : SHORT,
      onClose: end,
    };
    if (begins) notifications.show(toast);
    else notifications.update(toast);
  }
}
