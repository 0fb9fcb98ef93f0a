import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answers, details, payload, refusal, somebody } from "../testing";
import { Component as IncidentPage } from "../IncidentPage";
import { eventually } from "@/testing/eventually";
import type { Handler } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

function written(version: number, body: string, by = "Grace Hopper") {
  return {
    __typename: "Postmortem" as const,
    ...{ version, body, updatedAt: "2026-01-06T10:00:00Z", updatedBy: somebody(by) },
  };
}

const RESOLVED = details(42, { status: "RESOLVED", resolution: "Made room", postmortem: written(2, "The log grew.") });
const REVIEW = {
  __typename: "IncidentReview",
  ...{ secondsToAcknowledge: 826, secondsToStart: null, secondsToResolve: 10_638, reopenings: 1 },
  escalations: { __typename: "ReviewEscalations", byRule: 2, byHand: 0 },
  sla: null,
  ...{ entryCount: 1, timelineTruncated: false },
  timeline: [
    {
      __typename: "ReviewMoment",
      ...{ sequence: 2, at: "2026-01-05T09:00:00Z", sinceReportSeconds: 343, sentence: "Ada assigned it to Grace" },
    },
  ],
  ...{ paged: [], changes: [] },
};

function incidentPage(api: Record<string, Handler> = {}) {
  const review: Handler = () => ({ data: { incident: { __typename: "Incident", id: RESOLVED.id, review: REVIEW } } });
  const all = { ...answers(RESOLVED), IncidentReview: review, ...api };
  return renderPage(<IncidentPage />, { at: "/incidents/INC-42", path: "/incidents/:key", viewer: person(), api: all });
}

test("what is resolved shows how it went", async () => {
  await incidentPage();
  const review = within(await screen.findByRole("region", { name: "Review" }));
  const figures = review.getAllByRole("definition").map((figure) => figure.textContent);
  expect(figures).toEqual(["13m", "never", "2h 57m", "2 by rule, 0 by hand", "once"]);
  expect(review.getByText("Ada assigned it to Grace", { exact: false })).toHaveTextContent("+5m Ada assigned it");
  expect(await screen.findByText("The log grew.")).toBeVisible();
});

test("a postmortem that somebody else has saved meanwhile is shown before it is written over", async () => {
  const newer = { ...RESOLVED, postmortem: written(3, "The log grew fast.", "Alan Turing") };
  const { api } = await incidentPage({
    IncidentAgain: () => ({ data: { incident: newer } }),
    WritePostmortem: ({ input }) =>
      (input as { expectedVersion: number }).expectedVersion === 3
        ? payload("writePostmortem", { ...RESOLVED, postmortem: written(4, "Mine", "Ada Lovelace") })
        : payload("writePostmortem", null, [refusal("CONFLICT", "It has changed.", "expectedVersion")]),
  });
  await screen.findByText("The log grew.");
  await userEvent.keyboard("w");
  const text = await screen.findByRole("textbox", { name: "Text of the postmortem" });
  await userEvent.clear(text);
  await fill(text, "Mine");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  const conflict = await screen.findByRole("alert", { name: "What has changed meanwhile" });
  expect(conflict).toHaveTextContent("Alan Turing has saved version 3 since you began.");
  expect(conflict).toHaveTextContent("The log grew.→The log grew fast.");
  expect(text).toHaveValue("Mine");
  await userEvent.click(screen.getByRole("button", { name: "Save mine over it" }));
  await screen.findByText("The postmortem of INC-42 is saved.");
  await eventually(() => expect(screen.queryByRole("textbox", { name: "Text of the postmortem" })).toBeNull());
  expect(api.variablesOf("WritePostmortem").map(({ input }) => input)).toEqual(
    [2, 3].map((expectedVersion) => ({ incidentId: "incident-42", body: "Mine", expectedVersion })),
  );
});
