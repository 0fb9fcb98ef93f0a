import { Switch } from "@mantine/core";
import { TrendingUp } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone, sayFailed } from "@/lib/toasts";

import { type AdminRuleFragment, AdminRulesDocument, AdminStrategiesDocument, AdminUpdateRuleDocument } from "../gql";
import { useMayAdminister } from "../room/context";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { spell } from "../room/spell";
import { RuleEditor } from "./RuleEditor";
import { sentenceOf, type Strategy } from "./words";

/** What escalates incidents that are late. */
export function Component() {
  const [rules, ask] = useQuery({ query: AdminRulesDocument, requestPolicy: "cache-and-network" });
  const [{ data: known }] = useQuery({ query: AdminStrategiesDocument });
  const strategies = known?.escalationStrategies ?? [];
  return (
    <ListRoom
      title="Escalation rules"
      what="rule"
      result={rules}
      things={rules.data?.escalationRules}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={columnsFor(strategies)}
      nameWidth="24%"
      pale={({ enabled }) => !enabled}
      wide
      empty={
        <Notice icon={TrendingUp} title="Nothing escalates by itself">
          A rule tells people of incidents that are late.
        </Notice>
      }
      editor={(rule) => <RuleEditor key={rule?.id} rule={rule} strategies={strategies} />}
    />
  );
}

function columnsFor(strategies: readonly Strategy[]): readonly Column<AdminRuleFragment>[] {
  return [
    { label: "For", show: (rule) => sentenceOf(rule, strategies) },
    { label: "Ladder", show: ladderOf, width: "170px", spare: true },
    { label: "On", show: (rule) => <Enabled rule={rule} />, width: "64px", corner: true },
  ];
}

function ladderOf({ steps }: AdminRuleFragment): string {
  const takes = steps.reduce((sum, { delayMinutes }) => sum + delayMinutes, 0);
  return `${steps.length === 1 ? "1 step" : `${steps.length} steps`}, ${takes > 0 ? `within ${spell(takes)}` : "at once"}`;
}

function Enabled({ rule: { id, name, enabled } }: { rule: AdminRuleFragment }) {
  const mayWrite = useMayAdminister();
  const { submit, pending } = useSubmit(AdminUpdateRuleDocument, (data) => data.updateEscalationRule);
  const set = async (on: boolean) => {
    const outcome = await submit({ input: { escalationRuleId: id, enabled: on } });
    if (outcome.done) sayDone(on ? `${name} escalates from now on.` : `${name} escalates nothing any more.`);
    else sayFailed(outcome.refusals.map(({ message }) => message).join(" "));
  };
  return (
    <Switch
      size="xs"
      aria-label={`${name} escalates`}
      checked={enabled}
      disabled={!mayWrite || pending}
      onChange={(event) => void set(event.currentTarget.checked)}
    />
  );
}
