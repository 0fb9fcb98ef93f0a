import { Button, Menu } from "@mantine/core";
import { Bookmark, BookmarkPlus, Check, ChevronDown, PencilLine, Trash2 } from "lucide-react";
import { Suspense, useState } from "react";

import type { Question } from "./question";
import { asksFor, builtInViews, useOwnViews, type View, viewThatAsks } from "./views";
import classes from "./ViewsMenu.module.css";
import { lazily } from "@/lib/lazily";
import { useViewer } from "@/lib/session/context";
import { useStore } from "@/lib/store";
import { sayDone } from "@/lib/toasts";

const ViewName = lazily(() => import("./ViewName"));

interface Props {
  question: Question;
  /** Shows a view. */
  show: (view: View) => void;
}

/** The questions that have a name, and ways to give one to the present question. */
export function ViewsMenu({ question, show }: Props) {
  const own = useOwnViews();
  const ownViews = useStore(own.kept);
  const builtIn = builtInViews(useViewer().id);
  const shown = viewThatAsks(question, builtIn, ownViews);
  const isOwn = shown !== undefined && ownViews.includes(shown);
  const [naming, setNaming] = useState<"save" | "rename" | null>(null);
  const entry = (view: View) => (
    <Menu.Item
      key={view.id}
      onClick={() => show(view)}
      aria-current={view === shown || undefined}
      rightSection={view === shown && <Check size={14} aria-hidden />}
    >
      {view.name}
    </Menu.Item>
  );
  const name = (said: string) => {
    if (naming === "rename" && isOwn) own.rename(shown.id, said);
    else own.save(said, asksFor(question));
    sayDone(`“${said}” is kept in this browser.`);
  };
  const remove = () => {
    if (shown === undefined) return;
    own.remove(shown.id);
    sayDone(`“${shown.name}” is deleted.`);
  };
  return (
    <>
      <Menu position="bottom-start" width={230}>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            className={classes.button}
            leftSection={<Bookmark size={13} aria-hidden />}
            rightSection={<ChevronDown size={13} aria-hidden />}
            aria-label={`View: ${shown?.name ?? "without a name"}`}
          >
            <span className={classes.name}>{shown?.name ?? "View"}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {builtIn.map(entry)}
          {ownViews.length > 0 && <Menu.Label>Yours</Menu.Label>}
          {ownViews.map(entry)}
          <Menu.Divider />
          {shown === undefined && (
            <Menu.Item leftSection={<BookmarkPlus size={14} aria-hidden />} onClick={() => setNaming("save")}>
              Save this view…
            </Menu.Item>
          )}
          {shown !== undefined && !isOwn && (
            <Menu.Item leftSection={<BookmarkPlus size={14} aria-hidden />} onClick={() => setNaming("save")}>
              Save as a view of yours…
            </Menu.Item>
          )}
          {isOwn && (
            <>
              <Menu.Item leftSection={<PencilLine size={14} aria-hidden />} onClick={() => setNaming("rename")}>
                Rename “{shown.name}”…
              </Menu.Item>
              <Menu.Item leftSection={<Trash2 size={14} aria-hidden />} onClick={remove}>
                Delete “{shown.name}”
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {naming !== null && (
        <Suspense fallback={null}>
          <ViewName
            title={naming === "save" ? "Save this view" : "Rename the view"}
            name={naming === "rename" && isOwn ? shown.name : ""}
            taken={ownViews.filter((view) => view !== shown).map((view) => view.name)}
            save={name}
            close={() => setNaming(null)}
          />
        </Suspense>
      )}
    </>
  );
}
