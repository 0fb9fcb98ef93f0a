import { Modal, VisuallyHidden } from "@mantine/core";
import { Search } from "lucide-react";
import { Fragment, useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";

import classes from "@/app/shell/Palette.module.css";
import {
  actionEntries,
  type Entry,
  incidentEntry,
  keyEntry,
  keyIn,
  listEntry,
  personEntry,
} from "@/app/shell/paletteEntries";
import { type Found, usePaletteSearch } from "@/app/shell/usePaletteSearch";
import { useAllActions } from "@/lib/actions/context";
import { useStore } from "@/lib/store";

const LABEL = "Search or jump to";

/** Everything that can be found by typing: what there is to do, incidents, people, pages. It opens as `asked` grows. */
export default function Palette({ asked }: { asked: number }) {
  const [closedAfter, setClosedAfter] = useState(0);
  const close = () => setClosedAfter(asked);
  return (
    <Modal
      opened={asked > closedAfter}
      onClose={close}
      withCloseButton={false}
      centered={false}
      size={620}
      padding={0}
      yOffset="10vh"
      aria-label={LABEL}
    >
      <Finder key={asked} close={close} />
    </Modal>
  );
}

function Finder({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useId();
  const found = usePaletteSearch(typed);
  const entries = useEntries(typed, found);
  const place = Math.max(
    0,
    entries.findIndex(({ id }) => id === chosen),
  );
  const run = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    close();
    entry.run();
  };
  const move = (by: 1 | -1) => setChosen(entries[(place + by + entries.length) % entries.length]?.id ?? null);
  const hear = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") run(entries[place]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={classes.search}>
        <Search size={16} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-label={LABEL}
          aria-expanded
          aria-controls={list}
          aria-activedescendant={entries.length > 0 ? `${list}-${place}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Search incidents, people, pages, or INC-42"
          value={typed}
          onKeyDown={hear}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setChosen(null);
          }}
        />
      </div>
      <div id={list} role="listbox" aria-label="What was found" className={classes.list}>
        {entries.map((entry, index) => (
          <Fragment key={entry.id}>
            {entry.group !== entries[index - 1]?.group && (
              <div className={classes.group} role="presentation">
                {entry.group}
              </div>
            )}
            <Line
              id={`${list}-${index}`}
              entry={entry}
              chosen={index === place}
              choose={() => setChosen(entry.id)}
              run={() => run(entry)}
            />
          </Fragment>
        ))}
      </div>
      <State typed={typed} found={found} count={entries.length} />
    </>
  );
}

function useEntries(typed: string, { incidents, people }: Found): readonly Entry[] {
  const actions = useStore(useAllActions().all);
  const navigate = useNavigate();
  const go = (path: string) => void navigate(path);
  if (typed.trim() === "") return actionEntries(actions, "");
  const key = keyIn(typed);
  return [
    ...(key === null ? [] : [keyEntry(key, go)]),
    ...actionEntries(actions, typed),
    ...incidents.map((incident) => incidentEntry(incident, go)),
    ...people.map((person) => personEntry(person, go)),
    listEntry(typed, go),
  ];
}

interface LineProps {
  id: string;
  entry: Entry;
  chosen: boolean;
  choose: () => void;
  run: () => void;
}

function Line({ id, entry: { label, description, icon, aside }, chosen, choose, run }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) line.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the input has the focus, and hears Enter
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={classes.line}
      onMouseMove={choose}
      onMouseDown={(event) => event.preventDefault()}
      onClick={run}
    >
      <span className={classes.icon}>{icon}</span>
      <span className={classes.label}>
        {label}
        {description !== undefined && <small>{description}</small>}
      </span>
      <span className={classes.aside}>{aside}</span>
    </div>
  );
}

/** What is not in the list: that it is searched, that it could not be, that there is nothing. */
function State({ typed, found, count }: { typed: string; found: Found; count: number }) {
  const { searching, problem } = found;
  const said =
    problem ?? (searching ? "Searching…" : count === 1 && typed.trim() !== "" ? "Nothing is like that." : null);
  return (
    <div role="status" className={classes.state}>
      {said ?? <VisuallyHidden>{`${count} ${count === 1 ? "entry" : "entries"}`}</VisuallyHidden>}
    </div>
  );
}
