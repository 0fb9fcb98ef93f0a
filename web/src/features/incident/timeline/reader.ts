import type { Client, CombinedError } from "@urql/core";

import { type IncidentEntryFragment, IncidentLogDocument, type IncidentLogQueryVariables } from "../gql";
import { Store } from "@/lib/store";

/** What is known of a log: its end, without gaps, and as much before it as one has asked for. */
export interface LogState {
  readonly entries: readonly IncidentEntryFragment[];
  readonly hasEarlier: boolean;
  readonly loading: boolean;
  readonly loadingEarlier: boolean;
  readonly error: CombinedError | null;
}

const PAGE = 40;
const NOTHING: LogState = { entries: [], hasEarlier: false, loading: true, loadingEarlier: false, error: null };

/** Reads the log of an incident from its end. Entries never change, so each is read once. */
export class LogReader {
  readonly state = new Store<LogState>(NOTHING);
  #reading: Promise<void> | null = null;
  #again = false;

  constructor(
    private readonly client: Client,
    private readonly incidentId: string,
  ) {}

  /** Reads what is new: the end of the log, or what came behind the last known entry. */
  readonly catchUp = (): Promise<void> => {
    this.#again = this.#reading !== null;
    this.#reading ??= this.#catchUp().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  };

  /** Reads some of what was before. */
  readonly showEarlier = async (): Promise<void> => {
    const { entries, hasEarlier, loadingEarlier } = this.state.get();
    if (!hasEarlier || loadingEarlier) return;
    this.#show({ loadingEarlier: true });
    await this.#read({ last: PAGE, before: String(entries[0]?.sequence ?? 1) });
    this.#show({ loadingEarlier: false });
  };

  async #catchUp(): Promise<void> {
    let more = true;
    while (more) {
      this.#again = false;
      const last = this.state.get().entries.at(-1);
      more = await this.#read(last ? { first: 100, after: String(last.sequence) } : { last: PAGE });
      more ||= this.#isAskedAgain();
    }
    this.#show({ loading: false });
  }

  /** Reads a page; whether there is more behind it. */
  async #read(page: Omit<IncidentLogQueryVariables, "id">): Promise<boolean> {
    const variables = { id: this.incidentId, ...page };
    const answer = await this.client.query(IncidentLogDocument, variables, { requestPolicy: "network-only" });
    const found = answer.data?.incidentLog;
    if (!found) {
      this.#show({ error: answer.error ?? null });
      return false;
    }
    const known = new Map(this.state.get().entries.map((entry) => [entry.sequence, entry]));
    for (const { node } of found.edges) known.set(node.sequence, node);
    const entries = [...known.values()].sort((one, other) => one.sequence - other.sequence);
    this.#show({ entries, hasEarlier: (entries[0]?.sequence ?? 1) > 1, error: null });
    return page.last === undefined && found.pageInfo.hasNextPage;
  }

  /** Asked anew, since it changes while one waits. */
  #isAskedAgain(): boolean {
    return this.#again;
  }

  #show(change: Partial<LogState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}
