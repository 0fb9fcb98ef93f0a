import { useState } from "react";
import type { LucideIcon } from "lucide-react";

import {
  AcknowledgeEscalationDocument,
  AutoAssignIncidentDocument,
  ClaimIncidentDocument,
  type IncidentDetailsFragment,
  type IncidentEscalationFragment,
  StartIncidentDocument,
} from "../gql";
import { type Change, type Send, sending, useChange } from "../change/useChange";
import { CATALOGUE } from "./catalogue";
import { ACTION_NAMES, type ActionName, type Facts, nextSteps, verdictOn } from "./rules";
import { useActions } from "@/lib/actions/context";
import { useShortcuts } from "@/lib/keyboard/context";
import { useViewer } from "@/lib/session/context";
import { sayDone } from "@/lib/toasts";

/** Something that one can do now, or why not. */
export interface Offer {
  readonly name: ActionName;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly keys: string;
  /** Null: one may. */
  readonly why: string | null;
  readonly run: () => void;
}

export interface IncidentActions {
  readonly offers: readonly Offer[];
  /** The main things to do next, at most two. */
  readonly next: readonly Offer[];
  /** Which dialog is open. */
  readonly dialog: ActionName | null;
  readonly close: () => void;
  /** What is done at once, without a dialog, and which that is. */
  readonly change: Change;
  readonly doing: ActionName | null;
  readonly retry: () => void;
}

type AtOnce = "acknowledge" | "claim" | "start" | "autoAssign";

const DONE: Record<AtOnce, (key: string) => string> = {
  acknowledge: (key) => `You look after ${key}: the later steps wait.`,
  claim: (key) => `${key} is yours.`,
  start: (key) => `${key} is in progress.`,
  autoAssign: (key) => `${key} is assigned.`,
};

/** Everything that the viewer may do to an incident now: for buttons, shortcuts and the palette. */
export function useIncidentActions(
  incident: IncidentDetailsFragment,
  ringing: IncidentEscalationFragment | null,
  done: () => void,
): IncidentActions {
  const viewer = useViewer();
  const facts: Facts = { incident, viewer, ringing };
  const change = useChange(incident.id);
  const [dialog, setDialog] = useState<ActionName | null>(null);
  const [doing, setDoing] = useState<AtOnce | null>(null);
  const perform = async (name: AtOnce, version: number) => {
    setDoing(name);
    if (!(await change.send(sendOf(name, ringing), version))) return;
    sayDone(DONE[name](incident.key));
    done();
  };
  const run = (name: ActionName) => {
    if (isAtOnce(name)) void perform(name, incident.version);
    else setDialog(name);
  };
  const offers = ACTION_NAMES.flatMap((name): Offer[] => {
    const verdict = verdictOn(name, facts);
    if (verdict === "absent") return [];
    const { label, icon, keys } = CATALOGUE[name];
    const why = verdict === "yes" ? null : verdict.no;
    return [{ name, label: label(incident), icon, keys, why, run: () => run(name) }];
  });
  const next = nextSteps(facts).flatMap((name) => offers.find((offer) => offer.name === name) ?? []);
  useOffered(incident.key, offers);
  return {
    ...{ offers, next, dialog, change, doing },
    close: () => setDialog(null),
    retry: () => {
      const version = change.conflict?.incident.version;
      if (doing !== null && version !== undefined) void perform(doing, version);
    },
  };
}

/** The keys and the entries of the palette for what one may. */
function useOffered(group: string, offers: readonly Offer[]): void {
  const mine = offers.filter(({ why }) => why === null);
  useShortcuts(mine.map(({ keys, label, run }) => ({ keys, label, group, run })));
  useActions(
    mine.map(({ name, label, keys, icon, run }) => ({
      ...{ label, keys, icon, run, group },
      id: `incident-${name}`,
      description: group,
      keywords: CATALOGUE[name].keywords ?? [],
    })),
  );
}

function isAtOnce(name: ActionName): name is AtOnce {
  return name in DONE;
}

function sendOf(name: AtOnce, ringing: IncidentEscalationFragment | null): Send {
  switch (name) {
    case "claim":
      return sending(
        ClaimIncidentDocument,
        (data) => data.claimIncident,
        (input) => ({ input }),
      );
    case "start":
      return sending(
        StartIncidentDocument,
        (data) => data.startIncident,
        (input) => ({ input }),
      );
    case "autoAssign":
      return sending(
        AutoAssignIncidentDocument,
        (data) => data.autoAssignIncident,
        (input) => ({ input }),
      );
    case "acknowledge": {
      const input = { escalationId: ringing?.id ?? "" }; // it conflicts with nobody
      return sending(
        AcknowledgeEscalationDocument,
        (data) => data.acknowledgeEscalation,
        () => ({ input }),
      );
    }
  }
}
