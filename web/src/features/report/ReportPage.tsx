import { useEffect, useEffectEvent } from "react";
import { useNavigate } from "react-router";

import { Page } from "@/components/Page";
import { incidentPath } from "@/lib/places";
import { text, useUrlState } from "@/lib/routing/urlState";

import { useDraft } from "./draft";
import classes from "./Report.module.css";
import { ReportForm } from "./ReportForm";

const ADDRESS = { template: text };

/** Reporting as a page, with an address that one can share: /report?template=... */
export function Component() {
  const drafting = useDraft();
  const [{ template }, ask] = useUrlState<{ template: string }>(ADDRESS);
  const navigate = useNavigate();
  const take = useEffectEvent((templateId: string) => {
    if (templateId !== "" && templateId !== drafting.draft.templateId) drafting.change({ templateId, own: false });
  });
  useEffect(() => take(template), [template]);
  return (
    <Page title="Report an incident">
      <div className={classes.page}>
        <ReportForm
          drafting={drafting}
          onTemplate={(id) => ask({ template: id ?? "" })}
          onDone={(key) => void navigate(incidentPath(key))}
          onLeave={() => undefined}
        />
      </div>
    </Page>
  );
}
