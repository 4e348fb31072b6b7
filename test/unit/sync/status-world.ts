import { createDigester } from '../../../shared/domain/digest.ts';
import { DEFAULT_LEAVER_ACTIONS } from '../../../shared/domain/guard.ts';
import { compileMapping } from '../../../shared/domain/mapping/compile-mapping.ts';
import { DEFAULT_MAPPING } from '../../../shared/domain/mapping/default-mapping.ts';
import type { AttributeName, SourceUser } from '../../../shared/domain/mapping/types.ts';
import { type Have, NOTHING_HAD, type UserRecord, type Want } from '../../../shared/domain/record.ts';
import { TIMINGS } from '../../../shared/domain/timings.ts';
import { newWant } from '../../../shared/domain/want.ts';
import type { Directory } from '../../../shared/sync/ports.ts';
import type { StatusPorts } from '../../../shared/sync/status-answer.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';
import { createMemoryJournal } from '../../support/memory/memory-journal.ts';
import { createMemoryRecords } from '../../support/memory/memory-records.ts';

export const NOW = Date.parse('2026-05-04T12:00:00Z');
export const ANNA = '00000000-0000-4000-8000-00000000000a';

export const ANNA_IN_GRAPH: SourceUser = {
  id: ANNA,
  userPrincipalName: 'anna@example.com',
  displayName: 'Anna Muster',
  mail: 'anna@example.com',
  jobTitle: 'Head of Nothing',
  accountEnabled: true,
};

const CONTEXT = {
  now: NOW,
  epoch: 1,
  configuration: 'h',
  urgency: 1,
  actions: DEFAULT_LEAVER_ACTIONS,
  absenceMs: 1,
  doubtMs: 1,
} as const;
const WANT: Want = { ...newWant(['everyone'], CONTEXT), source: 'present', sourceDigest: 'd', version: 2 };

export const digester = createDigester('status-test-key');
export const digestOf = (name: string, value: string) => digester.attribute(name as AttributeName, value);

export function recordOf(want: Partial<Want> = {}, have: Partial<Have> = {}, id = ANNA): UserRecord {
  return { id, want: { ...WANT, ...want }, have: { ...NOTHING_HAD, ...have } };
}

/** Memory stores and a directory of one person, found by id and by user principal name. */
export async function statusWorld(records: readonly UserRecord[] = [], read?: Directory['readUser']) {
  const compiled = compileMapping(DEFAULT_MAPPING);
  if (!compiled.ok) throw new Error('the default mapping does not compile');
  const store = createMemoryRecords();
  for (const record of records) await store.write(record, undefined);
  const names = [ANNA, 'anna@example.com'];
  const unused = () => Promise.reject(new Error('status reads one user and nothing else'));
  const ports = {
    configuration: {
      mode: 'dry',
      scope: 'all',
      hash: 'h',
      mapping: compiled.mapping,
      leaverActions: DEFAULT_LEAVER_ACTIONS,
      adoption: 'byUserName',
      guardLimit: undefined,
      createLimit: undefined,
      timings: TIMINGS,
      lanes: 8,
      startedAt: NOW,
      instance: 'i',
    },
    clock: { now: () => NOW, sleep: async () => undefined },
    digester,
    directory: {
      firstUsersPage: unused,
      latestUsersLink: unused,
      usersPage: unused,
      assignmentsPage: unused,
      readUsers: unused,
      readUser: read ?? (async (reference) => (names.includes(reference) ? ANNA_IN_GRAPH : undefined)),
    },
    records: store,
    control: createMemoryControl(),
    journal: createMemoryJournal(),
  } satisfies StatusPorts;
  return ports;
}
