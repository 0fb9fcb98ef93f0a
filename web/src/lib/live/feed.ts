import { loadAgainNow } from "@/lib/lazily";
import {
  IncidentEventsDocument,
  type IncidentEventsSubscription,
  type IncidentEventsSubscriptionVariables,
} from "@/lib/live/gql";
import { type Following, Stream, type Tools } from "@/lib/live/stream";
import { Store } from "@/lib/store";
import { now } from "@/lib/time/clock";

export type IncidentEvent = NonNullable<IncidentEventsSubscription["incidentEvents"]>;

/** `caught-up` is live again after an interruption, and says for a moment how much had happened. */
export type LiveState =
  | { readonly status: "connecting" | "live" | "reconnecting" }
  | { readonly status: "caught-up"; readonly missed: number };

export interface LiveListener {
  /** Something happened to an incident; what the cache knows of it has changed already. */
  readonly onEvent?: (event: IncidentEvent) => void;
  /** Something may have happened of which nobody will tell: read again. */
  readonly onGap?: () => void;
}

const SHOWN = 4_000;
const TICK = 5_000;
const ASLEEP = 20_000;

/** What happens to incidents, for everything on this page: followed once, and told to whoever listens. */
export class LiveFeed {
  readonly state = new Store<LiveState>({ status: "connecting" });
  readonly #listeners = new Set<LiveListener>();
  readonly #stream: Stream<IncidentEventsSubscription, IncidentEventsSubscriptionVariables, IncidentEvent>;
  readonly #tools: Tools;
  #backSince = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.#stream = new Stream(tools, {
      document: IncidentEventsDocument,
      variables: {},
      event: (data) => data.incidentEvents,
      onEvent: this.#passOn,
      onGap: () => {
        for (const { onGap } of [...this.#listeners]) onGap?.();
      },
      onSubscribed: this.#subscribed,
      onFailure: () => this.#become({ status: "reconnecting" }),
    });
  }

  /** Begins to follow. Lists that are read once this has resolved miss nothing. */
  start(): Promise<void> {
    this.#ticking = setInterval(this.#dropAfterSleep, TICK);
    return this.#stream.start();
  }

  stop(): void {
    clearInterval(this.#ticking);
    clearTimeout(this.#settling);
    this.#stream.stop();
  }

  /** Tells the listener of everything from now on, until what this gives is called. */
  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Another subscription with cursors, on the same socket, that begins where this one stands. It is for the caller to stop. */
  alsoFollow<Data, Variables extends { after?: string | null | undefined }, Event extends { cursor: string }>(
    following: Following<Data, Variables, Event>,
  ): Stream<Data, Variables, Event> {
    const stream = new Stream(this.#tools, following);
    void stream.start(this.#stream.cursor);
    return stream;
  }

  readonly #passOn = (event: IncidentEvent): void => {
    const state = this.state.get();
    if (state.status === "caught-up" && Date.parse(event.at) < this.#backSince) {
      this.#become({ status: "caught-up", missed: state.missed + 1 });
    }
    for (const { onEvent } of [...this.#listeners]) onEvent?.(event);
  };

  readonly #subscribed = (): void => {
    const again = this.state.get().status === "reconnecting";
    if (again) this.#backSince = now();
    loadAgainNow();
    this.#become(again ? { status: "caught-up", missed: 0 } : { status: "live" });
  };

  #become(state: LiveState): void {
    clearTimeout(this.#settling);
    this.state.set(state);
    if (state.status === "caught-up") this.#settling = setTimeout(() => this.#become({ status: "live" }), SHOWN);
  }

  #lastTick = Date.now();

  /** After this machine slept the connection is dead, and would take a while to know it. */
  readonly #dropAfterSleep = (): void => {
    const slept = Date.now() - this.#lastTick > ASLEEP;
    this.#lastTick = Date.now();
    if (slept) this.#tools.socket.drop();
  };
}
