import type { BicepParameter } from './bicep-parameters.ts';
import { isRequired, missing, refusal, unknownName } from './check-declared.ts';
import { type AzureCloud, cloudOf } from './clouds.ts';
import { contradictions } from './contradictions.ts';
import { formFaults } from './forms.ts';
import type { Given } from './given.ts';
import { NoLiteral, readLiteral } from './literal.ts';

/** What a check found; `faults` are sentences that begin with the parameter. */
export interface Checked {
  readonly faults: readonly string[];
  /** What could not be looked at, and why that is no fault. */
  readonly notes: readonly string[];
  readonly given: number;
  readonly standard: number;
}

/**
 * Checks what a file gives against what the template declares, all at once: what is missing, unknown, not allowed, malformed or
 * contradicting. A value that is wrong by itself is reported once. Without `cloud` the region tells it.
 */
export function checkParameters(declared: readonly BicepParameter[], given: Given, cloud?: AzureCloud): Checked {
  const names = declared.map(({ name }) => name);
  const faults = [...given.faults];
  const notes = [...given.unread].map(([name, why]) => `${name}: not looked at, only the deployment knows ${why}`);
  for (const name of [...given.values.keys(), ...given.unread.keys()]) {
    if (!names.includes(name)) faults.push(unknownName(name, names));
  }
  const values = new Map<string, unknown>();
  for (const parameter of declared) {
    const { name } = parameter;
    if (given.unread.has(name)) continue;
    const value = given.values.get(name);
    if (isAbsent(parameter, value)) {
      const isAsked = /\btype: 'location'/.test(parameter.decorators) && given.variables.has(name);
      if (isAsked) notes.push(`${name}: not set, azd asks for it`);
      else if (isRequired(parameter)) faults.push(missing(parameter));
      else addStandard(values, parameter);
      continue;
    }
    const fault = refusal(parameter, value);
    if (fault === undefined) values.set(name, value);
    else faults.push(fault);
  }
  const together = contradictions(values, cloud ?? cloudOf(values.get('location')));
  const named = new Set(together.map((fault) => fault.slice(0, fault.indexOf(':'))));
  faults.push(...together, ...formFaults(values, named));
  const count = names.filter((name) => given.values.has(name)).length;
  return {
    faults: faults.map((fault) => withVariable(fault, given)),
    notes,
    given: count,
    standard: names.length - count,
  };
}

/** The fault, and how to set the parameter where azd takes it from its environment. */
function withVariable(fault: string, given: Given): string {
  const variable = given.variables.get(fault.slice(0, fault.indexOf(':')));
  return variable === undefined ? fault : `${fault} Set it with: azd env set ${variable} VALUE`;
}

/** Not given; an empty text for what must not be empty counts as absent, since azd makes one of a variable that is not set. */
function isAbsent(parameter: BicepParameter, value: unknown): boolean {
  return value === undefined || (value === '' && (parameter.minLength ?? 0) > 0 && isRequired(parameter));
}

function addStandard(values: Map<string, unknown>, { name, default: standard }: BicepParameter): void {
  try {
    if (standard !== undefined) values.set(name, readLiteral(standard, {}));
  } catch (error) {
    // An expression such as the cloud of the subscription, which contradicts nothing.
    if (!(error instanceof NoLiteral)) throw error;
  }
}
