import { stringifyDocument, type TypedDocumentNode } from "@urql/core";

import { learnTimeFrom } from "@/lib/time/clock";

export const ENDPOINT = "/graphql";
const ACCEPT = "application/graphql-response+json, application/json";
const PATIENCE = 40_000; // SIEMS itself stops what takes longer than 30 seconds

/** SIEMS could not be asked, or did not answer as SIEMS does. */
export class Unreachable extends Error {}

/** A top-level error of an answer. */
export interface AnswerError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly AnswerError[];
}

/** Fetches with the media types that SIEMS speaks, gives up in time, and learns the server's time. */
export const fetchAnswer: typeof fetch = async (resource, options = {}) => {
  const headers = new Headers(options.headers);
  headers.set("accept", ACCEPT);
  const signals = [AbortSignal.timeout(PATIENCE), ...(options.signal ? [options.signal] : [])];
  const response = await fetch(resource, { ...options, headers, signal: AbortSignal.any(signals) });
  learnTimeFrom(response.headers);
  return response;
};

/** Asks SIEMS one thing, past the cache and with this token or none. Raises Unreachable if there is no answer. */
export async function post<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token: string | null = null,
): Promise<Answer<Data>> {
  const headers = {
    "content-type": "application/json",
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const body = JSON.stringify({ query: stringifyDocument(document), variables });
  try {
    const response = await fetchAnswer(ENDPOINT, { method: "POST", headers, body });
    return (await response.json()) as Answer<Data>;
  } catch (cause) {
    throw new Unreachable("SIEMS cannot be reached", { cause });
  }
}
