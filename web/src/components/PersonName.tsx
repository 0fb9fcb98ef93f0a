import classes from "@/components/PersonName.module.css";

export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Somebody, with their initials in a colour that is always theirs; `nobody` is what there is instead of them. */
export function PersonName({ person, nobody = "Nobody" }: { person: Person | null; nobody?: string }) {
  if (person === null) return <span className={classes.nobody}>{nobody}</span>;
  return (
    <span className={classes.person}>
      <Initials person={person} />
      <span className={classes.name}>{person.name}</span>
    </span>
  );
}

export function Initials({ person, size = 18 }: { person: Person; size?: number }) {
  const words = person.name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) =>
    word ? Array.from(word)[0] : "",
  );
  return (
    <span
      className={classes.initials}
      style={{ "--hue": hueOf(person.id), "--size": `${size}px` } as React.CSSProperties}
      data-letters={letters.join("").toUpperCase()}
      aria-hidden
    />
  );
}

/** The colour that is always theirs, as a hue in degrees. */
export function hueOf(id: string): number {
  return Array.from(id).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 360, 7);
}
