import { codeOf } from "@/lib/graphql/errors";
import { type Answer, post } from "@/lib/graphql/post";
import {
  LogInDocument,
  LogOutDocument,
  RefreshSessionDocument,
  type RefreshSessionMutation,
  type ViewerFragment,
} from "@/lib/session/gql";
import { Store } from "@/lib/store";
import { now } from "@/lib/time/clock";

export type Viewer = ViewerFragment;

export type SessionState =
  /** Nobody knows yet: the cookie is being asked. */
  | { readonly status: "restoring" }
  /** SIEMS could not be asked; it is tried again. */
  | { readonly status: "unreachable" }
  /** `ended` says that it was not the person's own doing. */
  | { readonly status: "signed-out"; readonly ended: boolean }
  | { readonly status: "signed-in"; readonly viewer: Viewer };

/** Why signing in did not work, and for how many seconds it is of no use to try again. */
export interface SignInProblem {
  readonly message: string;
  readonly waitSeconds: number | null;
}

type Payload = RefreshSessionMutation["refreshSession"];
type News = "signed-in" | "signed-out";

const EARLY = 60_000;
const SOONEST = 1_000;
const AGAIN = 5_000;
const NOT_REACHED: SignInProblem = { message: "SIEMS cannot be reached. Is the network there?", waitSeconds: null };

/**
 * Who is signed in here. The access token is in memory only; what renews it is in a cookie that no script can read.
 *
 * It renews itself before it ends, one renewal at a time, and tells the other tabs of this browser what happens.
 */
export class Session {
  readonly state = new Store<SessionState>({ status: "restoring" });
  readonly #tabs = new BroadcastChannel("siems-session");
  #token: string | null = null;
  #endsAt = 0;
  #renewing: Promise<void> | null = null;
  /** Grows whenever a session begins or ends here: what was asked before that says nothing any more. */
  #epoch = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#tabs.onmessage = ({ data }: MessageEvent<News>) => {
      if (data === "signed-in") void this.renew();
      else this.#end(false);
    };
    addEventListener("online", this.#renewIfStale);
    document.addEventListener("visibilitychange", this.#renewIfStale);
  }

  /** What to send as `Authorization: Bearer ...`; null if nobody is signed in. */
  get token(): string | null {
    return this.#token;
  }

  /** Whether the token has ended, or is about to. */
  get stale(): boolean {
    return this.#token !== null && now() > this.#endsAt - EARLY / 2;
  }

  /** Gets a new token for the cookie. Whoever asks meanwhile gets the same answer; afterwards see `state`. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** Signs in; null if it worked. */
  async signIn(email: string, password: string): Promise<SignInProblem | null> {
    let answer;
    try {
      answer = await post(LogInDocument, { input: { email, password, useCookie: true } });
    } catch {
      return NOT_REACHED;
    }
    if (this.#take(answer.data?.login ?? null)) {
      this.#epoch += 1;
      this.#tell("signed-in");
      return null;
    }
    const wait = answer.errors?.[0]?.extensions?.retryAfter;
    const message = answer.data?.login?.errors[0]?.message ?? answer.errors?.[0]?.message ?? NOT_REACHED.message;
    return { message, waitSeconds: typeof wait === "number" ? wait : null };
  }

  /** Ends this session, or all of this person's. False if SIEMS could not be told: then nobody is signed out. */
  async signOut({ everywhere = false } = {}): Promise<boolean> {
    try {
      await post(LogOutDocument, { input: { everywhere } }, this.#token);
    } catch {
      return false;
    }
    this.#end(false);
    this.#tell("signed-out");
    return true;
  }

  /** Stops renewing and listening. */
  close(): void {
    clearTimeout(this.#timer);
    this.#tabs.close();
    removeEventListener("online", this.#renewIfStale);
    document.removeEventListener("visibilitychange", this.#renewIfStale);
  }

  async #renew(): Promise<void> {
    const epoch = this.#epoch;
    let answer: Answer<RefreshSessionMutation>;
    try {
      answer = await post(RefreshSessionDocument, {});
    } catch {
      this.#later();
      return;
    }
    if (epoch !== this.#epoch) return;
    const payload = answer.data?.refreshSession ?? null;
    if (this.#take(payload)) return;
    const refused = payload !== null || ["UNAUTHENTICATED", "FORBIDDEN"].includes(codeOf(answer.errors) ?? "");
    if (refused) this.#end(this.state.get().status === "signed-in");
    else this.#later();
  }

  #take(payload: Payload): boolean {
    if (!payload?.accessToken || !payload.expiresAt || !payload.viewer) return false;
    this.#token = payload.accessToken;
    this.#endsAt = Date.parse(payload.expiresAt);
    this.#renewAfter(this.#endsAt - now() - EARLY);
    this.state.set({ status: "signed-in", viewer: payload.viewer });
    return true;
  }

  #later(): void {
    if (this.state.get().status === "restoring") this.state.set({ status: "unreachable" });
    this.#renewAfter(AGAIN);
  }

  #end(ended: boolean): void {
    clearTimeout(this.#timer);
    this.#epoch += 1;
    this.#token = null;
    this.state.set({ status: "signed-out", ended });
  }

  #renewAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.renew(), Math.max(SOONEST, milliseconds));
  }

  readonly #renewIfStale = (): void => {
    const { status } = this.state.get();
    if (document.visibilityState === "visible" && (this.stale || status === "unreachable")) void this.renew();
  };

  #tell(news: News): void {
    this.#tabs.postMessage(news);
  }
}
