import { vi } from "vitest";

type Variables = Record<string, unknown>;

/** A request that the page sent. */
export interface Asked {
  readonly operation: string;
  readonly variables: Variables;
  readonly authorization: string | null;
}

/** What is answered to an operation: the body of the answer, or nothing at all if it throws. */
export type Handler = (variables: Variables, asked: Asked) => object | Promise<object>;

/** SIEMS as the page sees it over HTTP: answers operations by their names, and remembers what was asked. */
export class FakeApi {
  readonly asked: Asked[] = [];

  constructor(private readonly handlers: Record<string, Handler>) {
    vi.stubGlobal("fetch", this.#fetch);
  }

  /** Answers an operation in another way from now on. */
  answer(operation: string, handler: Handler): void {
    this.handlers[operation] = handler;
  }

  /** The variables of each request for an operation. */
  variablesOf(operation: string): Variables[] {
    return this.asked.filter((each) => each.operation === operation).map(({ variables }) => variables);
  }

  readonly #fetch = async (_resource: RequestInfo | URL, options?: RequestInit): Promise<Response> => {
    const { query, variables = {} } = JSON.parse(options?.body as string) as { query: string; variables?: Variables };
    const operation = /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? "";
    const asked = { operation, variables, authorization: new Headers(options?.headers).get("authorization") };
    this.asked.push(asked);
    const handler = this.handlers[operation];
    if (handler === undefined) throw new TypeError(`Nobody answers ${operation} in this test.`);
    const body = await handler(variables, asked);
    return new Response(JSON.stringify(body), { headers: { "content-type": "application/graphql-response+json" } });
  };
}

/** The answer to a request whose network is gone. */
export function unreachable(): never {
  throw new TypeError("Failed to fetch");
}
