import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Search } from "lucide-react";
import { useRef, useState } from "react";

import { useShortcuts } from "@/lib/keyboard/context";

interface Props {
  placeholder: string;
  text: string;
  ask: (text: string) => void;
}

/** Words to search for in the list of a room; asked once one has stopped typing for a moment. */
export function SearchBox({ placeholder, text, ask }: Props) {
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  const askSoon = useDebouncedCallback(ask, 250);
  useShortcuts([
    { keys: "/", label: "Search in the list", group: "Administration", run: () => input.current?.focus() },
  ]);
  const type = (value: string) => {
    setTyped(value);
    askSoon(value);
  };
  return (
    <TextInput
      ref={input}
      size="xs"
      w={240}
      aria-label="Search"
      placeholder={placeholder}
      leftSection={<Search size={13} aria-hidden />}
      rightSection={typed !== "" && <CloseButton size="xs" aria-label="Clear the search" onClick={() => type("")} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
