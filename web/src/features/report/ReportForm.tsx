import { Button, Checkbox, Switch, TextInput } from "@mantine/core";
import { LockKeyhole } from "lucide-react";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useQuery } from "urql";

import { Keys } from "@/components/Keys";
import { MarkdownInput } from "@/components/MarkdownInput";
import { CategoryPicker, Picker, ServicePicker, TeamPicker } from "@/components/pickers/Picker";
import { Refusals } from "@/components/Refusals";
import { ToastLink } from "@/components/ToastLink";
import { incidentPath } from "@/lib/places";
import { sayDone } from "@/lib/toasts";

import { type Draft, type Drafting, isBlank } from "./draft";
import { DueTimes } from "./DueTimes";
import { type ReportTemplateFragment, ReportTemplatesDocument } from "./gql";
import { problemsOf } from "./problems";
import classes from "./Report.module.css";
import { useSending } from "./sending";
import { SeverityChoice, severityFor } from "./SeverityChoice";
import { Similar } from "./Similar";
import { Checklist, TemplateTexts } from "./TemplateTexts";
import { filled, said } from "./wording";

interface Props {
  drafting: Drafting;
  /** Another template is chosen, or none. */
  onTemplate?: (id: string | null) => void;
  /** Nothing more is to be done here; with the key of what was reported or commented on. */
  onDone: (key: string) => void;
  /** One goes elsewhere, and may come back to what was typed. */
  onLeave: () => void;
}

