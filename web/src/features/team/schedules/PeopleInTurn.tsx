import { ActionIcon } from "@mantine/core";
import { ArrowDown, ArrowUp, X } from "lucide-react";

import { type Person, PersonName } from "@/components/PersonName";
import { PersonPicker } from "@/components/pickers/PersonPicker";

import { moved } from "./draft";
import classes from "./LayerFields.module.css";

interface Props {
  people: readonly Person[];
  change: (people: readonly Person[]) => void;
  error: string | undefined;
}

/** People in the order in which they take turns. */
export function PeopleInTurn({ people, change, error }: Props) {
  return (
    <div>
      {people.length > 0 && (
        <ol className={classes.people} aria-label="Who takes turns">
          {people.map((person, place) => (
            <li key={`${person.id} ${place}`}>
              <PersonName person={person} />
              <span>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={place === 0}
                  aria-label={`${person.name}: earlier`}
                  onClick={() => change(moved(people, place, -1))}
                >
                  <ArrowUp size={13} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={place === people.length - 1}
                  aria-label={`${person.name}: later`}
                  onClick={() => change(moved(people, place, 1))}
                >
                  <ArrowDown size={13} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`${person.name}: take out`}
                  onClick={() => change(people.filter((_, at) => at !== place))}
                >
                  <X size={13} />
                </ActionIcon>
              </span>
            </li>
          ))}
        </ol>
      )}
      <PersonPicker
        key={people.length} // empty again once somebody is in
        size="xs"
        label={people.length === 0 ? "Who takes turns, in this order" : "And then"}
        placeholder="Add somebody"
        value={null}
        error={error}
        onChange={(person) => {
          if (person !== null) change([...people, person]);
        }}
      />
    </div>
  );
}
