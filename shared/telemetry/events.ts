import type { Safe } from '../domain/safe-text.ts';

/**
 * The closed list of events with the fields of each. Kinds: `ref` = an object id, which leaves the process as a pseudonym; `text` =
 * our own words (see safe-text); numbers carry their unit in the name. No field holds a name, an address or a secret.
 */
export const EVENTS = {
  // Runs of enumerate-changes
  'run-finished': { outcome: 'text', ms: 'number', epoch: 'number' },
  'state-reported': {
    mode: 'text',
    watermarkAgeSeconds: 'number',
    /** Age of the oldest change that the target does not show yet and that is neither parked nor held. */
    lagSeconds: 'number',
    due: 'number',
    held: 'number',
    parked: 'number',
    plans: 'number',
    planAgeSeconds: 'number',
    quarantined: 'boolean',
    quarantineSeconds: 'number',
    /** Longest failing feed of the source. */
    feedFailingSeconds: 'number',
    sourceRefused: 'boolean',
  },
  'run-skipped': { why: 'text' },
  'lease-lost': { epoch: 'number' },
  'feed-failed': { feed: 'text', code: 'text', kind: 'text', status: 'number?' },
  'step-failed': { step: 'text', detail: 'text' },
  'feed-failing-long': { feed: 'text', code: 'text', hours: 'number' },
  'reading-failed': { people: 'number', code: 'text', status: 'number?' },
  'round-long': { feed: 'text', ms: 'number' },
  'round-restarted': { feed: 'text', restarts: 'number' },
  'page-token-lost': { feed: 'text', code: 'text' },
  'delta-token-lost': { feed: 'text', code: 'text' },
  'refresh-begun': { why: 'text' },
  'refresh-finished': { why: 'text' },
  'assignments-distrusted': { rows: 'number' },
  'group-assignments-ignored': { groups: 'number' },
  // The guard
  'departures-reported': { count: 'number', would: 'number' },
  'plan-frozen': { plan: 'text', departures: 'number', limit: 'number' },
  'creates-above-expectation': { count: 'number', expected: 'number' },
  // One person's record
  'change-applied': { id: 'ref', outcome: 'text', detail: 'text' },
  parked: { id: 'ref', reason: 'text' },
  'mapping-failed': { id: 'ref', attribute: 'text', expression: 'text', reason: 'text' },
  'attributes-left-out': { id: 'ref', why: 'text' },
  'source-ahead': { id: 'ref', looks: 'number' },
  'account-deleted-at-target': { id: 'ref' },
  'leaver-back-at-target': { id: 'ref' },
  'account-claimed-by-another': { id: 'ref', owner: 'ref' },
  'change-failed': { id: 'ref', detail: 'text' },
  'row-unreadable': { row: 'ref', detail: 'text' },
  'message-dropped': { reason: 'text' },
  'wake-let-go': { reason: 'text' },
  // The connector as a whole
  'quarantine-entered': { code: 'text' },
  'source-refused': { code: 'text' },
  'quarantine-left': { reason: 'text' },
  'process-started': { mode: 'text', scope: 'text', configuration: 'text', instance: 'text' },
  'settings-effective': { settings: 'text' },
  'setting-refused': { name: 'text', value: 'text', allowed: 'text', message: 'text' },
  'setting-doubtful': { hint: 'text' },
  'secret-unreadable': { secret: 'text', code: 'text' },
  'secret-expiring': { secret: 'text', days: 'number' },
  'clock-skewed': { service: 'text', seconds: 'number' },
  'journal-months-dropped': { count: 'number' },
  'journal-kept': { detail: 'text' },
  'preflight-check': { check: 'text', ok: 'boolean', detail: 'text', hint: 'text' },
  'preflight-finished': { checks: 'number', failed: 'number' },
} as const;

/** Events of a level above information. */
const LEVELS: Partial<Record<EventName, 'warning' | 'error'>> = {
  'lease-lost': 'warning',
  'feed-failed': 'error',
  'step-failed': 'error',
  'feed-failing-long': 'error',
  'reading-failed': 'warning',
  'round-long': 'warning',
  'round-restarted': 'warning',
  'assignments-distrusted': 'warning',
  'group-assignments-ignored': 'warning',
  'plan-frozen': 'error',
  'creates-above-expectation': 'warning',
  parked: 'warning',
  'mapping-failed': 'warning',
  'account-claimed-by-another': 'warning',
  'change-failed': 'error',
  'row-unreadable': 'error',
  'message-dropped': 'warning',
  'quarantine-entered': 'error',
  'source-refused': 'error',
  'setting-refused': 'error',
  'secret-unreadable': 'error',
  'secret-expiring': 'warning',
  'clock-skewed': 'error',
  'setting-doubtful': 'warning',
  'journal-kept': 'warning',
};

export type EventName = keyof typeof EVENTS;
export type Level = 'information' | 'warning' | 'error';

export function levelOf(name: EventName): Level {
  return LEVELS[name] ?? 'information';
}

interface Kinds {
  readonly ref: string;
  readonly text: string;
  readonly number: number;
  readonly 'number?': number | null;
  readonly boolean: boolean;
}

type Described = Readonly<Record<string, keyof Kinds>>;

/** What an event of this name carries. */
export type EventFields<N extends EventName> = {
  readonly [F in keyof (typeof EVENTS)[N]]: (typeof EVENTS)[N][F] extends keyof Kinds
    ? Kinds[(typeof EVENTS)[N][F]]
    : never;
};

/** Text only as SafeText or our own literals, and no field beyond the described ones. */
export type SafeFields<D extends Described, F> = {
  readonly [K in keyof F]: K extends keyof D ? (D[K] extends 'text' ? Safe<F[K]> : F[K]) : never;
};

/** Where events go. */
export interface EventSink {
  emit<N extends EventName, const F extends EventFields<N>>(
    name: N,
    fields: F & SafeFields<(typeof EVENTS)[N], F>,
  ): void;
}
