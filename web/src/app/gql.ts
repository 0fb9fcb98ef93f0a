/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

/** Where an incident stands in its lifecycle. */
export type IncidentStatus =
  /** Reported, and nobody owns it. */
  | 'OPEN'
  /** Somebody owns it and has not begun. */
  | 'ASSIGNED'
  /** Its assignee works on it. */
  | 'IN_PROGRESS'
  /** The cause is dealt with; whoever is responsible has yet to agree. */
  | 'RESOLVED'
  /** Final. */
  | 'CLOSED';

/** The new password, and proof: either `token` or `currentPassword`. */
export type SetPasswordInput = {
  /** 10 to 1,024 characters. */
  readonly password: string;
  /** The token of an invitation; no sign-in is needed. */
  readonly token?: string | null | undefined;
  /** The present password of whoever is signed in. */
  readonly currentPassword?: string | null | undefined;
};

/** How bad it is. */
export type Severity =
  /** It can wait. */
  | 'LOW'
  /** It needs looking after. */
  | 'MEDIUM'
  /** It hurts. */
  | 'HIGH'
  /** Nothing is more urgent. */
  | 'CRITICAL';

export type AcceptInvitationMutationVariables = Exact<{
  input: SetPasswordInput;
}>;


export type AcceptInvitationMutation = { readonly setPassword: { readonly user:
      | { readonly id: string, readonly name: string, readonly email: string | null }
      | { readonly id: string, readonly name: string, readonly email: string | null }
      | { readonly id: string, readonly name: string, readonly email: string | null }
     | null, readonly errors: ReadonlyArray<{ readonly code: ErrorCode, readonly message: string, readonly field: ReadonlyArray<string> | null }> } | null };

export type PaletteSearchQueryVariables = Exact<{
  text: string;
}>;


export type PaletteSearchQuery = { readonly searchIncidents: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly key: string, readonly title: string, readonly severity: Severity, readonly status: IncidentStatus } }> } | null, readonly users: { readonly edges: ReadonlyArray<{ readonly node:
        | { readonly id: string, readonly name: string, readonly email: string | null }
        | { readonly id: string, readonly name: string, readonly email: string | null }
        | { readonly id: string, readonly name: string, readonly email: string | null }
       }> } | null };


export const AcceptInvitationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AcceptInvitation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetPasswordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setPassword"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const PaletteSearchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PaletteSearch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"searchIncidents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"6"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"BooleanValue","value":true}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"4"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PaletteSearchQuery, PaletteSearchQueryVariables>;
