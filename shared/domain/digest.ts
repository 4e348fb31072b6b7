import { createHmac } from 'node:crypto';
import { comparable } from './mapping/normalise.ts';
import type { AttributeName, AttributeValue, SourceUser } from './mapping/types.ts';

/** Keyed digests: equal text gives equal digests, and nobody without the key can guess a value from one. */
export interface Digester {
  /** Version of the key and 96 bits of HMAC-SHA-256, `1.` followed by 16 base64url characters. */
  text(value: string): string;
  attribute(name: AttributeName, value: AttributeValue): string;
  /** The normalised projection; absent, null and an empty list are equal, `manager` is left out. */
  source(user: SourceUser, select: readonly string[]): string;
}

export function createDigester(key: string, keyVersion = '1'): Digester {
  const text = (value: string): string =>
    `${keyVersion}.${createHmac('sha256', key).update(value).digest('base64url').slice(0, 16)}`;
  return {
    text,
    attribute: (name, value) => text(`${name}\n${comparable(name, value)}`),
    source: (user, select) => text(projection(user, select)),
  };
}

function projection(user: SourceUser, select: readonly string[]): string {
  const names = select.filter((name) => name !== 'manager' && !isEmpty(user[name])).sort();
  return JSON.stringify(names.map((name) => [name, ordered(user[name])]));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => !isEmpty(part));
  return entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, part]) => [name, ordered(part)]);
}
