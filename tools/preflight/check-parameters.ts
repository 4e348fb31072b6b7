import { type BicepParameter, parametersOf } from './bicep-parameters.ts';
import type { Template, Types } from './bicep-types.ts';
import { isRequired, missing, refusal, shown, unknownName } from './check-declared.ts';
import { type AzureCloud, cloudOf } from './clouds.ts';
import { contradictions } from './contradictions.ts';
import { readExpression } from './expression.ts';
import { UnknownValue } from './expression-functions.ts';
import { formFaults } from './forms.ts';
import type { Given } from './given.ts';

/** What a check found; `faults` are sentences that begin with the parameter. */
export interface Checked {
  readonly faults: readonly string[];
  /** What could not be looked at, and why that is no fault. */
  readonly notes: readonly string[];
  readonly given: number;
  readonly standard: number;
}

/**
 * Checks what a file gives against what the text of the template declares, all at once: what is missing, unknown, not allowed, malformed or
 * contradicting. A value that is wrong by itself is reported once. Without `wanted`, a cloud, the region tells it.
 */
export function checkParameters({ text, types }: Template, given: Given, wanted?: AzureCloud): Checked {
  const declared = parametersOf(text);
  const names = declared.map(({ name }) => name);
  const faults = [...given.faults];
  const notes = [...given.unread].flatMap(([name, why]) =>
    why === undefined ? [] : [`${name}: not looked at, only the deployment knows ${why}`],
  );
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
      continue;
    }
    const wrong = refusals(parameter, value, types);
    if (wrong.length === 0) values.set(name, value);
    else faults.push(...wrong);
  }
  const cloud = wanted ?? cloudOf(values.get('location'));
  addStandards(values, declared, given, cloud);
  const together = contradictions(text, values, cloud);
  // A parameter that is not there has a fault of its own, or is for the deployment to know.
  const beyond = together.unread.filter((what) => !names.includes(what));
  notes.push(...beyond.map((what) => `a check of the template itself: not made, it asks for ${what}`));
  const named = new Set(together.faults.map((fault) => fault.slice(0, fault.indexOf(':'))));
  faults.push(...together.faults, ...formFaults(values, named));
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

/** Why the declaration refuses this value, or members of it where the type is one of the template's own. */
function refusals(parameter: BicepParameter, value: unknown, types: Types): string[] {
  const fault = refusal(parameter, value);
  if (fault !== undefined) return [fault];
  const members = types.get(parameter.type.replace(/\?$/, ''));
  if (members === undefined || value === null) return [];
  const [prefix, names] = [`${parameter.name}.`, members.map(({ name }) => name)];
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [`${parameter.name}: ${shown(value)} is not allowed; allowed is an object with ${names.join(', ')}.`];
  }
  const unknown = Object.keys(value).filter((name) => !names.includes(name));
  return [
    ...unknown.map((name) => prefix + unknownName(name, names)),
    ...members.flatMap((member) => {
      const given: unknown = Reflect.get(value, member.name);
      if (given === undefined) return isRequired(member) ? [prefix + missing(member)] : [];
      return refusals({ ...member, name: prefix + member.name }, given, types);
    }),
  ];
}

/** Not given; an empty text for what must not be empty counts as absent, since azd makes one of a variable that is not set. */
function isAbsent(parameter: BicepParameter, value: unknown): boolean {
  return value === undefined || (value === '' && (parameter.minLength ?? 0) > 0 && isRequired(parameter));
}

/** Adds the template's own values of what is not given; one that only the deployment can work out stays away. */
function addStandards(
  values: Map<string, unknown>,
  declared: readonly BicepParameter[],
  given: Given,
  cloud: AzureCloud,
): void {
  for (const { name, type, default: standard } of declared) {
    if (given.values.has(name) || given.unread.has(name)) continue;
    try {
      if (standard !== undefined) values.set(name, readExpression(standard)({ cloud, env: {}, value: unknown }));
      else if (type.endsWith('?')) values.set(name, null);
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
    }
  }
}

function unknown(name: string): never {
  throw new UnknownValue(name);
}
