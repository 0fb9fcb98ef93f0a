import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answers, details, entry, escalation, log, payload, refusal, somebody } from "../testing";
import { Component as IncidentPage } from "../IncidentPage";
import { eventually } from "@/testing/eventually";
import { type Handler, unreachable } from "@/testing/fakeApi";
import { fill } from "@/testing/fill";
import { event, incident } from "@/testing/incidents";
import { person } from "@/testing/people";
import { renderPage } from "@/testing/render";

const DISK = details(42, { title: "Disk full", escalationLevel: 1, assignee: somebody("Grace Hopper") });
const SYSTEM = { actorKind: "SYSTEM" as const, actor: null };

const HISTORY = [
  entry(1, "REPORTED", { after: { severity: "HIGH", restricted: true } }),
  entry(2, "ASSIGNED", {
    before: { status: "OPEN", assignee: null },
    after: { status: "ASSIGNED", assignee: { id: "1", name: "Alan Turing" }, suggestion: { score: 80 } },
    reason: "Knows it best",
  }),
  entry(3, "SLA_BREACHED", {
    ...SYSTEM,
    actorName: "sla",
    after: { target: "RESPOND", policy: { id: "1", name: "High" } },
  }),
  entry(4, "COMMENTED", { after: { body: "It is **full**" }, at: "2026-01-06T10:00:00Z" }),
  entry(5, "UPDATED", {
    before: { title: "Disk", description: "Short." },
    after: { title: "Disk full", description: `Short. ${"And long. ".repeat(20)}` },
    at: "2026-01-06T10:01:00Z",
  }),
  entry(6, "TELEPORTED", { before: { place: "here" }, after: { place: "there" }, at: "2026-01-06T10:02:00Z" }),
  entry(7, "CHECKLIST_TICKED", { after: { position: 1, text: "Make room" }, at: "2026-01-06T10:03:00Z" }),
  entry(8, "ESCALATED", {
    ...SYSTEM,
    actorName: "escalation",
    after: {
      level: 1,
      round: 1,
      step: 2,
      rule: { id: "1", name: "Nobody has it" },
      notified: [{ id: "1", name: "Alan Turing" }],
    },
    reason: "Unassigned for 5 min",
    at: "2026-01-06T10:04:00Z",
  }),
];
const ESCALATIONS: Handler = () => ({
  data: {
    escalations: {
      __typename: "EscalationConnection",
      edges: [{ __typename: "EscalationEdge", node: escalation({ latenessSeconds: 125 }) }],
    },
  },
});

function incidentPage(api: Record<string, Handler> = {}, at = "/incidents/INC-42") {
  const all = { ...answers(DISK, HISTORY), IncidentEscalations: ESCALATIONS, ...api };
  return renderPage(<IncidentPage />, { at, path: "/incidents/:key", viewer: person("Ada Lovelace"), api: all });
}

const lines = () => [...screen.getByRole("region", { name: "Timeline" }).querySelectorAll("ol > li")];

test("the log is told day by day, each entry in words, with what changed and why", async () => {
  await incidentPage();
  await screen.findByText("Knows it best");
  expect(screen.getByRole("region", { name: /5 January 2026|January 5, 2026/ })).toBeVisible();
  const told = lines().map((line) => line.textContent);
  expect(told[0]).toContain("Grace Hopper reported it as High, restricted");
  expect(told[1]).toContain("Grace Hopper assigned it to Alan TuringOpen →became Assigned");
  expect(told[2]).toContain("The promise to respond in time (High) was broken");
  expect(screen.getByRole("article", { name: "Comment by Grace Hopper" })).toHaveTextContent("It is");
  const late = "Told Alan Turing. 2m later than it was due."; // which is read by itself
  await eventually(() => expect(lines().at(-1)).toHaveTextContent(late));
  const text = told.join("\n");
  expect(text).toContain("TitleDisk→Disk full");
  expect(text).toContain("Description: show what changed");
  expect(text).toContain("Grace Hopper noted: teleportedPlacehere→there"); // an action that this page does not know
  expect(text).toContain("Grace Hopper ticked off “Make room”");
  expect(text).toContain("SIEMS escalated it to level 1");
  expect(text).toContain("Nobody has it · step 2");
});

test("comments alone can be shown; that stands in the address", async () => {
  const { address } = await incidentPage();
  await screen.findByText("Knows it best");
  await userEvent.keyboard("f");
  await eventually(() => expect(screen.queryByText("Knows it best")).toBeNull());
  expect(screen.getByRole("article", { name: "Comment by Grace Hopper" })).toBeVisible();
  expect(address()).toBe("/incidents/INC-42?show=comments");
});

