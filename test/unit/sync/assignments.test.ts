import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { readAssignments } from '../../../shared/sync/assignments.ts';
import { takeLease } from '../../../shared/sync/lease.ts';
import type { AssignmentsPage } from '../../../shared/sync/ports.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';
import { createMemoryMembers } from '../../support/memory/memory-members.ts';
import { createMemoryRecords } from '../../support/memory/memory-records.ts';
import { createRig } from '../../support/sync/sync-rig.ts';

const user = (principalId: string) => ({ principalId, principalType: 'User' });
const users = (count: number) =>
  Array.from({ length: count }, (_, index) => user(`p${String(index).padStart(4, '0')}`));

const CIRCLE = { code: 'feed-repeats-link', kind: 'contract' };

/** Lists answered in this order; the last one stays. */
function rig() {
  const { instance, world } = createRig();
  const [control, members, records] = [createMemoryControl(), createMemoryMembers(), createMemoryRecords()];
  const clock = { now: () => world.scheduler.now, sleep: async () => undefined };
  const lists: (readonly AssignmentsPage[] | ConnectorError)[] = [];
  const asked: number[] = [];
  let list: readonly AssignmentsPage[] | ConnectorError = [];
  const ports = {
    ...instance.ports,
    control,
    members,
    records,
    clock,
    directory: {
      ...instance.ports.directory,
      assignmentsPage: async (link: string | undefined, pageSize: number) => {
        if (link === undefined) {
          asked.push(pageSize);
          list = lists.length > 1 ? (lists.shift() ?? []) : (lists[0] ?? []);
        }
        if (list instanceof ConnectorError) throw list;
        return list[Number(link ?? '0')] ?? { rows: [] };
      },
      readUsers: async (ids: readonly string[]) => ({
        found: new Map(ids.map((id) => [id, { id, accountEnabled: true, displayName: id }])),
        missing: new Set<string>(),
        failed: new Map<string, ConnectorError>(),
      }),
    },
  };
  const read = async (...next: (readonly AssignmentsPage[] | ConnectorError)[]) => {
    lists.splice(0, lists.length, ...next);
    asked.length = 0;
    const lease = await takeLease(control, clock, ports.configuration);
    if (lease === undefined) throw new Error('no lease');
    await readAssignments(ports, lease, async () => true);
    return asked;
  };
  const entitled = () => records.peek().flatMap(({ id, want }) => (want.entitledBy.length > 0 ? [id] : []));
  const log = () => world.scheduler.log.join('\n');
  return { read, entitled, records, members, log, control };
}

describe('the list of assignments', () => {
  it('makes a record in scope of everybody on it, over all pages', async () => {
    const { read, entitled, records } = rig();
    await read([{ rows: [user('p1')], nextLink: '1' }, { rows: [user('p2')] }]);
    expect(entitled()).toEqual(['p1', 'p2']);
    expect(records.peekDue().map(({ id }) => id)).toEqual(['p1', 'p2']);
  });

  it('that did not change costs no operation of members or records', async () => {
    const { read, records, members } = rig();
    await read([{ rows: users(3) }]);
    records.ops.length = 0;
    members.ops.length = 0;
    await read([{ rows: users(3).reverse() }]);
    expect([records.ops, members.ops.map(({ op }) => op)]).toEqual([[], ['members.pending']]);
  });

  it('without somebody opens a departure of exactly that person', async () => {
    const { read, entitled, records } = rig();
    await read([{ rows: [user('p1'), user('p2')] }]);
    await read([{ rows: [user('p2')] }]);
    expect(entitled()).toEqual(['p2']);
    expect(records.peekHeld().map(({ id }) => id)).toEqual(['p1']);
  });

  it('that fails on a later page is not used at all', async () => {
    const { read, entitled } = rig();
    await read([{ rows: [user('p1'), user('p2')] }]);
    const error = new ConnectorError('graph-unavailable', 'down', { kind: 'unavailable' });
    await expect(read(error)).rejects.toBe(error);
    expect(entitled()).toEqual(['p1', 'p2']);
  });

  it.each([100, 999])('of exactly %i rows in one page is read again in smaller pages', async (count) => {
    const { read, entitled } = rig();
    expect(await read([{ rows: users(count) }])).toEqual([999, 100]);
    expect(entitled()).toHaveLength(count);
  });

  it('that shows another set when read again is not used', async () => {
    const { read, entitled, log } = rig();
    await read([{ rows: users(120) }]);
    await read([{ rows: users(100) }], [{ rows: users(120) }]);
    expect(entitled()).toHaveLength(120);
    expect(log()).toContain('assignments-distrusted');
  });

  it('that is empty where there were many is believed only when it is empty twice', async () => {
    const { read, entitled } = rig();
    await read([{ rows: users(3) }]);
    await read([{ rows: [] }], [{ rows: users(3) }]);
    expect(entitled()).toHaveLength(3);
    await read([{ rows: [] }]);
    expect(entitled()).toEqual([]);
  });

  it('that repeats a link is refused', async () => {
    const { read } = rig();
    await expect(read([{ rows: [user('p1')], nextLink: '0' }])).rejects.toMatchObject(CIRCLE);
  });

  it('whose links lead in a circle of several pages is refused', async () => {
    const { read, entitled } = rig();
    const pages = ['1', '2', '3', '1'].map((nextLink) => ({ rows: [user('p1')], nextLink }));
    await expect(read(pages)).rejects.toMatchObject(CIRCLE);
    expect(entitled()).toEqual([]);
  });

  it('names groups in an event and entitles nobody by them', async () => {
    const { read, entitled, log } = rig();
    await read([{ rows: [user('p1'), { principalId: 'g1', principalType: 'Group' }] }]);
    expect(entitled()).toEqual(['p1']);
    expect(log()).toMatch(/group-assignments-ignored .*"groups":1/);
  });

  it('names groups again only when their number changes', async () => {
    const { read, log } = rig();
    const group = (principalId: string) => ({ principalId, principalType: 'Group' });
    const emitted = () => [...log().matchAll(/group-assignments-ignored .*"groups":(\d)/g)].map(([, count]) => count);
    await read([{ rows: [user('p1')] }]);
    expect(emitted()).toEqual([]);
    for (let run = 0; run < 3; run += 1) await read([{ rows: [user('p1'), group('g1')] }]);
    expect(emitted()).toEqual(['1']);
    await read([{ rows: [user('p1'), group('g1'), group('g2')] }]);
    await read([{ rows: [user('p1')] }]);
    await read([{ rows: [user('p1')] }]);
    expect(emitted()).toEqual(['1', '2', '0']);
  });

  it('is worked on again after a crash between the members and the records', async () => {
    const { read, entitled, members } = rig();
    await read([{ rows: [user('p1')] }]);
    await members.setWanted('app', ['p2'], true);
    await read([{ rows: [user('p1'), user('p2')] }]);
    expect(entitled()).toEqual(['p1', 'p2']);
    expect(await members.pending('app', 10)).toEqual([]);
  });
});
