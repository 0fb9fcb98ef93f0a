import type { Role } from "@/lib/session/gql";

const TYPES: Record<Role, string> = { ADMIN: "Admin", MANAGER: "Manager", ENGINEER: "Engineer" };

/** Somebody who signs in, as the API tells of them. */
export function person(name = "Ada Lovelace", role: Role = "MANAGER") {
  const id = `user-${name}`;
  return { __typename: TYPES[role], id, name, email: "ada@example.com", role };
}

/** The payload of a session that lasts another quarter of an hour. */
export function signedIn(accessToken = "token-1", viewer = person(), seconds = 900) {
  return { accessToken, expiresAt: new Date(Date.now() + seconds * 1_000).toISOString(), viewer, errors: [] };
}

/** The payload of what was refused. */
export function refused(code: string, message: string) {
  return { accessToken: null, expiresAt: null, viewer: null, errors: [{ code, message, field: null }] };
}
