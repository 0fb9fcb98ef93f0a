import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

const ALLOWED = /^(https?:|mailto:)/i;
const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Link href={typeof src === "string" ? src : undefined}>{alt ?? "picture"}</Link>,
};

function Link({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  if (href === undefined || !ALLOWED.test(href)) return <span>{children}</span>;
  return (
    <a href={href} rel="noopener noreferrer nofollow" target="_blank">
      {children}
    </a>
  );
}

/** What Markdown.tsx shows once it is loaded. */
export default function MarkdownText({ text }: { text: string }) {
  return (
    <ReactMarkdown
      components={COMPONENTS}
      remarkPlugins={[remarkGfm]}
      urlTransform={(url) => (ALLOWED.test(url) ? url : undefined)}
    >
      {text}
    </ReactMarkdown>
  );
}
