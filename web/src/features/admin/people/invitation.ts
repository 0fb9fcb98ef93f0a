/** An invitation to set a password, as it is shown once. */
export interface Invitation {
  readonly name: string;
  readonly token: string;
  readonly expiresAt: string;
}

/** Where its holder sets the password. The token is behind the #, which browsers send to nobody. */
export function invitationLink(token: string): string {
  return `${window.location.origin}/invitation#${token}`;
}
