import { nearestName } from '../../shared/domain/mapping/nearest-name.ts';
import type { BicepParameter } from './bicep-parameters.ts';

const LONGEST_SHOWN = 120;

/** A value for people: texts in quotes, long ones cut. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** A parameter that has to be given. */
export function isRequired({ type, default: standard }: BicepParameter): boolean {
  return standard === undefined && !type.endsWith('?');
}

/** What the declaration allows, in words. */
export function allowedIn(parameter: BicepParameter): string {
  const { type, allowed, minValue, maxValue, minLength, maxLength } = parameter;
  if (allowed !== undefined) return allowed.join(', ');
  const kind = type.replace(/\?$/, '');
  if (kind === 'int') return `a whole number${range(minValue, maxValue, '')}`;
  if (kind === 'bool') return 'true or false';
  const noun = kind.endsWith('[]') || kind === 'array' ? 'a list of texts' : 'a text';
  if (noun === 'a text' && minLength === 1 && maxLength === undefined) return 'a text that is not empty';
  const unit = noun === 'a text' ? ' characters' : ' entries';
  return minLength === undefined && maxLength === undefined ? noun : `${noun}${range(minLength, maxLength, unit)}`;
}

function range(low: number | undefined, high: number | undefined, unit: string): string {
  const of = unit === '' ? '' : ' of';
  if (low !== undefined && high !== undefined) return `${of || ' from'} ${low} to ${high}${unit}`;
  if (low !== undefined) return `${of || ' from'} ${low}${unit}${of === '' ? '' : ' or more'}`;
  return high === undefined ? '' : `${of || ' up to'} ${of === '' ? '' : 'at most '}${high}${unit}`;
}

/** What is missing, with what it is for. */
export function missing(parameter: BicepParameter): string {
  const meaning = parameter.description === undefined ? '' : ` (${parameter.description})`;
  return `${parameter.name}: is missing; allowed is ${allowedIn(parameter)}${meaning}.`;
}

export function unknownName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return `${name}: there is no such parameter; allowed is ${near === undefined ? known.join(', ') : `perhaps ${near}`}.`;
}

/** Why the declaration refuses this value; undefined = it does not. */
export function refusal(parameter: BicepParameter, value: unknown): string | undefined {
  const { name, type, allowed } = parameter;
  if (value === null && type.endsWith('?')) return undefined;
  const isFine = hasType(type.replace(/\?$/, ''), value) && isWithin(parameter, value);
  const isNamed = allowed === undefined || allowed.includes(value as string);
  if (isFine && isNamed) return undefined;
  const how = type.startsWith('string') && typeof value === 'number' ? ', as a text in quotes' : '';
  return `${name}: ${shown(value)} is not allowed; allowed is ${allowedIn(parameter)}${how}.`;
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'int') return Number.isSafeInteger(value);
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'string') return typeof value === 'string';
  if (type.endsWith('[]')) return Array.isArray(value) && value.every((item) => hasType(type.slice(0, -2), item));
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  // A type of the template's own; Bicep knows it.
  return true;
}

function isWithin({ minValue, maxValue, minLength, maxLength }: BicepParameter, value: unknown): boolean {
  if (typeof value === 'number') return value >= (minValue ?? -Infinity) && value <= (maxValue ?? Infinity);
  if (typeof value !== 'string' && !Array.isArray(value)) return true;
  return value.length >= (minLength ?? 0) && value.length <= (maxLength ?? Infinity);
}
