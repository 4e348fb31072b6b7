import { createHash, createHmac } from 'node:crypto';
import { comparable } from './mapping/normalise.ts';
import type { AttributeName, AttributeValue, SourceUser } from './mapping/types.ts';

/** Keyed digests: equal text gives equal digests, and nobody without the key can guess a value from one. */
export interface Digester {
  /** Name of the key, a dot and 96 bits of HMAC-SHA-256: 4 and 16 base64url characters. */
  text(value: string): string;
  /** False for a digest made with another key, which says nothing any more. */
  isOwn(digest: string): boolean;
  /**
   * Names an object in telemetry: `u-` and 64 bits in hex. Only holders of the key can tell whose name it is, by trying the ids
   * they know.
   */
  pseudonym(id: string): string;
  attribute(name: AttributeName, value: AttributeValue): string;
  /** The normalised projection; absent, null and what holds nothing but that are equal, `manager` is left out. */
  source(user: SourceUser, select: readonly string[]): string;
}

export function createDigester(key: string): Digester {
  const hmac = (value: string, length: number): string =>
    createHmac('sha256', key).update(value).digest('base64url').slice(0, length);
  const name = hmac('name of the key', 4);
  const text = (value: string): string => `${name}.${hmac(value, 16)}`;
  return {
    text,
    pseudonym: (id) =>
      `u-${createHmac('sha256', key).update(`telemetry\n${id.toLowerCase()}`).digest('hex').slice(0, 16)}`,
    isOwn: (digest) => digest.startsWith(`${name}.`),
    attribute: (name, value) => text(`${name}\n${comparable(name, value)}`),
    source: (user, select) => text(projection(user, select)),
  };
}

/** Tells one list of properties from another; no secret is in it, so that it outlives the key. */
export function selectHash(select: readonly string[]): string {
  return createHash('sha256').update(select.join(',')).digest('base64url').slice(0, 16);
}

function projection(user: SourceUser, select: readonly string[]): string {
  const named = select.filter((name) => name !== 'manager').map((name) => [name, user[name]] as const);
  return JSON.stringify(partsOf(named) ?? []);
}

/** undefined = empty: absent, null, or a list or object of nothing but empty parts. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(ordered).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value === 'object' && value !== null) return partsOf(Object.entries(value));
  return value ?? undefined;
}

function partsOf(
  entries: readonly (readonly [string, unknown])[],
): readonly (readonly [string, unknown])[] | undefined {
  const parts = entries.map(([name, part]) => [name, ordered(part)] as const).filter(([, part]) => part !== undefined);
  return parts.length === 0 ? undefined : parts.sort(([left], [right]) => (left < right ? -1 : 1));
}
