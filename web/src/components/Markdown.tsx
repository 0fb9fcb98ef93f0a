import { Suspense } from "react";

import classes from "@/components/Markdown.module.css";
import { lazily } from "@/lib/lazily";

const MarkdownText = lazily(() => import("@/components/MarkdownText"));

/**
 * Text that people wrote, with Markdown in it. HTML in it is text, links go to http, https and mailto only, and pictures
 * are links: nothing is loaded from elsewhere.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <Suspense fallback={<p className={classes.plain}>{text}</p>}>
        <MarkdownText text={text} />
      </Suspense>
    </div>
  );
}
