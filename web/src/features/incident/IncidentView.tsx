import { ActionButton } from "./actions/ActionButton";
import { ActionMenu } from "./actions/ActionMenu";
import { Dialogs } from "./actions/Dialogs";
import { type IncidentActions, useIncidentActions } from "./actions/useIncidentActions";
import { CommentBox } from "./comments/CommentBox";
import { PendingComments } from "./comments/PendingComments";
import { useComments } from "./comments/useComments";
import { Checklist } from "./facts/Checklist";
import { Facts } from "./facts/Facts";
import { type ExportOffer, useExport } from "./facts/useExport";
import type { IncidentDetailsFragment } from "./gql";
import { Heading, Standing } from "./Head";
import classes from "./IncidentView.module.css";
import { Postmortem } from "./review/Postmortem";
import { Review } from "./review/Review";
import { LongText } from "./timeline/LongText";
import { Timeline } from "./timeline/Timeline";
import { useEscalations } from "./timeline/useEscalations";
import { useLog } from "./timeline/useLog";
import { useFresh } from "./useFresh";
import { Page } from "@/components/Page";
import { Refusals } from "@/components/Refusals";

/** What is known of an incident and what one can do to it. It follows by itself: every event changes it in the cache. */
export function IncidentView({ incident }: { incident: IncidentDetailsFragment }) {
  const { id, key, title, description, resolution } = incident;
  useFresh(id);
  const log = useLog(id);
  const escalations = useEscalations(incident);
  const exports = useExport(id, key); // before the actions, which then come first in the palette
  const actions = useIncidentActions(incident, escalations.ringing, () => void log.catchUp());
  const comments = useComments(id, log);
  const offered = (name: string) => actions.offers.find((offer) => offer.name === name && offer.why === null);
  const caughtUp = () => void log.catchUp();
  const isResolved = incident.status === "RESOLVED" || incident.status === "CLOSED";
  return (
    <Page
      title={`${key} ${title}`}
      heading={<Heading incident={incident} />}
      tools={<Tools actions={actions} exports={exports} />}
      bar={<Standing incident={incident} />}
    >
      <div className={classes.incident}>
        <div className={classes.story}>
          <Refusals refusals={actions.change.refusals} />
          {description === "" ? <p className={classes.nothing}>No description.</p> : <LongText text={description} />}
          {resolution !== null && (
            <section aria-label="Resolution" className={classes.resolution}>
              <h2>Resolution</h2>
              <LongText text={resolution} />
            </section>
          )}
          {isResolved && <Review key={incident.version} incident={incident} />}
          {isResolved && (
            <Postmortem
              incident={incident}
              editing={actions.dialog === "postmortem"}
              edit={() => offered("postmortem")?.run()}
              close={actions.close}
              done={caughtUp}
            />
          )}
          <Checklist incident={incident} done={caughtUp} />
          <Timeline
            group={key}
            log={log}
            escalations={escalations}
            acknowledge={offered("acknowledge")?.run ?? null}
            acknowledging={actions.doing === "acknowledge" && actions.change.pending}
          >
            <PendingComments pending={comments.pending} />
          </Timeline>
          <CommentBox group={key} draft={comments.draft} refusals={comments.refusals} send={comments.send} />
        </div>
        <aside className={classes.facts} aria-label="Facts">
          <Facts incident={incident} add={offered("addParticipant")?.run ?? null} />
        </aside>
      </div>
      <PhoneBar actions={actions} />
      <Dialogs incident={incident} actions={actions} done={caughtUp} />
    </Page>
  );
}

function Tools({ actions, exports }: { actions: IncidentActions; exports: readonly ExportOffer[] }) {
  return (
    <>
      <span className={classes.buttons}>
        {actions.next.map((offer, place) => (
          <ActionButton
            key={offer.name}
            offer={offer}
            primary={place === 0}
            pending={actions.change.pending && actions.doing === offer.name}
          />
        ))}
      </span>
      <ActionMenu offers={actions.offers} exports={exports} />
    </>
  );
}

/** On a phone what is to be done next is within reach of the thumb. */
function PhoneBar({ actions }: { actions: IncidentActions }) {
  if (actions.next.length === 0) return null;
  return (
    <div className={classes.phone} role="toolbar" aria-label="What to do next">
      {actions.next.map((offer, place) => (
        <ActionButton
          key={offer.name}
          offer={offer}
          primary={place === 0}
          size="md"
          fullWidth
          pending={actions.change.pending && actions.doing === offer.name}
        />
      ))}
    </div>
  );
}
