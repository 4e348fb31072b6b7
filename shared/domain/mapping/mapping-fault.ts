import type { z } from 'zod';

/** One thing that is wrong with a mapping file; `position` counts the expression's characters from 1. */
export interface MappingFault {
  readonly path: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly message: string;
  readonly position?: number;
}

/** Writes a path the way people read JSON: `attributes[2].target`. */
export function printPath(steps: readonly PropertyKey[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    return path === '' ? String(step) : `${path}.${String(step)}`;
  }, '');
}

function valueAt(root: unknown, steps: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    default:
      return 'see the description of the mapping file';
  }
}

/** Turns what the schema found into faults, one for each unknown key. */
export function schemaFaults(
  error: z.ZodError,
  root: unknown,
  base: readonly PropertyKey[],
  keys: readonly string[],
): readonly MappingFault[] {
  return error.issues.flatMap((issue): readonly MappingFault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: printPath([...base, ...issue.path, key]),
        value: valueAt(root, [...issue.path, key]),
        allowed: issue.path.length === 0 ? keys.join(', ') : 'the keys of the documentation',
        message: `unknown key ${key}`,
      }));
    }
    const value = valueAt(root, issue.path);
    const isMissing = value === undefined && issue.code !== 'custom';
    const message = isMissing ? 'is missing' : issue.message;
    return [{ path: printPath([...base, ...issue.path]), value, allowed: allowedBy(issue), message }];
  });
}
