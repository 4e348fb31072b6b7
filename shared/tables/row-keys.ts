import { createHash } from 'node:crypto';

const BUCKETS = 32;
const HIGHEST_TIME = 9_999_999_999_999;

/** Names of the partitions of the records table, in the order in which they are walked. */
export const BUCKET_NAMES: readonly string[] = Array.from({ length: BUCKETS }, (_, bucket) => nameOf(bucket));

/** Partition of a record: a hash spreads ids of one tenant evenly, so that no partition runs hot. */
export function bucketOf(id: string): string {
  return nameOf(createHash('sha256').update(id).digest().readUInt32BE(0) % BUCKETS);
}

/**
 * Text as part of a key. Tables refuse `/ \ # ?` and control characters in keys; `%` is legal but some clients decode it
 * twice, so everything outside a small alphabet becomes `!` and four hex digits.
 */
export function encodeKey(text: string): string {
  return text.replace(/[^A-Za-z0-9._:@=-]/g, (unit) => `!${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text `encodeKey` was given. */
export function decodeKey(key: string): string {
  return key.replace(/!([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Epoch milliseconds as 13 digits, so that text order is time order. */
export function timeKey(at: number): string {
  return String(Math.min(Math.max(Math.ceil(at), 0), HIGHEST_TIME)).padStart(13, '0');
}

/** The same with the newest first. */
export function newestFirstKey(at: number): string {
  return timeKey(HIGHEST_TIME - Math.ceil(at));
}

/** Smallest key above every key that starts with `prefix`, which must end with `|`. */
export function endOf(prefix: string): string {
  return `${prefix.slice(0, -1)}}`;
}

function nameOf(bucket: number): string {
  return String(bucket).padStart(2, '0');
}
