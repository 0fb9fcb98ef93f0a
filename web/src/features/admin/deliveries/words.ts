import type { AdminDeliveryFragment, Channel, DeliveryState } from "../gql";

export const STATES = {
  FAILED: "Failed",
  PENDING: "Waiting",
  SENDING: "Being sent",
  SENT: "Sent",
  CANCELLED: "Cancelled",
} as const satisfies Record<DeliveryState, string>;

export const CHANNELS: Readonly<Record<Channel, string>> = { EMAIL: "E-mail", SMS: "SMS", APP: "App" };

/** What is sent: a page, information, a code, or an event to a webhook. */
export function whatOf({ urgency, user, channel }: AdminDeliveryFragment): string {
  if (user === null && channel === null) return "Event";
  return { PAGE: "Page", INFORMATION: "Information", CODE: "Code" }[urgency];
}

/** To whom: the person, or the webhook. */
export function toWhom({ user, name }: AdminDeliveryFragment): string {
  return user?.name ?? name ?? "Somebody who is gone";
}

/** By which way: "SMS", "Webhook". */
export function byWhat({ channel }: AdminDeliveryFragment): string {
  return channel === null ? "Webhook" : CHANNELS[channel];
}
