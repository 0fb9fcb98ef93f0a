import { At } from "./Entry";
import classes from "./Comment.module.css";
import { LongText } from "./LongText";
import { Initials, type Person } from "@/components/PersonName";

interface Props {
  author: Person;
  body: string;
  at?: string;
  /** Not sent yet. */
  pending?: boolean;
}

/** What somebody wrote, as in a conversation. */
export function Comment({ author, body, at, pending = false }: Props) {
  return (
    <article className={classes.comment} data-pending={pending || undefined} aria-label={`Comment by ${author.name}`}>
      <span className={classes.face}>
        <Initials person={author} size={24} />
      </span>
      <div className={classes.card}>
        <header>
          <strong>{author.name}</strong>
          {pending ? <span role="status">Sending…</span> : at !== undefined && <At at={at} />}
        </header>
        <LongText text={body} />
      </div>
    </article>
  );
}
