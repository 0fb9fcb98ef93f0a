/** As siems/domain/templates.py reads them. */
const PLACEHOLDER = /\{\{([A-Za-z0-9_]{1,50})\}\}/g;

/** A text of a template with values in the places of its names. A name without a value stays as it is. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const value = values[name] ?? "";
    return value === "" ? whole : value;
  });
}

/** The same, without the names that have no value yet: what there is to search for. */
export function said(text: string, values: Readonly<Record<string, string>>): string {
  return filled(text, values).replace(PLACEHOLDER, " ").replace(/\s+/g, " ").trim();
}

/** The names in a text, each once, in their order. */
export function namesIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name ?? ""))];
}

/** "free_space" as people say it: "Free space". */
export function labelOf(name: string): string {
  const words = name.replace(/_+/g, " ").trim() || name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
