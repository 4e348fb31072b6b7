/** Operations of the stores by the names the tests count them under. */
export type Operations = Readonly<Record<string, number>>;

const QUIET_RUN_OF_ALL = {
  'records.dirty': 1,
  'records.held': 2,
  'records.due': 2,
  'records.all': 1,
  'control.readLease': 1,
  'control.writeLease': 2,
  'control.read': 11,
  'control.commit': 3,
  'control.list': 4,
} as const;

/** What one run of enumerate-changes asks of the tables while nothing changes, by scope. Counted by a test. */
export const QUIET_RUN = {
  all: QUIET_RUN_OF_ALL,
  assigned: { ...QUIET_RUN_OF_ALL, 'control.read': 18, 'control.commit': 4, 'members.pending': 1 },
} as const satisfies Readonly<Record<string, Operations>>;

/** What one changed attribute adds: seen by a run, then written by a worker. Counted by a test. */
export const CHANGE = {
  run: { 'records.read': 1, 'records.write': 1, 'records.markWoken': 1 },
  worker: { 'records.read': 1, 'records.write': 3, 'journal.append': 1, 'control.read': 2, 'control.write': 1 },
  /** Requests to Genesys, and reads of the person from Graph. */
  requests: 1,
  reads: 1,
} as const;

const BUCKETS = 32;
const PRIORITIES = 3;
const PAGE = 1000;

/** Requests to Table Storage that one operation takes with so many rows; one where none is named. Counted by a test. */
export function requestsFor(operation: string, rows: number): number {
  if (operation === 'records.due') return BUCKETS * PRIORITIES;
  if (operation === 'records.dirty' || operation === 'records.held') return BUCKETS;
  return operation === 'records.all' ? BUCKETS + Math.ceil(rows / PAGE) - 1 : 1;
}

/** Requests of all these operations together. */
export function requestsOf(operations: Operations, rows: number): number {
  return Object.entries(operations).reduce((sum, [name, count]) => sum + count * requestsFor(name, rows), 0);
}

/** Bytes that Table Storage bills for one row of each kind; a record has eleven mapped attributes. Computed by a test. */
export const ROW_BYTES = { record: 3000, claim: 400, member: 200, journal: 500 } as const;

/** Alert rules by how often they ask, in minutes, and rules over metrics of a resource. Counted by a test. */
export const ALERT_RULES = { every5: 4, every15: 7, every60: 3, overMetrics: 1 } as const;

/**
 * Bytes of telemetry as `npm run bench:telemetry` measures them in the rig, rounded up, with a row of 1,500 bytes that the host adds
 * for each call of a function, and a tenth of the traces.
 */
export const MEASURED = { bytesPerThousandChanges: 2_600_000, bytesPerRun: 3_800 } as const;

/** What is not counted but assumed, each to be replaced by a measurement of the own installation. */
export const ASSUMED = {
  /** Changes a month for each person: joiners, movers, leavers and edits. */
  changesPerPerson: 0.5,
  /** A run with nothing to do, and what reading every record for the summary adds, in seconds. */
  secondsOfRun: 2,
  recordsPerSecond: 3000,
  /** One change in a worker: a read of Graph, a request to Genesys, rows. */
  secondsOfChange: 2,
  /** Operations of Service Bus for one wake: send, session, receive, complete, renewals. */
  busOperationsPerWake: 10,
  /** Operations of Service Bus an hour from scaling and idle sessions. */
  busOperationsPerHour: 600,
  /** Blob operations of the host for one run: timer lease and schedule. */
  blobOperationsPerRun: 10,
  /** Reads of the vault an hour: two secrets, every ten minutes. */
  vaultReadsPerHour: 12,
  /** Bytes of the metrics and logs of Service Bus and the vault. */
  bytesOfDiagnostics: 400_000_000,
  /** Months of the journal that are kept at a time. */
  journalMonths: 4,
} as const;
