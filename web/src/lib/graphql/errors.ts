import type { CombinedError } from "@urql/core";

import type { AnswerError } from "@/lib/graphql/post";

/** The code of the first top-level error, as UNAUTHENTICATED or FORBIDDEN; null if there is none. */
export function codeOf(errors: readonly AnswerError[] | undefined): string | null {
  const code = errors?.[0]?.extensions?.code;
  return typeof code === "string" ? code : null;
}

/** What to say to people about a request that failed as a whole. */
export function sentenceFor(error: CombinedError): string {
  if (error.networkError) return "SIEMS cannot be reached. Is the network there?";
  switch (codeOf(error.graphQLErrors)) {
    case "FORBIDDEN":
      return "Your role does not allow this.";
    case "RATE_LIMITED":
      return "That was too often. Wait a moment, and try again.";
    default:
      return error.graphQLErrors[0]?.message ?? "Something went wrong.";
  }
}
