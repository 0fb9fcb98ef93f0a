/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Somebody to add. */
export type CreateUserInput = {
  /** The address to log in with; unique in the whole installation, in any case. */
  readonly email: string;
  /** One line, at most 100 characters. */
  readonly name: string;
  /** What the person may do. */
  readonly role: Role;
  /** 10 to 1,024 characters; without one nobody can log in as them until invited. */
  readonly password?: string | null | undefined;
};

/** Whom to deactivate, and why. */
export type DeactivateUserInput = {
  /** Who. */
  readonly userId: string | number;
  /** Why, for the log; at most 1,000 characters. */
  readonly reason?: string | null | undefined;
};

/** Why a mutation was refused. */
export type ErrorCode =
  /** The input is malformed. */
  | 'VALIDATION'
  /** An id names nothing that you may see. */
  | 'NOT_FOUND'
  /** The lifecycle does not allow this from the present state. */
  | 'INVALID_TRANSITION'
  /** What you decided on has changed since you read it. */
  | 'CONFLICT'
  /** E-mail address or password is wrong, or the account may not log in. */
  | 'INVALID_CREDENTIALS'
  /** The session is over: log in again. */
  | 'SESSION_ENDED';

/** Whom to invite: somebody new (`email`, `name`, `role`), or somebody there (`userId`). */
export type InviteUserInput = {
  /** The address to log in with; unique in the whole installation, in any case. */
  readonly email?: string | null | undefined;
  /** One line, at most 100 characters. */
  readonly name?: string | null | undefined;
  /** What the person may do. */
  readonly role?: Role | null | undefined;
  /** Somebody who is there and shall set a first or a new password. */
  readonly userId?: string | number | null | undefined;
};

/** Whom to reactivate, and why. */
export type ReactivateUserInput = {
  /** Who. */
  readonly userId: string | number;
  /** Why, for the log; at most 1,000 characters. */
  readonly reason?: string | null | undefined;
};

/** What a person is in the organization. */
export type Role =
  /** Runs the organization. */
  | 'ADMIN'
  /** Runs the incidents. */
  | 'MANAGER'
  /** Works incidents. */
  | 'ENGINEER';

/** What somebody can do. */
export type SetSkillsInput = {
  /** Who. */
  readonly userId: string | number;
  /** All of it: these take the place of those before. */
  readonly skills: ReadonlyArray<SkillLevelInput>;
};

/** Where somebody lives and when they work. */
export type SetWorkingHoursInput = {
  /** A name of the IANA database: Europe/Berlin. */
  readonly timeZone: string;
  /** 1 to 21; null: they do not say when they work. */
  readonly windows?: ReadonlyArray<WeeklyWindowInput> | null | undefined;
  /** Who; null: oneself. */
  readonly userId?: string | number | null | undefined;
};

/** A skill at a level. */
export type SkillLevelInput = {
  /** Which skill. */
  readonly skillId: string | number;
  /** 1 (knows of it) to 5 (others ask them). */
  readonly level: number;
};

/** New values for a team; what is absent stays as it is. */
export type UpdateTeamInput = {
  /** Which team. */
  readonly teamId: string | number;
  /** Unique in the organization; one line, at most 100 characters. */
  readonly name?: string | null | undefined;
  /** An active manager or admin who answers for the team. Null: nobody does. */
  readonly managerId?: string | number | null | undefined;
  /** Who joins it. */
  readonly addMemberIds?: ReadonlyArray<string | number> | null | undefined;
  /** Who leaves it. */
  readonly removeMemberIds?: ReadonlyArray<string | number> | null | undefined;
};

/** New values for a person; what is absent or null stays as it is. */
export type UpdateUserInput = {
  /** Who. */
  readonly userId: string | number;
  /** One line, at most 100 characters. */
  readonly name?: string | null | undefined;
  /** The address to log in with; unique in the whole installation, in any case. */
  readonly email?: string | null | undefined;
  /** What the person may do. */
  readonly role?: Role | null | undefined;
};

