import type { Client } from "@urql/core";

import { codeOf, sentenceFor } from "@/lib/graphql/errors";
import type { Refusal } from "@/lib/graphql/useSubmit";
import type { LiveFeed } from "@/lib/live/feed";
import { Store } from "@/lib/store";

import {
  NotificationReceivedDocument,
  NotificationsMarkReadDocument,
  type NotificationsOneFragment,
  NotificationsUnreadCountDocument,
} from "./gql";

export type Notification = NotificationsOneFragment;

/** What the tabs of a browser tell each other. */
type News = { readonly read: readonly string[] | "all" } | { readonly dismissed: string };

export interface InboxListener {
  /** One is told something; each once. */
  readonly onArrived?: (notification: Notification) => void;
  /** These were read, here or in another tab. */
  readonly onRead?: (ids: readonly string[] | "all") => void;
  /** The toast of this one was closed in another tab. */
  readonly onDismissed?: (id: string) => void;
  /** What there is may be other than what was read: read again. */
  readonly onGap?: () => void;
}

const SOON = 250;

/** What the viewer is told, as it comes, and how much of it is unread. */
export class Inbox {
  /** How many are unread; null until that is known. */
  readonly unread = new Store<number | null>(null);
  readonly #listeners = new Set<InboxListener>();
  readonly #client: Client;
  readonly #live: LiveFeed;
  #tabs: BroadcastChannel | null = null;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, live: LiveFeed) {
    this.#client = client;
    this.#live = live;
  }

  /** Follows what the viewer is told, until what this gives is called. `viewerId`: tabs of others hear nothing of it. */
  start(viewerId: string): () => void {
    const stream = this.#live.alsoFollow({
      document: NotificationReceivedDocument,
      variables: {},
      event: (data) => data.notificationReceived,
      onEvent: ({ notification }) => this.#arrived(notification),
      onGap: () => this.#tell("onGap"),
      onSubscribed: this.#countSoon,
    });
    const tabs = new BroadcastChannel(`siems-notifications-${viewerId}`);
    tabs.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
    this.#tabs = tabs;
    document.addEventListener("visibilitychange", this.#countSoon);
    return () => {
      stream.stop();
      tabs.close();
      this.#tabs = null;
      document.removeEventListener("visibilitychange", this.#countSoon);
      clearTimeout(this.#counting);
    };
  }

  /** Tells the listener of everything from now on, until what this gives is called. */
  listen(listener: InboxListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Marks these as read, or all; why that was refused, if it was. */
  async markRead(ids: readonly string[] | "all"): Promise<Pick<Refusal, "message"> | null> {
    const input = ids === "all" ? { all: true } : { ids };
    const { data, error } = await this.#client.mutation(NotificationsMarkReadDocument, { input });
    const payload = data?.markNotificationsRead;
    const refusal =
      payload?.errors[0] ?? (payload ? null : { message: error ? sentenceFor(error) : "No answer came." });
    if (refusal !== null) return refusal;
    const left = payload?.unreadCount ?? null;
    if (left !== null) this.unread.set(left);
    this.#tell("onRead", ids);
    this.#tabs?.postMessage({ read: ids } satisfies News);
    return null;
  }

  /** The toast of this one was closed: it is closed in all tabs. */
  dismiss(id: string): void {
    this.#tabs?.postMessage({ dismissed: id } satisfies News);
  }

  #arrived(notification: Notification): void {
    this.#tell("onArrived", notification);
    this.#countSoon();
  }

  #hear(news: News): void {
    if ("dismissed" in news) {
      this.#tell("onDismissed", news.dismissed);
      return;
    }
    this.#tell("onRead", news.read);
    this.#tell("onGap");
    this.#countSoon();
  }

  #tell<Name extends keyof InboxListener>(name: Name, ...said: Parameters<NonNullable<InboxListener[Name]>>): void {
    for (const listener of [...this.#listeners])
      (listener[name] as ((...said: Parameters<NonNullable<InboxListener[Name]>>) => void) | undefined)?.(...said);
  }

  /** Asks how many are unread: once for all that come within a moment. */
  readonly #countSoon = (): void => {
    this.#counting ??= setTimeout(() => {
      this.#counting = undefined;
      void this.#count();
    }, SOON);
  };

  async #count(): Promise<void> {
    const asked = this.#client.query(NotificationsUnreadCountDocument, {}, { requestPolicy: "network-only" });
    const { data, error } = await asked;
    if (data?.notifications) this.unread.set(data.notifications.unreadCount);
    else if (codeOf(error?.graphQLErrors) === "RATE_LIMITED") this.#countSoon();
  }
}

const inboxes = new WeakMap<LiveFeed, Inbox>();

/** The inbox of whoever this feed is for: one for the whole page. */
export function inboxOf(client: Client, live: LiveFeed): Inbox {
  const inbox = inboxes.get(live) ?? new Inbox(client, live);
  inboxes.set(live, inbox);
  return inbox;
}
