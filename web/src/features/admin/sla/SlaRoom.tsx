import { SegmentedControl } from "@mantine/core";

import { oneOf, useUrlState } from "@/lib/routing/urlState";

import { CalendarsRoom } from "./CalendarsRoom";
import { PoliciesRoom } from "./PoliciesRoom";

const TABS = [
  { value: "policies", label: "Policies" },
  { value: "calendars", label: "Business calendars" },
];
const SHOWN = { show: oneOf(["policies", "calendars"]) };

/** How fast incidents are dealt with: the promises, and the hours that they count on. */
export function Component() {
  const [{ show }, change] = useUrlState(SHOWN);
  const tabs = (
    <SegmentedControl
      size="xs"
      aria-label="What is shown"
      data={TABS}
      value={show}
      onChange={(chosen) => change({ show: chosen as typeof show })}
    />
  );
  return show === "policies" ? <PoliciesRoom tabs={tabs} /> : <CalendarsRoom tabs={tabs} />;
}
