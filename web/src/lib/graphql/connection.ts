import type { AnyVariables, Client, CombinedError, TypedDocumentNode } from "@urql/core";
import { pipe, subscribe } from "wonka";

import { Store } from "@/lib/store";

/** A page of a list, as the API gives it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

/** What is known of a list. */
export interface ListState<Node> {
  readonly nodes: readonly Node[];
  /** How many there are on all pages, if the API says it. */
  readonly totalCount: number | null;
  readonly hasMore: boolean;
  /** Nothing has been read yet. */
  readonly loading: boolean;
  /** What is shown is of the question before, until this one is answered. */
  readonly stale: boolean;
  readonly loadingMore: boolean;
  readonly error: CombinedError | null;
}

export interface ListSource<Data, Variables, Node> {
  readonly document: TypedDocumentNode<Data, Variables>;
  readonly connection: (data: Data) => Connection<Node> | null | undefined;
  readonly pageSize?: number;
}

interface Page<Node> {
  readonly after: string | null;
  connection: Connection<Node> | null;
  stop: () => void;
}

const PAGE_SIZE = 50;
const NOTHING: ListState<never> = {
  nodes: [],
  totalCount: null,
  hasMore: false,
  loading: true,
  stale: false,
  loadingMore: false,
  error: null,
};

/**
 * Reads a list page by page behind cursors, and keeps showing what is in the cache of it.
 *
 * Reading it again replaces what is shown at once when all of it has come, so nothing flickers; it also follows when
 * things on an earlier page have pushed others onto a later one.
 */
export class ListReader<Data, Variables extends AnyVariables, Node extends { readonly id: string }> {
  readonly state = new Store<ListState<Node>>(NOTHING);
  #pages: Page<Node>[] = [];
  /** Pages that are to replace those that are shown, once as many as wanted have come. */
  #next: Page<Node>[] | null = null;
  #wanted = 1;
  #variables: Record<string, unknown> = {};

  constructor(
    private readonly client: Client,
    private readonly source: ListSource<Data, Variables, Node>,
  ) {}

  /** Asks another question, from the first page on. What the cache knows is shown meanwhile. */
  ask(variables: Record<string, unknown>): void {
    this.#variables = variables;
    this.#wanted = 1;
    this.#show({ stale: this.#pages.length > 0, error: null });
    this.#replace("cache-and-network");
  }

  /** Reads as many pages as there are once more. */
  readonly reload = (): void => this.#replace("network-only");

  readonly loadMore = (): void => {
    const last = this.#pages.at(-1)?.connection?.pageInfo;
    if (this.#next !== null || this.state.get().loadingMore || !last?.hasNextPage) return;
    this.#wanted = this.#pages.length + 1;
    this.#show({ loadingMore: true, error: null });
    this.#read(this.#pages, last.endCursor, "cache-and-network");
  };

  /** Stops following the cache. */
  close(): void {
    for (const page of [...this.#pages, ...(this.#next ?? [])]) page.stop();
    this.#pages = [];
    this.#next = null;
  }

  #giveUpNext(): void {
    for (const page of this.#next ?? []) page.stop();
    this.#next = null;
  }

  #replace(policy: "cache-and-network" | "network-only"): void {
    this.#giveUpNext();
    this.#next = [];
    this.#read(this.#next, null, policy);
  }

  #read(pages: Page<Node>[], after: string | null, policy: "cache-and-network" | "network-only"): void {
    const page: Page<Node> = { after, connection: null, stop: () => undefined };
    pages.push(page);
    const variables = { ...this.#variables, first: this.source.pageSize ?? PAGE_SIZE, after };
    const subscription = pipe(
      this.client.query(this.source.document, variables as unknown as Variables, { requestPolicy: policy }),
      subscribe(({ data, error, stale }) => {
        if (page.stop === STOPPED || (stale && policy === "network-only" && page.connection === null)) return;
        const connection = data ? this.source.connection(data) : null;
        if (connection) this.#arrived(pages, page, connection, policy);
        else if (error) this.#fail(pages, page, error);
      }),
    );
    if (page.stop === STOPPED) subscription.unsubscribe();
    else
      page.stop = () => {
        page.stop = STOPPED;
        subscription.unsubscribe();
      };
  }

  #arrived(
    pages: Page<Node>[],
    page: Page<Node>,
    connection: Connection<Node>,
    policy: "cache-and-network" | "network-only",
  ): void {
    page.connection = connection;
    const { hasNextPage, endCursor } = connection.pageInfo;
    const behind = pages[pages.indexOf(page) + 1];
    if (behind !== undefined && behind.after !== endCursor) {
      for (const moved of pages.splice(pages.indexOf(behind))) moved.stop();
    }
    if (page === pages.at(-1) && hasNextPage && pages.length < this.#wanted) this.#read(pages, endCursor, policy);
    else this.#settle(pages);
  }

  #settle(pages: Page<Node>[]): void {
    if (pages.some((page) => page.connection === null)) return;
    if (pages === this.#next) {
      for (const page of this.#pages) page.stop();
      this.#pages = pages;
      this.#next = null;
    }
    if (pages === this.#pages)
      this.#show({ ...read(pages), loading: false, stale: false, loadingMore: false, error: null });
  }

  #fail(pages: Page<Node>[], page: Page<Node>, error: CombinedError): void {
    if (page.connection === null) {
      page.stop();
      pages.splice(pages.indexOf(page));
      if (pages === this.#next) this.#giveUpNext();
    }
    this.#wanted = Math.max(1, this.#pages.length);
    this.#show({ loading: false, loadingMore: false, error });
  }

  #show(change: Partial<ListState<Node>>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}

const STOPPED = (): void => undefined;

function read<Node extends { readonly id: string }>(pages: readonly Page<Node>[]) {
  const nodes = new Map<string, Node>();
  for (const { connection } of pages) for (const { node } of connection?.edges ?? []) nodes.set(node.id, node);
  return {
    nodes: [...nodes.values()],
    totalCount: pages[0]?.connection?.totalCount ?? null,
    hasMore: pages.at(-1)?.connection?.pageInfo.hasNextPage ?? false,
  };
}
