const PLACEHOLDER = /\{\{([A-Za-z0-9_]{1,50})\}\}/g;

/** The placeholders of texts, each once, in their order: `{{host}}` is "host". */
export function placeholdersIn(...texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name));
  return [...new Set(found)];
}

/** Why a text would be refused: two opening braces that begin no placeholder, and where; null if there are none. */
export function misspelt(text: string): string | null {
  const found = /\{\{(?![A-Za-z0-9_]{1,50}\}\})/.exec(text);
  if (found === null) return null;
  const said = text.slice(found.index, found.index + 14);
  return `This begins no placeholder: ${said}. One is spelt {{host}}: letters, digits and _ only.`;
}

/** A text with values in the place of its placeholders; what has none stays as it is. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (spelt, name: string) => {
    const value = values[name] ?? "";
    return value === "" ? spelt : value;
  });
}
