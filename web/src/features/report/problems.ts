import type { Draft } from "./draft";
import type { ReportTemplateFragment } from "./gql";

const LONGEST_TITLE = 200;

/** What is still wrong with a draft, by field, so far as one can tell without asking. */
export function problemsOf(draft: Draft, template: ReportTemplateFragment | null): Readonly<Record<string, string>> {
  if (template !== null && !draft.own) {
    const missing = template.placeholders.filter((name) => (draft.values[name] ?? "").trim() === "");
    return Object.fromEntries(missing.map((name) => [`values.${name}`, "Fill this in, or edit the text below."]));
  }
  const title = draft.title.trim();
  if (title === "") return { title: "Say in one line what is wrong." };
  if (title.length > LONGEST_TITLE) {
    return { title: `This has ${title.length} characters; at most ${LONGEST_TITLE} are allowed.` };
  }
  return {};
}