/** A day of the week. */
export type Weekday =
  /** The first day of the week. */
  | 'MONDAY'
  /** The second day. */
  | 'TUESDAY'
  /** The third day. */
  | 'WEDNESDAY'
  /** The fourth day. */
  | 'THURSDAY'
  /** The fifth day. */
  | 'FRIDAY'
  /** The sixth day. */
  | 'SATURDAY'
  /** The last day of the week. */
  | 'SUNDAY';

/** The same hours on some weekdays, by local time. */
export type WeeklyWindowInput = {
  /** The days on which it starts. At least one. */
  readonly weekdays: ReadonlyArray<Weekday>;
  /** A time of day, "00:00" to "23:59". */
  readonly startsAt: string;
  /** Just before this time of day; if that is no later than the start, on the next day. */
  readonly endsAt: string;
};

export type AdminPeopleQueryVariables = Exact<{
  search?: string | null | undefined;
  role?: ReadonlyArray<Role> | Role | null | undefined;
  active?: boolean | null | undefined;
  teamId?: string | number | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminPeopleQuery = { readonly users: { readonly edges: ReadonlyArray<{ readonly node:
        | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
        | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
        | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
       }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type AdminPersonQueryVariables = Exact<{
  id: string | number;
}>;


export type AdminPersonQuery = { readonly node:
    | { readonly createdAt: string, readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string, readonly manager:
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
         | null }>, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }>, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } }
    | { readonly createdAt: string, readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string, readonly manager:
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
         | null }>, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }>, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } }
    | { readonly createdAt: string, readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string, readonly manager:
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
         | null }>, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }>, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } }
    | Record<PropertyKey, never>
   | null };

export type AdminInHandQueryVariables = Exact<{
  id: string | number;
}>;


export type AdminInHandQuery = { readonly incidents: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly key: string, readonly title: string } }> } | null };

type AdminPersonRow_Admin_Fragment = { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> };

type AdminPersonRow_Engineer_Fragment = { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> };

type AdminPersonRow_Manager_Fragment = { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> };

export type AdminPersonRowFragment =
  | AdminPersonRow_Admin_Fragment
  | AdminPersonRow_Engineer_Fragment
  | AdminPersonRow_Manager_Fragment
;

type AdminPerson_Admin_Fragment = { readonly createdAt: string, readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string, readonly manager:
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
     | null }>, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }>, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } };

type AdminPerson_Engineer_Fragment = { readonly createdAt: string, readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string, readonly manager:
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
     | null }>, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }>, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } };

type AdminPerson_Manager_Fragment = { readonly createdAt: string, readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string, readonly manager:
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
     | null }>, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }>, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } };

export type AdminPersonFragment =
  | AdminPerson_Admin_Fragment
  | AdminPerson_Engineer_Fragment
  | AdminPerson_Manager_Fragment
;

export type AdminCreateUserMutationVariables = Exact<{
  input: CreateUserInput;
}>;


