import { Switch } from "@mantine/core";
import { TrendingUp } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone, sayFailed } from "@/lib/toasts";

import { type AdminRuleFragment, AdminRulesDocument, AdminStrategiesDocument, AdminUpdateRuleDocument } from "../gql";
import { useMayAdminister } from "../room/context";
import { Found } from "../room/Found";
import { counted, Room } from "../room/Room";
import { type Column, RoomTable } from "../room/RoomTable";
import { RuleEditor } from "./RuleEditor";
import { sentenceOf, spell, type Strategy } from "./words";

/** What escalates incidents that are late. */
export function Component() {
  const [rules, ask] = useQuery({ query: AdminRulesDocument, requestPolicy: "cache-and-network" });
  const [{ data: known }] = useQuery({ query: AdminStrategiesDocument });
  const strategies = known?.escalationStrategies ?? [];
  const all = rules.data?.escalationRules;
  const reload = () => ask({ requestPolicy: "network-only" });
  return (
    <Room
      title="Escalation rules"
      count={counted(all?.length, "rule")}
      create="New rule"
      reload={reload}
      wide
      editor={(id) => (
        <Found things={all} id={id} what="escalation rule">
          {(rule) => <RuleEditor key={id} rule={rule} strategies={strategies} />}
        </Found>
      )}
    >
      <Found.List
        result={rules}
        things={all}
        reload={reload}
        empty={
          <Notice icon={TrendingUp} title="Nothing escalates by itself">
            A rule tells people of incidents that are late.
          </Notice>
        }
      >
        {(rows) => (
          <RoomTable
            rows={rows}
            name={{ label: "Name", show: ({ name }) => name, width: "24%" }}
            columns={columnsFor(strategies)}
            pale={({ enabled }) => !enabled}
          />
        )}
      </Found.List>
    </Room>
  );
}

function columnsFor(strategies: readonly Strategy[]): readonly Column<AdminRuleFragment>[] {
  return [
    { label: "For", show: (rule) => sentenceOf(rule, strategies) },
    { label: "Ladder", show: ladderOf, width: "170px", spare: true },
    { label: "On", show: (rule) => <Enabled rule={rule} />, width: "64px" },
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
