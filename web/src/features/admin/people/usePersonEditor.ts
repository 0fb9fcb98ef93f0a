import { useRef } from "react";

import type { Outcome, Refusal } from "@/lib/graphql/useSubmit";
import { useSubmit } from "@/lib/graphql/useSubmit";

import {
  type AdminPersonFragment,
  AdminSetSkillsDocument,
  AdminSetTeamDocument,
  AdminSetWorkingHoursDocument,
  AdminUpdateUserDocument,
} from "../gql";
import { type EditorState, type Saved, useEditor } from "../room/useEditor";
import { differs, draftOf, type PersonDraft } from "./draft";

type Step = readonly [keyof PersonDraft & string, () => Promise<Outcome<unknown>>];

/**
 * The form of a person. The API changes one thing at a time, so it is saved part by part: what was refused and what
 * comes after it can be corrected and saved again, and is all that is sent then.
 */
export function usePersonEditor(person: AdminPersonFragment): EditorState<PersonDraft> {
  const update = useSubmit(AdminUpdateUserDocument, (data) => data.updateUser);
  const setSkills = useSubmit(AdminSetSkillsDocument, (data) => data.setSkills);
  const setHours = useSubmit(AdminSetWorkingHoursDocument, (data) => data.setWorkingHours);
  const setTeam = useSubmit(AdminSetTeamDocument, (data) => data.updateTeam);
  const saved = useRef(draftOf(person));
  const { id: userId } = person;

  const stepsTo = (draft: PersonDraft): readonly Step[] => {
    const before = saved.current;
    const { name, email, role, skills, timeZone, windows } = draft;
    const steps: Step[] = [];
    if (differs(before, draft, "name", "email", "role"))
      steps.push([
        "name",
        () =>
          update.submit({
            input: {
              userId,
              ...(name !== before.name && { name }),
              ...(email !== before.email && { email }),
              ...(role !== before.role && { role }),
            },
          }),
      ]);
    if (differs(before, draft, "skills"))
      steps.push(["skills", () => setSkills.submit({ input: { userId, skills: [...skills] } })]);
    if (differs(before, draft, "timeZone", "windows"))
      steps.push([
        "windows",
        () => setHours.submit({ input: { userId, timeZone, windows: windows.length > 0 ? [...windows] : null } }),
      ]);
    for (const teamId of draft.teams.filter((each) => !before.teams.includes(each)))
      steps.push(["teams", () => setTeam.submit({ input: { teamId, addMemberIds: [userId] } })]);
    for (const teamId of before.teams.filter((each) => !draft.teams.includes(each)))
      steps.push(["teams", () => setTeam.submit({ input: { teamId, removeMemberIds: [userId] } })]);
    return steps;
  };

  return useEditor(draftOf(person), async (draft): Promise<Saved> => {
    for (const [part, run] of stepsTo(draft)) {
      const outcome = await run();
      if (!outcome.done) return { refusals: outcome.refusals.map((refusal) => blaming(part, refusal)) };
      saved.current = withPart(saved.current, draft, part);
    }
    return { refusals: [], said: `${draft.name} was changed.` };
  });
}

function withPart(before: PersonDraft, { name, email, role, ...draft }: PersonDraft, part: string): PersonDraft {
  if (part === "name") return { ...before, name, email, role };
  if (part === "windows") return { ...before, timeZone: draft.timeZone, windows: draft.windows };
  return part === "skills" ? { ...before, skills: draft.skills } : before;
}

/** Teams are asked one by one: what is wrong there is wrong with the choice of teams. */
function blaming(part: string, refusal: Refusal): Refusal {
  return part === "teams" ? { ...refusal, field: ["input", "teams"] } : refusal;
}
