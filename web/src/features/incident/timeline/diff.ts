/** A piece of a text that was changed: it stayed, is new, or is gone. */
export interface Piece {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

const LARGEST = 1_000_000;

/** What became of a text, word by word. Of very long texts, with much changed, the middle is one piece each. */
export function diffOf(before: string, after: string): readonly Piece[] {
  const [old, young] = [wordsOf(before), wordsOf(after)];
  const head = alike(old, young);
  const tail = alike(old.slice(head).reverse(), young.slice(head).reverse());
  const middle = middleOf(old.slice(head, old.length - tail), young.slice(head, young.length - tail));
  const same = (words: string[]) => words.map((text) => ({ kind: "same" as const, text }));
  return joined([...same(old.slice(0, head)), ...middle, ...same(old.slice(old.length - tail))]);
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

function alike(one: readonly string[], other: readonly string[]): number {
  const end = Math.min(one.length, other.length);
  let count = 0;
  while (count < end && one[count] === other[count]) count += 1;
  return count;
}

function middleOf(old: readonly string[], young: readonly string[]): Piece[] {
  const whole: Piece[] = [
    { kind: "removed", text: old.join("") },
    { kind: "added", text: young.join("") },
  ];
  return old.length * young.length > LARGEST ? whole : walked(old, young, table(old, young));
}

/** How many words the rest of one text has in common with the rest of the other, from each pair of places on. */
function table(old: readonly string[], young: readonly string[]): (one: number, other: number) => number {
  const width = young.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (one: number, other: number) => common[one * width + other] ?? 0;
  for (let one = old.length - 1; one >= 0; one -= 1)
    for (let other = young.length - 1; other >= 0; other -= 1)
      common[one * width + other] =
        old[one] === young[other] ? at(one + 1, other + 1) + 1 : Math.max(at(one + 1, other), at(one, other + 1));
  return at;
}

function walked(old: readonly string[], young: readonly string[], common: (one: number, other: number) => number) {
  const pieces: Piece[] = [];
  let [one, other] = [0, 0];
  while (one < old.length || other < young.length) {
    const [gone, come] = [old[one], young[other]];
    if (gone !== undefined && gone === come) {
      pieces.push({ kind: "same", text: gone });
      one += 1;
      other += 1;
    } else if (come === undefined || (gone !== undefined && common(one + 1, other) >= common(one, other + 1))) {
      pieces.push({ kind: "removed", text: gone ?? "" });
      one += 1;
    } else {
      pieces.push({ kind: "added", text: come });
      other += 1;
    }
  }
  return pieces;
}

/** Neighbours of the same kind as one piece, removed before added. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (piece.text === "") continue;
    if (last?.kind === piece.kind) result[result.length - 1] = { ...last, text: last.text + piece.text };
    else result.push(piece);
  }
  return result;
}
