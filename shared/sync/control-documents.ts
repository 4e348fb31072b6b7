import * as z from 'zod';
import type { ControlStore, Json, Stored } from './ports.ts';

/** Which configuration is in force, and since when its process runs. */
const configurationSchema = z.object({
  hash: z.string(),
  mode: z.enum(['live', 'dry', 'paused']),
  /** '' in a document older than this column. */
  scope: z.enum(['all', 'assigned', '']).default(''),
  since: z.number(),
});
export type ConfigurationDocument = z.infer<typeof configurationSchema>;

const gateSchema = z.object({
  closed: z.boolean(),
  reason: z.string(),
  /** Kind of the failure that closed it; a missing permission is probed by a write, anything else by a read. */
  cause: z.string().default(''),
  since: z.number(),
  /** Record that may write although the gate is closed: the probe of a missing permission; '' = none. */
  probing: z.string().default(''),
  /** Next probe, epoch milliseconds, while closed. */
  nextProbe: z.number(),
  /** Probes since it closed. */
  step: z.number(),
  /** Consecutive failures, and when the first of them was. */
  failures: z.number(),
  failingSince: z.number(),
  /** Wakes a run may send while the load is raised again; 0 = no limit. */
  ramp: z.number(),
});
export type GateDocument = z.infer<typeof gateSchema>;
export const OPEN_GATE: GateDocument = {
  closed: false,
  reason: '',
  cause: '',
  since: 0,
  probing: '',
  nextProbe: 0,
  step: 0,
  failures: 0,
  failingSince: 0,
  ramp: 0,
};

const feedSchema = z.object({
  phase: z.enum(['none', 'round', 'idle']),
  /** Next link of the round under way. */
  link: z.string(),
  linkAt: z.number(),
  /** Delta link of the last finished round. */
  deltaLink: z.string(),
  roundStarted: z.number(),
  /** Start of the last finished round: a loss seen before it is settled by it. */
  finishedStart: z.number(),
  finishedAt: z.number(),
  selectHash: z.string(),
  /** Epoch of the lease that finished a round; a smaller one stamps every record it is delivered. */
  stampedEpoch: z.number(),
  /** Restarts in a row. */
  restarts: z.number(),
  /** First failure since the last finished round, epoch milliseconds; 0 = none. */
  failingSince: z.number().default(0),
  /** The source has named a wait for this feed, or for all of them, that ends then, epoch milliseconds; 0 = none. */
  notBefore: z.number().default(0),
  /** Content hash of the last list (assignments). */
  listHash: z.string(),
  listCount: z.number(),
  /** Groups assigned to the app, which entitle nobody; reported when their number changes. */
  groups: z.number().default(0),
});
export type FeedDocument = z.infer<typeof feedSchema>;
export const NEW_FEED: FeedDocument = {
  phase: 'none',
  link: '',
  linkAt: 0,
  deltaLink: '',
  roundStarted: 0,
  finishedStart: 0,
  finishedAt: 0,
  selectHash: '',
  stampedEpoch: 0,
  restarts: 0,
  failingSince: 0,
  notBefore: 0,
  listHash: '',
  listCount: 0,
  groups: 0,
};

const refreshSchema = z.object({
  state: z.enum(['idle', 'running']),
  /** Whom the cursor goes through: the held and the parked come first where everybody is looked at. */
  part: z.enum(['held', 'parked', 'all']).default('all'),
  cursor: z.string(),
  startedAt: z.number(),
  finishedAt: z.number(),
  /** The refresh follows a new configuration: everybody in scope is looked at. */
  touch: z.boolean(),
  why: z.string(),
});
export type RefreshDocument = z.infer<typeof refreshSchema>;

const planSchema = z.object({
  limit: z.number(),
  /** 0 once none of its departures is held any more. */
  count: z.number(),
  at: z.number(),
  /** Its rows are being marked; what a failure left unmarked still belongs to it. */
  marking: z.boolean().default(false),
});

const summarySchema = z.object({
  at: z.number(),
  runStarted: z.number(),
  runMs: z.number(),
  outcome: z.string(),
  records: z.number(),
  inScope: z.number(),
  active: z.number(),
  inactive: z.number(),
  dirty: z.number(),
  due: z.number(),
  parked: z.record(z.string(), z.number()),
  held: z.number(),
  oldestDue: z.number(),
  /** When the oldest change was seen that the target does not show yet and that waits for nobody; 0 = none. */
  oldestChange: z.number().default(0),
  /** People in scope who have no account yet. */
  creates: z.number().default(0),
  countedAt: z.number(),
});
export type SummaryDocument = z.infer<typeof summarySchema>;

/** The source refuses the connector itself: since when, and when last. */
const refusalSchema = z.object({ since: z.number(), at: z.number() });

const hourSchema = z.object({ count: z.number(), at: z.number() });

const schemas = {
  configuration: configurationSchema,
  gate: gateSchema,
  feed: feedSchema,
  refresh: refreshSchema,
  plan: planSchema,
  summary: summarySchema,
  hour: hourSchema,
  creates: hourSchema,
  refusal: refusalSchema,
} as const;
type Documents = { [K in keyof typeof schemas]: z.infer<(typeof schemas)[K]> };

/** Reads one control document; what does not fit its schema is an error, never a default. */
export async function readDocument<K extends keyof Documents>(
  control: ControlStore,
  kind: K,
  name = '',
): Promise<Stored<Documents[K]> | undefined> {
  const stored = await control.read(documentKey(kind, name));
  if (stored === undefined) return undefined;
  return { value: schemas[kind].parse(stored.value) as Documents[K], etag: stored.etag };
}

export async function listDocuments<K extends keyof Documents>(
  control: ControlStore,
  kind: K,
): Promise<readonly { readonly name: string; readonly value: Documents[K] }[]> {
  const rows = await control.list(`${kind}|`);
  return rows.map(({ key, value }) => ({
    name: key.slice(kind.length + 1),
    value: schemas[kind].parse(value) as Documents[K],
  }));
}

export function documentKey(kind: keyof Documents, name = ''): string {
  return name === '' ? kind : `${kind}|${name}`;
}

export function document<K extends keyof Documents>(kind: K, value: Documents[K], name = ''): Record<string, Json> {
  return { [documentKey(kind, name)]: value as Json };
}
