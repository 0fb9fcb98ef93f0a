import type { Draft } from "./draft";
import type { ReportTemplateFragment } from "./gql";
import { namesIn } from "./wording";

const LONGEST_TITLE = 200;

/** What is still wrong with a draft, by field, so far as one can tell without asking. */
export function problemsOf(draft: Draft, template: ReportTemplateFragment | null): Readonly<Record<string, string>> {
  if (template !== null && !draft.own) {
    const missing = template.placeholders.filter((name) => (draft.values[name] ?? "").trim() === "");
    return Object.fromEntries(missing.map((name) => [`values.${name}`, "Fill this in, or edit the text below."]));
  }
  const left = template === null ? [] : leftIn(draft);
  if (left.length > 0) return Object.fromEntries(left);
  const title = draft.title.trim();
  if (title === "") return { title: "Say in one line what is wrong." };
  if (title.length > LONGEST_TITLE) {
    return { title: `This has ${title.length} characters; at most ${LONGEST_TITLE} are allowed.` };
  }
  return {};
}

/** Placeholders that were to be written over. */
function leftIn({ title, description }: Draft): readonly (readonly [string, string])[] {
  const spelt = (text: string) =>
    namesIn(text)
      .map((name) => `{{${name}}}`)
      .join(", ");
  return Object.entries({ title, description })
    .filter(([, text]) => namesIn(text).length > 0)
    .map(([field, text]) => [field, `Write something in the place of ${spelt(text)}.`] as const);
}
