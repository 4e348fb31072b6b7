import type { AppRole } from '../evaluation-context.ts';
import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import type { Part, Result, RoleAssignments } from '../value.ts';
import { UNUSABLE } from './define.ts';

const ATTRIBUTE = 'appRoleAssignments';

interface NamedRole {
  readonly value: string;
  readonly displayName: string;
}

function named(roles: readonly AppRole[]): readonly NamedRole[] {
  return roles.flatMap(({ value, displayName }) => {
    const name = value ?? displayName;
    return name === null || name === '' ? [] : [{ value: name, displayName: displayName ?? name }];
  });
}

// Graph promises no order, and a name that changes between two readings would be a change.
function firstByName(roles: readonly NamedRole[]): string | null {
  return roles.reduce<string | null>((first, { value }) => (first === null || value < first ? value : first), null);
}

function roleFunction(
  name: string,
  meaning: string,
  give: (roles: readonly NamedRole[], call: CallBuilder) => Result,
  place: 'anywhere' | 'result' = 'anywhere',
): LanguageFunction {
  return {
    name,
    usage: `${name}([${ATTRIBUTE}])`,
    meaning,
    min: 1,
    max: 1,
    place,
    readsRoles: true,
    build: (call): Part<Result> => {
      if (call.attributeName(0)?.toLowerCase() !== ATTRIBUTE.toLowerCase()) {
        call.fail(0, `${name} takes the list of role assignments`, `[${ATTRIBUTE}]`);
        return UNUSABLE;
      }
      return (_source, context) => give(named(context.roles), call);
    },
  };
}

function assignments(operation: RoleAssignments['operation']): (roles: readonly NamedRole[]) => Result {
  return (roles) => ({ kind: 'roles', operation, roles });
}

/** The functions about the roles a user holds in the application. */
export const ROLE_FUNCTIONS: readonly LanguageFunction[] = [
  roleFunction('AppRoleAssignments', 'The names of all roles as a list.', (roles) => roles.map(({ value }) => value)),
  roleFunction(
    'AppRoleAssignmentsComplex',
    'All roles; what the target shows besides stays there.',
    assignments('add'),
    'result',
  ),
  roleFunction(
    'AssertiveAppRoleAssignmentsComplex',
    'All roles; what the target shows besides is taken away.',
    assignments('replace'),
    'result',
  ),
  roleFunction(
    'SingleAppRoleAssignment',
    'The name of one role; of several the first by name, so that it is always the same one.',
    firstByName,
  ),
];
