import { ControlFailure } from './failures.ts';
import { expiryForms } from './switches.ts';

/** Faults that answer instead of the service. */
const replyKinds = [
  'throttle',
  'server-error',
  'unauthorized',
  'forbidden',
  'not-found',
  'html',
  'empty-body',
] as const;
/** Faults of the connection; they cannot strike a single item of a batch. */
const transportKinds = ['reset', 'truncated', 'cut-off', 'slow'] as const;
/** Faults of a page of users or assignments. */
const pageKinds = [
  'empty-page',
  'repeated-items',
  'shuffled-items',
  'same-url',
  'no-value',
  'both-links',
  'no-link',
  'foreign-link',
  'item-without-id',
] as const;
/** Faults of `users/delta` calls that carry a token. */
const tokenKinds = ['token-expired', 'page-token-expired', 'replay-last-round'] as const;

const kinds = [...replyKinds, ...transportKinds, ...pageKinds, ...tokenKinds] as const;

/** What goes wrong. */
type FaultKind = (typeof kinds)[number];

/** The forms of the header that tells how long to wait. */
const retryAfterForms = ['integer', 'fraction', 'date', 'none'] as const;

/** Something that goes wrong for the next `count` requests whose path matches. */
export interface Fault {
  readonly kind: FaultKind;
  /** Path with `*` for anything; the query takes no part. */
  readonly path: string;
  readonly method: string;
  /** How often it strikes; 0 means until it is deleted. */
  readonly count: number;
  /** How many matching requests pass before. */
  readonly after: number;
  readonly status: number;
  readonly retryAfter: (typeof retryAfterForms)[number];
  readonly seconds: number;
  readonly delayMs: number;
  /** Where a foreign link leads. */
  readonly origin: string;
  readonly form: (typeof expiryForms)[number];
}

const standard: Fault = {
  kind: 'server-error',
  path: '*',
  method: '*',
  count: 1,
  after: 0,
  status: 503,
  retryAfter: 'integer',
  seconds: 1,
  delayMs: 1_000,
  origin: 'https://graph.example.invalid',
  form: 'older-than-30-days',
};

/** What decides whether a fault can strike a request. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  /** One request inside a batch. */
  readonly isItem: boolean;
  readonly isPaged: boolean;
  readonly carriesToken: boolean;
}

/** The faults that are armed, oldest first. */
export class FaultList {
  #armed: { fault: Fault; pattern: RegExp; passed: number; struck: number }[] = [];

  /** Arms a fault. @throws ControlFailure for unknown members, kinds and values of a wrong type */
  add(given: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(given)) {
      if (!Object.hasOwn(standard, name)) throw new ControlFailure(400, `A fault has no '${name}'.`);
      const expected = typeof standard[name as keyof Fault];
      if (typeof value !== expected) throw new ControlFailure(400, `'${name}' of a fault is a ${expected}.`);
    }
    const fault = { ...standard, ...given } as Fault;
    refuseOther('kind', fault.kind, kinds);
    refuseOther('retryAfter', fault.retryAfter, retryAfterForms);
    refuseOther('form', fault.form, expiryForms);
    if (given.kind === undefined) throw new ControlFailure(400, `A fault needs a kind: ${kinds.join(', ')}.`);
    const source = fault.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    this.#armed.push({ fault, pattern: new RegExp(`^${source.join('.*')}$`, 'i'), passed: 0, struck: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** What is armed, with how often each has struck. */
  list(): (Fault & { readonly struck: number })[] {
    return this.#armed.map(({ fault, struck }) => ({ ...fault, struck }));
  }

  /** The first fault that strikes this request, counted as struck. */
  take(target: FaultTarget): Fault | undefined {
    for (const entry of this.#armed) {
      const { fault, pattern } = entry;
      if (!pattern.test(target.path) || !['*', target.method].includes(fault.method.toUpperCase())) continue;
      if (!canStrike(fault.kind, target)) continue;
      if (entry.passed < fault.after) {
        entry.passed += 1;
        continue;
      }
      entry.struck += 1;
      if (fault.count > 0 && entry.struck >= fault.count) this.#armed = this.#armed.filter((other) => other !== entry);
      return fault;
    }
    return undefined;
  }
}

/** Whether a fault strikes on the wire. */
export function isTransportFault(fault: Fault): boolean {
  return isOneOf(transportKinds, fault.kind);
}

/** Whether a fault replaces the answer. */
export function isReplyFault(fault: Fault): boolean {
  return isOneOf(replyKinds, fault.kind);
}

function canStrike(kind: FaultKind, target: FaultTarget): boolean {
  if (isOneOf(transportKinds, kind)) return !target.isItem;
  if (isOneOf(pageKinds, kind)) return target.isPaged;
  if (isOneOf(tokenKinds, kind)) return target.isPaged && target.carriesToken && /delta/i.test(target.path);
  return true;
}

function isOneOf(list: readonly string[], kind: string): boolean {
  return list.includes(kind);
}

function refuseOther(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new ControlFailure(400, `'${name}' of a fault is ${allowed.join(', ')}.`);
}
