import * as z from 'zod';
import { Secret } from './secret.ts';

/** One app setting: how its text is read, and what the documentation and every fault say about it. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** As one would write it; '' = none, or as the meaning says. */
  readonly default: string;
  readonly allowed: string;
  readonly meaning: string;
  readonly secret: boolean;
}

type Words = Pick<Setting, 'default' | 'allowed' | 'meaning'>;

/** A setting with a text of its own kind. */
export function setting<S extends z.ZodType>(schema: S, words: Words): Setting<S> {
  return { schema, ...words, secret: false };
}

/** A setting that is read into a `Secret`. */
export function secret(words: Words, form = /./) {
  const schema = z
    .string()
    .regex(form)
    .transform((value) => new Secret(value))
    .optional();
  return { schema, ...words, secret: true } satisfies Setting;
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(
  values: T,
  standard: T[number],
  meaning: string,
) {
  const schema = z.enum(values).default(standard as never);
  return setting(schema, { default: standard, allowed: values.join(', '), meaning });
}

/** Any text that is not empty. */
export function text(meaning: string, allowed = 'a text', standard = '') {
  return setting(z.string().min(1).optional(), { default: standard, allowed, meaning });
}

/** A whole number with both ends. */
export function whole(low: number, high: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(low).max(high));
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address is one of this machine. */
export function isLoopbackUrl(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && LOOPBACK_HOST.test(url.hostname);
}

/** Whether an address may be spoken to: https, or http on this machine. */
export function isSafeAddress(value: string): boolean {
  return URL.parse(value)?.protocol === 'https:' || isPlainLoopback(value);
}

/** An address that may be spoken to. */
export function address(meaning: string) {
  const schema = z.string().refine(isSafeAddress).optional();
  return setting(schema, { default: '', allowed: 'an address with https:// (http:// on loopback only)', meaning });
}

function isPlainLoopback(value: string): boolean {
  return URL.parse(value)?.protocol === 'http:' && isLoopbackUrl(value);
}