export type AdminCreateUserMutation = { readonly createUser: { readonly user:
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminInviteUserMutationVariables = Exact<{
  input: InviteUserInput;
}>;


export type AdminInviteUserMutation = { readonly inviteUser: { readonly inviteToken: string | null, readonly expiresAt: string | null, readonly user:
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminUpdateUserMutationVariables = Exact<{
  input: UpdateUserInput;
}>;


export type AdminUpdateUserMutation = { readonly updateUser: { readonly user:
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminSetSkillsMutationVariables = Exact<{
  input: SetSkillsInput;
}>;


export type AdminSetSkillsMutation = { readonly setSkills: { readonly user:
      | { readonly id: string, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }> }
      | { readonly id: string, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }> }
      | { readonly id: string, readonly skills: ReadonlyArray<{ readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null }> }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminSetWorkingHoursMutationVariables = Exact<{
  input: SetWorkingHoursInput;
}>;


export type AdminSetWorkingHoursMutation = { readonly setWorkingHours: { readonly user:
      | { readonly id: string, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } }
      | { readonly id: string, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } }
      | { readonly id: string, readonly workingHours: { readonly timeZone: string, readonly windows: ReadonlyArray<{ readonly weekdays: ReadonlyArray<Weekday>, readonly startsAt: string, readonly endsAt: string }> | null } }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminSetTeamMutationVariables = Exact<{
  input: UpdateTeamInput;
}>;


export type AdminSetTeamMutation = { readonly updateTeam: { readonly team: { readonly id: string, readonly members: ReadonlyArray<
        | { readonly id: string, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
        | { readonly id: string, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
        | { readonly id: string, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      > } | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminDeactivateUserMutationVariables = Exact<{
  input: DeactivateUserInput;
}>;


export type AdminDeactivateUserMutation = { readonly deactivateUser: { readonly user:
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminReactivateUserMutationVariables = Exact<{
  input: ReactivateUserInput;
}>;


export type AdminReactivateUserMutation = { readonly reactivateUser: { readonly user:
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
      | { readonly id: string, readonly name: string, readonly email: string | null, readonly role: Role, readonly active: boolean, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type AdminSkillsQueryVariables = Exact<{ [key: string]: never; }>;


export type AdminSkillsQuery = { readonly skills: ReadonlyArray<{ readonly id: string, readonly name: string }> | null };

export type AdminChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type AdminChoicesQuery = { readonly services: ReadonlyArray<{ readonly id: string, readonly name: string }> | null, readonly categories: ReadonlyArray<{ readonly id: string, readonly name: string }> | null, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string }> | null };

export type AdminSkillLevelFragment = { readonly level: number, readonly skill: { readonly id: string, readonly name: string } | null };

export type AdminRefusalFragment = { readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null };

export const AdminPersonRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<AdminPersonRowFragment, unknown>;
export const AdminSkillLevelFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminSkillLevel"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SkillLevel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<AdminSkillLevelFragment, unknown>;
export const AdminPersonFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPerson"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"manager"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"skills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminSkillLevel"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workingHours"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"windows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"startsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminSkillLevel"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SkillLevel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<AdminPersonFragment, unknown>;
export const AdminRefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminRefusalFragment, unknown>;
export const AdminPeopleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminPeople"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"role"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Role"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"teamId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"role"},"value":{"kind":"Variable","name":{"kind":"Name","value":"role"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}},{"kind":"Argument","name":{"kind":"Name","value":"teamId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"teamId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<AdminPeopleQuery, AdminPeopleQueryVariables>;
export const AdminPersonDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminPerson"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPerson"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminSkillLevel"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SkillLevel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPerson"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"manager"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"skills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminSkillLevel"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workingHours"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"windows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"startsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}}]}}]}}]}}]} as unknown as DocumentNode<AdminPersonQuery, AdminPersonQueryVariables>;
export const AdminInHandDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminInHand"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"incidents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"assigneeId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"ASSIGNED"},{"kind":"EnumValue","value":"IN_PROGRESS"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminInHandQuery, AdminInHandQueryVariables>;
export const AdminCreateUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminCreateUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminCreateUserMutation, AdminCreateUserMutationVariables>;
export const AdminInviteUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminInviteUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InviteUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inviteUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"inviteToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminInviteUserMutation, AdminInviteUserMutationVariables>;
export const AdminUpdateUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminUpdateUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminUpdateUserMutation, AdminUpdateUserMutationVariables>;
export const AdminSetSkillsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminSetSkills"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetSkillsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setSkills"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"skills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminSkillLevel"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminSkillLevel"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SkillLevel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminSetSkillsMutation, AdminSetSkillsMutationVariables>;
export const AdminSetWorkingHoursDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminSetWorkingHours"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetWorkingHoursInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setWorkingHours"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"workingHours"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"windows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"startsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminSetWorkingHoursMutation, AdminSetWorkingHoursMutationVariables>;
export const AdminSetTeamDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminSetTeam"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateTeamInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateTeam"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"team"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"members"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminSetTeamMutation, AdminSetTeamMutationVariables>;
export const AdminDeactivateUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminDeactivateUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeactivateUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deactivateUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminDeactivateUserMutation, AdminDeactivateUserMutationVariables>;
export const AdminReactivateUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminReactivateUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReactivateUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reactivateUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminPersonRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AdminRefusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminPersonRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AdminRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<AdminReactivateUserMutation, AdminReactivateUserMutationVariables>;
export const AdminSkillsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminSkills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"skills"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<AdminSkillsQuery, AdminSkillsQueryVariables>;
export const AdminChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminChoices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"services"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"categories"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"teams"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<AdminChoicesQuery, AdminChoicesQueryVariables>;
