type Message = Record<string, unknown>;

/** A subscription that the page has opened. */
export interface Subscribed {
  readonly id: string;
  readonly operation: string;
  readonly variables: Message;
  next(data: object): void;
  fail(code: string, extensions?: object): void;
}

/**
 * SIEMS as the page sees it over its WebSocket: the border is the browser's WebSocket, and the protocol is
 * graphql-transport-ws. `Implementation` is what to give to whoever opens sockets.
 */
export class FakeSocketServer {
  /** The payload of each connection_init. */
  readonly introductions: Message[] = [];
  readonly subscriptions: Subscribed[] = [];
  /** Whether new connections are let in. */
  reachable = true;
  readonly Implementation: unknown;
  readonly #sockets: FakeSocket[] = [];

  constructor() {
    const welcome = (socket: FakeSocket) => this.#welcome(socket);
    this.Implementation = class extends FakeSocket {
      constructor() {
        super();
        welcome(this);
      }
    };
  }

  /** The subscription that was opened last. */
  get last(): Subscribed {
    const last = this.subscriptions.at(-1);
    if (last === undefined) throw new Error("Nothing is subscribed.");
    return last;
  }

  /** Cuts all connections, as a network does that goes away. */
  cut(code = 1006): void {
    for (const socket of this.#sockets.splice(0)) socket.closeWith(code);
  }

  #welcome(socket: FakeSocket): void {
    queueMicrotask(() => {
      if (!this.reachable) {
        socket.closeWith(1006);
        return;
      }
      this.#sockets.push(socket);
      socket.open((message) => this.#hear(socket, message));
    });
  }

  #hear(socket: FakeSocket, { type, id, payload }: Message): void {
    if (type === "connection_init") {
      this.introductions.push(payload as Message);
      socket.deliver({ type: "connection_ack" });
    } else if (type === "subscribe") {
      const { query, variables } = payload as { query: string; variables: Message };
      this.subscriptions.push({
        id: String(id),
        operation: /subscription\s+(\w+)/.exec(query)?.[1] ?? "",
        variables,
        next: (data) => socket.deliver({ id, type: "next", payload: { data } }),
        fail: (code, extensions = {}) =>
          socket.deliver({ id, type: "error", payload: [{ message: code, extensions: { code, ...extensions } }] }),
      });
    }
  }
}

class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = FakeSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  protocol = "graphql-transport-ws";
  #hear: (message: Message) => void = () => undefined;

  open(hear: (message: Message) => void): void {
    this.#hear = hear;
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  send(text: string): void {
    this.#hear(JSON.parse(text) as Message);
  }

  deliver(message: Message): void {
    if (this.readyState === FakeSocket.OPEN) this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(code = 1000): void {
    this.closeWith(code);
  }

  closeWith(code: number): void {
    if (this.readyState === FakeSocket.CLOSED) return;
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.({ code, reason: "", wasClean: code === 1000 });
  }
}
