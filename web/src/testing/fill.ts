import userEvent from "@testing-library/user-event";

/**
 * Puts the text where an input's own ends, as who pastes it: one change, where typing is one for each letter. A test in
 * which the keys themselves matter types. What waits until nothing is typed for a moment is asked once, for all of it.
 */
export async function fill(input: Element, text: string): Promise<void> {
  await userEvent.click(input);
  await userEvent.paste(text);
}
