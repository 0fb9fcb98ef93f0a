import { AtSign, type LucideIcon, MessageSquareText, Smartphone } from "lucide-react";

import type { Channel, LowestSeverity, NotificationKind } from "./gql";

interface ChannelWords {
  readonly label: string;
  readonly icon: LucideIcon;
  /** What it is good for. */
  readonly about: string;
  readonly addressLabel: string;
  readonly addressAbout: string;
  readonly example: string;
  readonly usualName: string;
  /** Where the code is to be looked for. */
  readonly codeAt: string;
  readonly inputMode: "email" | "tel" | "url";
}

/** The ways to be reached, in the order in which they are offered. */
export const CHANNELS: Readonly<Record<Channel, ChannelWords>> = {
  EMAIL: {
    label: "E-mail",
    icon: AtSign,
    about: "Good for information, and to read up on later. It seldom wakes anybody.",
    addressLabel: "E-mail address",
    addressAbout: "All messages about one incident come in one thread.",
    example: "grace@example.com",
    usualName: "Work",
    codeAt: "in your mail, or among what was taken for spam",
    inputMode: "email",
  },
  SMS: {
    label: "SMS",
    icon: MessageSquareText,
    about: "Reaches a telephone without any app or internet. Good for pages.",
    addressLabel: "Telephone number",
    addressAbout: "With its country.",
    example: "+49 151 23456789",
    usualName: "Phone",
    codeAt: "in a text message",
    inputMode: "tel",
  },
  APP: {
    label: "App",
    icon: Smartphone,
    about: "A push service or a messenger: ntfy, Pushover, Telegram, Slack, Teams and others. The fastest.",
    addressLabel: "Address of the app",
    addressAbout: "As Apprise writes it. For ntfy: the server and a topic that nobody guesses.",
    example: "ntfys://ntfy.sh/grace-7f3k9",
    usualName: "ntfy",
    codeAt: "in the app",
    inputMode: "url",
  },
};
export const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];

/** What people are told of, in the order in which it is shown. */
export const KINDS: readonly (readonly [NotificationKind, string])[] = [
  ["ESCALATED", "An incident is escalated to me"],
  ["ASSIGNED", "An incident is assigned to me"],
  ["SLA_AT_RISK", "An incident of mine may miss its service level"],
  ["SLA_BREACHED", "An incident of mine has missed it"],
  ["COMMENTED", "Somebody comments on an incident of mine"],
  ["RESOLVED", "An incident of mine is resolved"],
  ["REOPENED", "An incident of mine is reopened"],
];

/** How bad an incident must be, as it is chosen. */
export const LOWEST: readonly { readonly value: LowestSeverity; readonly label: string }[] = [
  { value: "LOW", label: "Always" },
  { value: "MEDIUM", label: "If medium or worse" },
  { value: "HIGH", label: "If high or critical" },
  { value: "CRITICAL", label: "If critical" },
  { value: "NEVER", label: "Never" },
];
