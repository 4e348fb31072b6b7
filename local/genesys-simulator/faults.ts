import { isObject } from './account.ts';
import { platformRefusal } from './refusal.ts';
import type { Incoming } from './simulator-state.ts';

const KINDS = ['status', 'reset', 'timeout', 'truncated', 'html', 'version-conflict', 'delay'] as const;

/** One named disturbance; it strikes `count` matching requests after letting `skip` of them pass. */
export interface Fault {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly kind: (typeof KINDS)[number];
  /** Whether the request takes effect before the disturbance. */
  readonly when: 'before' | 'after';
  readonly status: number;
  readonly bodyIncludes: string;
  readonly retryAfterSeconds: number | undefined;
  /** How long a time-out holds the socket, or a delay holds the answer. */
  readonly holdMs: number;
  skip: number;
  count: number;
  struck: number;
}

function matchesPath(pattern: string, path: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 'i').test(path);
}

function bad(message: string): Error {
  return platformRefusal(400, 'bad.request', message);
}

/** Reads a fault as sent to the control door; refuses unknown members so that a typing error cannot disarm a test. */
function readFault(value: unknown, ordinal: number): Fault {
  if (!isObject(value)) throw bad('A fault is a JSON object');
  const text = (name: string, otherwise: string) => {
    const held = value[name] ?? otherwise;
    if (typeof held !== 'string') throw bad(`Fault ${name} must be text`);
    return held;
  };
  const number = (name: string, otherwise: number) => {
    const held = value[name] ?? otherwise;
    if (typeof held !== 'number' || !(held >= 0)) throw bad(`Fault ${name} must be a number of at least 0`);
    return held;
  };
  const kind = KINDS.find((item) => item === text('kind', 'status'));
  if (kind === undefined) throw bad(`Fault kind must be one of: ${KINDS.join(', ')}`);
  const when = text('when', 'before');
  if (when !== 'before' && when !== 'after') throw bad('Fault when must be before or after');
  const fault: Fault = {
    name: text('name', `fault-${ordinal}`),
    method: text('method', '*').toUpperCase(),
    path: text('path', '*'),
    kind,
    when,
    status: number('status', kind === 'html' ? 502 : 503),
    bodyIncludes: text('bodyIncludes', ''),
    retryAfterSeconds: value.retryAfterSeconds === undefined ? undefined : number('retryAfterSeconds', 1),
    holdMs: number('holdMs', kind === 'delay' ? 200 : 2000),
    skip: number('skip', 0),
    count: number('count', 1),
    struck: 0,
  };
  const stray = Object.keys(value).find((name) => !(name in fault) || name === 'struck');
  if (stray !== undefined) throw bad(`A fault has no member ${stray}`);
  return fault;
}

/** The armed faults, in the order in which they were armed. */
export class FaultList {
  #faults: Fault[] = [];
  #ordinal = 0;

  /** Arms one fault or a list of them. */
  arm(body: unknown): readonly Fault[] {
    const list: unknown[] = Array.isArray(body) ? body : [body];
    const read = list.map((item) => readFault(item, ++this.#ordinal));
    this.#faults.push(...read);
    return read;
  }

  /** All faults, used-up ones included, so that a test can see that a fault has struck. */
  list(): readonly Fault[] {
    return this.#faults;
  }

  /** Disarms every fault, or the ones with this name. */
  clear(name?: string): void {
    this.#faults = name === undefined ? [] : this.#faults.filter((fault) => fault.name !== name);
  }

  /** The fault that strikes this request, if any. */
  take(request: Incoming): Fault | undefined {
    for (const fault of this.#faults) {
      const fits =
        fault.count > 0 &&
        (fault.method === '*' || fault.method === request.method) &&
        matchesPath(fault.path, request.path) &&
        request.body.includes(fault.bodyIncludes);
      if (!fits) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.count -= 1;
      fault.struck += 1;
      return fault;
    }
    return undefined;
  }
}