test("what happens is appended by itself, and what was before is shown when asked for", async () => {
  const { api, server } = await incidentPage({
    IncidentLog: ({ after, before }) => {
      if (before === "3") return { data: { incidentLog: log(HISTORY.slice(0, 2)) } };
      if (after === "8") return { data: { incidentLog: log([entry(9, "STARTED", { at: "2026-01-06T10:05:00Z" })]) } };
      return { data: { incidentLog: log(after === undefined ? HISTORY.slice(2) : [], true) } };
    },
  });
  await screen.findByText("Make room", { exact: false });
  expect(screen.queryByText("Knows it best")).toBeNull();
  const started = incident(42, { ...DISK, status: "IN_PROGRESS" });
  act(() => server.last.next({ incidentEvents: event("e1", "STARTED", started) }));
  await screen.findByText("started to work on it", { exact: false });
  await userEvent.click(screen.getByRole("button", { name: "Show earlier" }));
  await screen.findByText("Knows it best");
  expect(screen.queryByRole("button", { name: "Show earlier" })).toBeNull();
  expect(lines()).toHaveLength(9);
  expect(api.variablesOf("IncidentLog").map(({ last, before, after }) => [last, before, after])).toContainEqual([
    40,
    "3",
    undefined,
  ]);
});

test("an escalation that nobody has acknowledged is, by a button or K", async () => {
  const { api } = await incidentPage({
    AcknowledgeEscalation: () => payload("acknowledgeEscalation", DISK),
  });
  const buttons = () => screen.getAllByRole("button", { name: "Acknowledge" });
  await eventually(() => expect(buttons()).toHaveLength(3)); // the header, the line, a phone's bar
  await userEvent.keyboard("k");
  await screen.findByText("You look after INC-42: the later steps wait.");
  expect(api.variablesOf("AcknowledgeEscalation")).toEqual([{ input: { escalationId: "escalation-1" } }]);
});

test("a comment is there at once as pending, and stays once it has arrived", async () => {
  let answer: (body: object) => void = () => undefined;
  const { api, server } = await incidentPage({ AddComment: () => new Promise((resolve) => (answer = resolve)) });
  await screen.findByText("Knows it best");
  await userEvent.keyboard("m");
  await userEvent.keyboard("Made **room**{Control>}{Enter}{/Control}");
  const pending = await screen.findByRole("article", { name: "Comment by Ada Lovelace" });
  expect(pending).toHaveTextContent("Sending…");
  expect(screen.getByRole("textbox", { name: "Comment" })).toHaveValue("");
  const written = entry(9, "COMMENTED", {
    actorName: "Ada Lovelace",
    actor: somebody("Ada Lovelace"),
    after: { body: "Made **room**" },
  });
  api.answer("IncidentLog", () => ({ data: { incidentLog: log([written]) } }));
  // The live feed may be faster than the answer to whoever wrote it.
  act(() => server.last.next({ incidentEvents: event("e1", "COMMENTED", incident(42)) }));
  await eventually(() => expect(screen.queryByText("Sending…")).toBeNull());
  expect(screen.getAllByRole("article", { name: "Comment by Ada Lovelace" })).toHaveLength(1);
  answer(payload("addComment", DISK));
  await eventually(() => expect(sessionStorage.getItem("siems-draft-comment-incident-42")).toBeNull());
  expect(screen.getAllByRole("article", { name: "Comment by Ada Lovelace" })).toHaveLength(1);
  expect(api.variablesOf("AddComment")).toEqual([{ input: { incidentId: "incident-42", body: "Made **room**" } }]);
});

test.each([
  [
    "refused",
    () => payload("addComment", null, [refusal("VALIDATION", "This is too long.", "body")]),
    "This is too long.",
  ],
  ["lost", unreachable, "SIEMS cannot be reached. Is the network there?"],
] as [string, Handler, string][])(
  "a comment that is %s goes back into the box, and outlives a reload",
  async (_, answer, said) => {
    const first = await incidentPage({ AddComment: answer });
    await screen.findByText("Knows it best");
    await fill(screen.getByRole("textbox", { name: "Comment" }), "Made room");
    await userEvent.click(screen.getByRole("button", { name: "Comment" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(said);
    expect(screen.queryByRole("article", { name: "Comment by Ada Lovelace" })).toBeNull();
    expect(screen.getByRole("textbox", { name: "Comment" })).toHaveValue("Made room");
    first.unmount();
    await incidentPage();
    expect(await screen.findByRole("textbox", { name: "Comment" })).toHaveValue("Made room");
  },
);
