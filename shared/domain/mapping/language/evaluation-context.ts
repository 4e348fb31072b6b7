import { EvaluationError } from './expression-error.ts';

/** A role of the application that a user is assigned, by Graph's `appRoleAssignments` and `appRoles`. */
export interface AppRole {
  /** Id of the app role. */
  readonly id: string | null;
  /** The role's `value`, which is what other systems know it by. */
  readonly value: string | null;
  readonly displayName: string | null;
}

/** What an expression may know besides the user: nothing in this folder has a clock, chance or a directory of its own. */
export interface EvaluationContext {
  /** Epoch milliseconds. */
  now(): number;
  /** A random UUID, version 4, in lower case. */
  uuid(): string;
  /** A whole number from 0 to `below` - 1, from a source fit for passwords such as node:crypto's randomInt. */
  randomInt(below: number): number;
  /** The roles the user holds in the application. */
  readonly roles: readonly AppRole[];
  /** The tenant's default domain, or null when nobody has read it. */
  readonly defaultDomain: string | null;
}

function absent(what: string): never {
  throw new EvaluationError(`${what} is not known here`);
}

/** For expressions that need nothing but the user; asking for the clock or chance is an error of the evaluation. */
export const NO_CONTEXT: EvaluationContext = {
  now: () => absent('the time'),
  uuid: () => absent('a random id'),
  randomInt: () => absent('a random number'),
  roles: [],
  defaultDomain: null,
};
