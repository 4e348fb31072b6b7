import { entitle, unentitle } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { document, NEW_FEED, readDocument } from './control-documents.ts';
import { eachPage } from './each-page.ts';
import type { HeldLease } from './lease.ts';
import { createLinkTrail } from './link-trail.ts';
import { settleByReading } from './readings.ts';
import { createWantWriter } from './want-writer.ts';

const DIRECT = 'app';
const SLICE = 40;
/** Page sizes of the list (Graph: serviceprincipal-list-approleassignedto, `$top` up to 999). */
const PAGE = 999;
const OTHER_PAGE = 100;

type AssignmentPorts = Pick<
  Ports,
  'directory' | 'members' | 'records' | 'control' | 'clock' | 'configuration' | 'digester' | 'events'
>;

interface List {
  readonly users: ReadonlySet<string>;
  readonly groups: number;
  readonly rows: number;
  readonly pages: number;
}

/**
 * Reads who is assigned to the app and works on the difference. The list is complete or it is not used: a page that
 * fails throws, and a suspicious one is read again with another page size. `between` runs after each slice of the
 * difference; when it says that the run's time is over, the next run goes on with what is pending. False = not finished.
 */
export async function readAssignments(
  ports: AssignmentPorts,
  lease: HeldLease,
  between: () => Promise<boolean>,
): Promise<boolean> {
  const { control, clock, events } = ports;
  const stored = (await readDocument(control, 'feed', 'assignments'))?.value ?? NEW_FEED;
  const started = clock.now();
  const first = await readList(ports, PAGE);
  const list = isSuspicious(first, stored.listCount) ? await confirmList(ports, first) : first;
  if (list === undefined) {
    events.emit('assignments-distrusted', { rows: first.rows });
    return false;
  }
  const listHash = hashOf(list.users, ports);
  // A new leader trusts no hash: the one before it may have resumed in the middle of its own list.
  if (listHash !== stored.listHash || stored.stampedEpoch < lease.epoch) {
    // A crash within the difference must not leave the old hash standing: the old list may come back and look unchanged.
    await lease.commit(document('feed', { ...stored, listHash: '' }, 'assignments'));
    if (!(await storeDifference(ports, lease, list.users, between))) return false;
  }
  if (!(await applyPending(ports, lease, list.users, between))) return false;
  await lease.commit(
    document(
      'feed',
      {
        ...stored,
        phase: 'idle',
        failingSince: 0,
        finishedStart: started,
        finishedAt: clock.now(),
        listHash,
        listCount: list.rows,
        groups: list.groups,
        stampedEpoch: lease.epoch,
      },
      'assignments',
    ),
  );
  if (list.groups !== stored.groups) events.emit('group-assignments-ignored', { groups: list.groups });
  return true;
}

async function readList({ directory, events }: AssignmentPorts, pageSize: number): Promise<List> {
  const users = new Set<string>();
  const follow = createLinkTrail('the assignments list');
  let groups = 0;
  let rows = 0;
  let pages = 0;
  let link: string | undefined;
  do {
    const page = await events.span('assignments-page', () => directory.assignmentsPage(link, pageSize));
    pages += 1;
    for (const row of page.rows) {
      rows += 1;
      if (row.principalType === 'User') users.add(row.principalId);
      if (row.principalType === 'Group') groups += 1;
    }
    link = page.nextLink;
    if (link !== undefined) follow(link);
  } while (link !== undefined);
  return { users, groups, rows, pages };
}

/** Full pages without a next link have lost rows before, and a list that is empty where there were many is no news yet. */
function isSuspicious({ rows, pages }: List, before: number): boolean {
  return (pages === 1 && (rows === OTHER_PAGE || rows === PAGE)) || (rows === 0 && before > 0);
}

async function confirmList(ports: AssignmentPorts, first: List): Promise<List | undefined> {
  const again = await readList(ports, OTHER_PAGE);
  return hashOf(again.users, ports) === hashOf(first.users, ports) ? again : undefined;
}

function hashOf(users: ReadonlySet<string>, { digester }: AssignmentPorts): string {
  return digester.text([...users].sort().join('\n'));
}

/** Members first, each with its pending row, so that a crash in between loses nothing. */
async function storeDifference(
  { members }: AssignmentPorts,
  lease: HeldLease,
  users: ReadonlySet<string>,
  between: () => Promise<boolean>,
): Promise<boolean> {
  const known = new Set<string>();
  const gone: string[] = [];
  for await (const { items } of eachPage((cursor) => members.wanted(DIRECT, cursor, 1000))) {
    for (const user of items) users.has(user) ? known.add(user) : gone.push(user);
  }
  const added = [...users].filter((user) => !known.has(user));
  for (const [list, wanted] of [
    [added, true],
    [gone, false],
  ] as const) {
    for (let from = 0; from < list.length; from += SLICE) {
      await lease.commit({});
      await members.setWanted(DIRECT, list.slice(from, from + SLICE), wanted);
      if (!(await between())) return false;
    }
  }
  return true;
}

/** What is pending is applied as the list just read has it: an older list may have left rows of its own. */
async function applyPending(
  ports: AssignmentPorts,
  lease: HeldLease,
  users: ReadonlySet<string>,
  between: () => Promise<boolean>,
): Promise<boolean> {
  const { members } = ports;
  const writer = createWantWriter(ports, lease, { stampAll: true, urgency: 2 });
  for (;;) {
    const pending = await members.pending(DIRECT, SLICE);
    if (pending.length === 0) return true;
    await lease.commit({});
    const joined = pending.map(({ user }) => user).filter((user) => users.has(user));
    const gone = pending.map(({ user }) => user).filter((user) => !users.has(user));
    const wrong = pending.filter(({ user, wanted }) => wanted !== users.has(user)).map(({ user }) => user);
    for (const user of wrong) await members.setWanted(DIRECT, [user], users.has(user));
    for (const user of joined) await writer.change(user, undefined, (want, context) => entitle(want, DIRECT, context));
    await settleByReading(ports, writer, joined, [DIRECT]);
    for (const user of gone) await writer.change(user, undefined, (want, context) => unentitle(want, DIRECT, context));
    await lease.commit({});
    // Rows written since they were read (by this very loop, or by an old instance that resumed) stay for another look.
    await members.clearPending(DIRECT, pending);
    if (!(await between())) return false;
  }
}
