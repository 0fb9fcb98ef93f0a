import type { Client, CombinedError, OperationResult, TypedDocumentNode } from "@urql/core";
import { onEnd, pipe, subscribe } from "wonka";

import { codeOf } from "@/lib/graphql/errors";
import { Backoff } from "@/lib/live/backoff";
import { EventCursorDocument } from "@/lib/live/gql";
import { Closed, type Socket } from "@/lib/live/socket";
import type { Session } from "@/lib/session/session";

const TOKEN_IS_OVER = 4403;
const DROPPED_BY_US = 4499;
const STABLE = 10_000; // milliseconds after which the end of a subscription is no failure to begin

export interface Tools {
  readonly client: Client;
  readonly socket: Socket;
  readonly session: Session;
}

export interface Following<Data, Variables, Event> {
  readonly document: TypedDocumentNode<Data, Variables>;
  /** All but `after`. */
  readonly variables: Omit<Variables, "after">;
  readonly event: (data: Data) => Event | null | undefined;
  readonly onEvent: (event: Event) => void;
  /** What happened in between cannot be told: whatever was read is to be read again. */
  readonly onGap: () => void;
  /** It is connected, and gets what happens. */
  readonly onSubscribed?: () => void;
  /** It is not, and tries again. */
  readonly onFailure?: () => void;
}

/**
 * Follows a subscription that has cursors for as long as somebody is signed in: each event once, whatever fails.
 *
 * It takes a cursor first, then subscribes behind it, and whenever the stream ends it goes on behind the last event,
 * in the way that the reason asks for.
 */
export class Stream<Data, Variables extends { after?: string | null | undefined }, Event extends { cursor: string }> {
  readonly #backoff = new Backoff();
  #cursor: string | null = null;
  #stopped = false;
  #failures = 0;
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly tools: Tools,
    private readonly following: Following<Data, Variables, Event>,
  ) {}

  /** Behind what it has told: another stream may begin there. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** Takes the first cursor, unless it is given, and follows. What is read once this has resolved misses nothing. */
  async start(cursor: string | null = null): Promise<void> {
    addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#cursor = cursor;
    if (cursor === null) await this.#takeCursor();
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#unsubscribe();
    this.#backoff.wake();
  }

  readonly #wake = (): void => {
    if (document.visibilityState === "visible") this.#backoff.wake();
  };

  async #takeCursor(): Promise<void> {
    while (!this.#stopped) {
      const { data } = await this.tools.client.query(EventCursorDocument, {}, { requestPolicy: "network-only" });
      if (data?.eventCursor) {
        this.#cursor = data.eventCursor;
        return;
      }
      await this.#pause();
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const began = Date.now();
      const ended = await this.#once();
      if (this.#isStopped()) return;
      if (Date.now() - began > STABLE) this.#itWorked();
      const lost = await this.#prepareAfter(ended?.error);
      if (lost || this.#failures > 0) await this.#pause();
      this.#failures += 1;
    }
  }

  /** One subscription, to its end: what its last result was, or nothing if it simply ended. */
  #once(): Promise<OperationResult<Data> | null> {
    const { client, socket } = this.tools;
    const announce = () => {
      if (socket.connected.get()) this.following.onSubscribed?.();
    };
    return new Promise<OperationResult<Data> | null>((resolve) => {
      const variables = { ...this.following.variables, after: this.#cursor } as Variables;
      const subscription = pipe(
        client.subscription(this.following.document, variables),
        onEnd(() => resolve(null)),
        subscribe((result) => {
          const event = result.data ? this.following.event(result.data) : null;
          if (event) this.#pass(event);
          if (result.error) resolve(result);
        }),
      );
      const deaf = socket.connected.subscribe(announce);
      this.#unsubscribe = () => {
        deaf();
        subscription.unsubscribe();
      };
      announce();
    }).finally(() => this.#unsubscribe());
  }

  #pass(event: Event): void {
    this.#cursor = event.cursor;
    this.#itWorked();
    this.following.onEvent(event);
  }

  #itWorked(): void {
    this.#failures = 0;
    this.#backoff.reset();
  }

  async #pause(): Promise<void> {
    this.following.onFailure?.();
    await this.#backoff.wait();
  }

  /** Does what the reason asks for, before it is subscribed again. True if the connection was lost. */
  async #prepareAfter(error: CombinedError | undefined): Promise<boolean> {
    const { session, socket } = this.tools;
    const closed = error?.networkError;
    switch (closed instanceof Closed ? closed.code : codeOf(error?.graphQLErrors)) {
      case "SLOW_CONSUMER": {
        const cursor = error?.graphQLErrors[0]?.extensions.cursor;
        if (typeof cursor === "string") this.#cursor = cursor;
        return false;
      }
      case "CURSOR_EXPIRED":
        await session.renew(); // perhaps another role was given to whoever follows
        await this.#takeCursor();
        if (!this.#isStopped()) this.following.onGap();
        return false;
      case "UNAUTHENTICATED":
      case TOKEN_IS_OVER:
        if (socket.tokenSent === session.token) await session.renew();
        socket.drop(); // it belongs to the old token
        return false;
      case DROPPED_BY_US:
        return false;
      default:
        return true;
    }
  }

  /** Asked anew, since it changes while one waits. */
  #isStopped(): boolean {
    return this.#stopped;
  }
}