/** What somebody says when something is wrong, and what there is already that looks like it. */
export function ReportForm({ drafting, onTemplate, onDone, onLeave }: Props) {
  const { draft, change, clear } = drafting;
  const [{ data, fetching }] = useQuery({ query: ReportTemplatesDocument, requestPolicy: "cache-and-network" });
  const template = data?.incidentTemplates?.find(({ id }) => id === draft.templateId) ?? null;
  const lost = draft.templateId !== null && template === null && data !== undefined && !fetching;
  const severity = draft.severity ?? template?.severity ?? "MEDIUM";
  const serviceId = draft.serviceId ?? template?.service?.id ?? null;
  const texts = textsOf(draft, template);
  const { send, pending, errors: refused, others } = useSending(draft, template);
  const [tried, setTried] = useState(false);
  const [another, setAnother] = useState(false);
  const [round, setRound] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const navigate = useNavigate();
  const problems = problemsOf(draft, template);
  const errors = { ...refused, ...(tried ? problems : {}) };

  const choose = (templateId: string | null) => {
    change({ templateId, own: false });
    onTemplate?.(templateId);
  };
  const tell = (key: string, what: string) =>
    sayDone(
      <>
        {what}{" "}
        <ToastLink
          to={incidentPath(key)}
          go={(path) => void navigate(path)}
          onGone={onLeave}
        >{`Open ${key}`}</ToastLink>
      </>,
    );
  const report = async (next: boolean) => {
    setTried(true);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    if (Object.keys(problems).length > 0 || (draft.templateId !== null && template === null)) return;
    const key = await send(draft, template);
    if (key === null) return;
    setTried(false);
    tell(key, `${key} is reported.`);
    clear(next ? keptFor(draft) : {});
    if (next) setRound(round + 1);
    else onDone(key);
  };
  const hear = (event: React.KeyboardEvent) => {
    const chosen = severityFor(event);
    if (chosen !== undefined) change({ severity: chosen });
    const sends = event.key === "Enter" && (event.metaKey || event.ctrlKey);
    if (sends) void report(another || event.shiftKey);
    if (chosen !== undefined || sends) event.preventDefault();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys that bubble from its inputs
    <form
      ref={form}
      className={classes.form}
      noValidate
      onKeyDown={hear}
      onSubmit={(event) => {
        event.preventDefault();
        void report(another);
      }}
    >
      <div className={classes.first} key={round}>
        {(data?.incidentTemplates?.length ?? 0) > 0 && (
          <Picker
            label="Template"
            placeholder="None: describe it freely"
            choices={data?.incidentTemplates ?? []}
            value={template?.id ?? null}
            onChange={choose}
          />
        )}
        {lost && (
          <Refusals
            refusals={[
              { message: "The template of this address is gone, or is not yours to use. Choose another, or none." },
            ]}
          />
        )}
        {template !== null && !draft.own ? (
          <TemplateTexts
            template={template}
            values={draft.values}
            onChange={(values) => change({ values })}
            errors={errors}
            onOwn={() => change({ ...texts, own: true })}
          />
        ) : (
          <TextInput
            label="Title"
            required
            data-autofocus
            autoComplete="off"
            placeholder="What is wrong, in one line"
            value={draft.title}
            error={errors.title}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
        )}
        <SeverityChoice value={severity} onChange={(chosen) => change({ severity: chosen })} />
        <DueTimes severity={severity} serviceId={serviceId} />
      </div>
      <aside className={classes.beside}>
        <Similar
          key={round}
          title={template !== null && !draft.own ? said(template.title, draft.values) : draft.title}
          description={template !== null && !draft.own ? said(template.description, draft.values) : draft.description}
          serviceId={serviceId}
          onLeave={onLeave}
          onCommented={(key) => {
            tell(key, `Your comment is on ${key}.`);
            clear();
            onDone(key);
          }}
        />
      </aside>
      <div className={classes.rest}>
        {(template === null || draft.own) && (
          <MarkdownInput
            label="Description"
            placeholder="What one sees, since when, whom it affects. Markdown is fine."
            value={draft.description}
            error={errors.description}
            onChange={(description) => change({ description })}
          />
        )}
        {template !== null && draft.own && (
          <>
            <Checklist items={template.checklist} />
            <Button size="compact-xs" variant="subtle" className={classes.start} onClick={() => change({ own: false })}>
              Back to the template&apos;s text
            </Button>
          </>
        )}
        <div className={classes.references}>
          <ServicePicker
            label="Service"
            placeholder="None"
            value={serviceId}
            error={errors.serviceId}
            onChange={(id) => change({ serviceId: id })}
          />
          <CategoryPicker
            label="Category"
            placeholder="None"
            value={draft.categoryId ?? template?.category?.id ?? null}
            error={errors.categoryId}
            onChange={(id) => change({ categoryId: id })}
          />
          <TeamPicker
            label="Team"
            placeholder="The service's"
            value={draft.teamId}
            error={errors.teamId}
            onChange={(id) => change({ teamId: id })}
          />
        </div>
        <Switch
          size="sm"
          className={classes.switch}
          label={
            <span className={classes.restricted}>
              <LockKeyhole size={13} aria-hidden /> Restricted
            </span>
          }
          description="Only those who take part in it, managers and administrators see that it exists."
          checked={draft.restricted}
          onChange={(event) => change({ restricted: event.currentTarget.checked })}
        />
        <Refusals refusals={others} />
      </div>
      <footer className={classes.foot}>
        {!isBlank(draft) && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => {
              clear();
              onTemplate?.(null);
            }}
          >
            Discard
          </Button>
        )}
        <span className={classes.space} />
        <Checkbox
          size="xs"
          label="Report another"
          checked={another}
          onChange={(event) => setAnother(event.currentTarget.checked)}
        />
        <Button
          type="submit"
          size="sm"
          loading={pending}
          rightSection={
            <span className={classes.keys}>
              <Keys keys="mod+Enter" />
            </span>
          }
        >
          Report
        </Button>
      </footer>
    </form>
  );
}

/** What of a draft is good for the next incident of the kind. */
function keptFor({ templateId, serviceId, categoryId, teamId }: Draft): Partial<Draft> {
  return { templateId, serviceId, categoryId, teamId };
}

function textsOf(draft: Draft, template: ReportTemplateFragment | null) {
  if (template === null || draft.own) return { title: draft.title, description: draft.description };
  return { title: filled(template.title, draft.values), description: filled(template.description, draft.values) };
}
