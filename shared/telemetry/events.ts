/** The closed list of events with the fields of each; ids, counts and codes only, never names, addresses or secrets. */
export const EVENTS = {
  // Runs of enumerate-changes
  'run-finished': { outcome: 'string', ms: 'number', epoch: 'number' },
  'state-reported': {
    mode: 'string',
    watermarkAgeSeconds: 'number',
    /** Age of the oldest due record that is neither parked nor held. */
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
  'run-skipped': { why: 'string' },
  'lease-lost': { epoch: 'number' },
  'feed-failed': { feed: 'string', code: 'string', kind: 'string', status: 'number?' },
  'step-failed': { step: 'string', detail: 'string' },
  'feed-failing-long': { feed: 'string', code: 'string', hours: 'number' },
  'reading-failed': { people: 'number', code: 'string', status: 'number?' },
  'round-long': { feed: 'string', ms: 'number' },
  'round-restarted': { feed: 'string', restarts: 'number' },
  'page-token-lost': { feed: 'string', code: 'string' },
  'delta-token-lost': { feed: 'string', code: 'string' },
  'refresh-begun': { why: 'string' },
  'refresh-finished': { why: 'string' },
  'assignments-distrusted': { rows: 'number' },
  'group-assignments-ignored': { groups: 'number' },
  // The guard
  'departures-reported': { count: 'number', would: 'number' },
  'plan-frozen': { plan: 'string', departures: 'number', limit: 'number' },
  'creates-above-expectation': { count: 'number', expected: 'number' },
  // One person's record
  'change-applied': { id: 'string', outcome: 'string', detail: 'string' },
  parked: { id: 'string', reason: 'string' },
  'mapping-failed': { id: 'string', attribute: 'string', expression: 'string', reason: 'string' },
  'attributes-left-out': { id: 'string', why: 'string' },
  'source-ahead': { id: 'string', looks: 'number' },
  'account-deleted-at-target': { id: 'string' },
  'leaver-back-at-target': { id: 'string' },
  'account-claimed-by-another': { id: 'string', owner: 'string' },
  'change-failed': { id: 'string', detail: 'string' },
  'row-unreadable': { row: 'string', detail: 'string' },
  'message-dropped': { reason: 'string' },
  'wake-let-go': { reason: 'string' },
  // The connector as a whole
  'quarantine-entered': { code: 'string' },
  'source-refused': { code: 'string' },
  'quarantine-left': { reason: 'string' },
  'process-started': { mode: 'string', scope: 'string', configuration: 'string', instance: 'string' },
  'settings-effective': { settings: 'string' },
  'setting-refused': { name: 'string', value: 'string', allowed: 'string', message: 'string' },
  'setting-doubtful': { hint: 'string' },
  'secret-expiring': { secret: 'string', days: 'number' },
  'secret-unreadable': { secret: 'string', code: 'string' },
  'clock-skewed': { service: 'string', seconds: 'number' },
  'journal-months-dropped': { count: 'number' },
  'journal-kept': { detail: 'string' },
  'preflight-check': { check: 'string', ok: 'boolean', detail: 'string', hint: 'string' },
  'preflight-finished': { checks: 'number', failed: 'number' },
} as const;

export type EventName = keyof typeof EVENTS;

interface Kinds {
  readonly string: string;
  readonly number: number;
  readonly 'number?': number | null;
  readonly boolean: boolean;
}

type Described = Readonly<Record<string, keyof Kinds>>;
type FieldsOf<T extends Described> = { readonly [F in keyof T]: Kinds[T[F]] };

/** What an event of this name carries. */
export type EventFields<N extends EventName> = FieldsOf<(typeof EVENTS)[N]>;

/** Where events go. */
export interface EventSink {
  emit<N extends EventName>(name: N, fields: EventFields<N>): void;
}
