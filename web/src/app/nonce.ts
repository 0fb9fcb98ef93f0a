declare global {
  // What libraries that write style sheets read: the name is webpack's, which they were made for.
  var __webpack_nonce__: string | undefined;
}

/** What SIEMS put into this page, so that style sheets that are written here are trusted. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}

/** Lets the style sheets through that libraries write: siems/dashboard.py forbids all others. */
export function trustOwnStyles(): void {
  globalThis.__webpack_nonce__ = nonce();
}
