import type { Have, Want } from '../domain/record.ts';
import { asCode } from '../domain/safe-text.ts';
import { isOfOtherScope, rescope, touch } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { document, NEW_FEED, type RefreshDocument, readDocument } from './control-documents.ts';
import type { HeldLease } from './lease.ts';
import type { Json, Page, RecordStore } from './ports.ts';
import { settleByReading } from './readings.ts';
import { createWantWriter } from './want-writer.ts';

type RefreshPorts = Pick<
  Ports,
  'records' | 'control' | 'directory' | 'digester' | 'clock' | 'configuration' | 'events'
>;

const PAGE = 20;
/** Of due entries, few of which are parked. */
const DUE_PAGE = 200;
export const IDLE_REFRESH: RefreshDocument = {
  state: 'idle',
  part: 'all',
  cursor: '',
  startedAt: 0,
  finishedAt: 0,
  touch: false,
  why: '',
};

type BeginPorts = Pick<Ports, 'control' | 'clock' | 'events'>;

/** Reasons whose refresh is repeated once: its first readings may come from replicas older than the start of the new feed. */
const REPEATED = ['configuration', 'token-lost', 'projection'];

/**
 * Asks for a reading of the source for all our records; one under way starts over. `because` are the documents that make it
 * necessary: they change in the same transaction, so that no crash leaves them without it. `touch`: everybody in scope is
 * looked at, even if nothing differs.
 */
export async function beginRefresh(
  ports: BeginPorts,
  lease: HeldLease,
  { why, touch: touchAll }: { readonly why: string; readonly touch: boolean },
  because: Readonly<Record<string, Json>> = {},
): Promise<void> {
  const before = (await readDocument(ports.control, 'refresh'))?.value ?? IDLE_REFRESH;
  const touch = touchAll || (before.state === 'running' && before.touch);
  const next: RefreshDocument = {
    ...before,
    state: 'running',
    part: touch ? 'held' : 'all',
    cursor: '',
    startedAt: ports.clock.now(),
    touch,
    why,
  };
  await lease.commit({ ...because, ...document('refresh', next) });
  ports.events.emit('refresh-begun', { why: asCode(why) });
}

/** False in scope "assigned" until the list of assignments was read under it: until then nobody counts as unassigned. */
export async function areEntitlementsKnown({
  control,
  configuration,
}: Pick<Ports, 'control' | 'configuration'>): Promise<boolean> {
  if (configuration.scope === 'all') return true;
  const stored = await readDocument(control, 'feed', 'assignments');
  return (stored?.value ?? NEW_FEED).finishedStart > 0;
}

/**
 * Goes on with the refresh under way, cursor by cursor; begins the weekly one. `between` runs after each page. It waits for
 * the users feed to have a delta link, since what changes after a reading must be shown by the feed, and for the assignments.
 */
export async function continueRefresh(
  ports: RefreshPorts,
  lease: HeldLease,
  between: () => Promise<boolean>,
): Promise<void> {
  const { control, clock, configuration, records } = ports;
  let state = (await readDocument(control, 'refresh'))?.value;
  if (state === undefined) {
    state = { ...IDLE_REFRESH, startedAt: clock.now(), finishedAt: clock.now() };
    await lease.commit(document('refresh', state));
    return;
  }
  const feed = (await readDocument(control, 'feed', 'users'))?.value ?? NEW_FEED;
  if (feed.deltaLink === '' || !(await areEntitlementsKnown(ports))) return;
  if (state.state === 'idle') {
    const again = REPEATED.includes(state.why) && clock.now() - state.finishedAt >= configuration.timings.doubt;
    if (!again && clock.now() - state.startedAt < configuration.timings.refreshEvery) return;
    // What replaced the feed may have read a lagging replica where the new feed starts later: read once more.
    await beginRefresh(ports, lease, { why: again ? 'again' : 'weekly', touch: false });
    state = (await readDocument(control, 'refresh'))?.value ?? state;
  }
  const writer = createWantWriter(ports, lease, { stampAll: false, urgency: 2 });
  // Digests of another key decide nothing: before anything is written such an account is read.
  const isForeign = (digest: string): boolean => !ports.digester.isOwn(digest);
  const suspects = ({ sent }: Have): boolean => Object.values(sent).some(isForeign);
  const toucher = createWantWriter(ports, lease, { stampAll: false, urgency: 2, suspects });
  const { scope } = configuration;
  const touchesAll = state.touch;
  for (;;) {
    const page: Page<Listed> = await nextPage(records, state);
    await ports.events.span('refresh-page', async () => {
      const ids = page.items.map(({ id }) => id);
      // Entitlements before the reading, which alone ends a departure.
      for (const { id } of page.items.filter(({ want }) => want === undefined || isOfOtherScope(want, scope))) {
        await writer.change(id, undefined, (want, context) =>
          isOfOtherScope(want, scope) ? rescope(want, scope, context) : undefined,
        );
      }
      await settleByReading(ports, writer, ids, undefined);
      // Touched after it, so that the reading is not taken for one that contradicts the same projection.
      if (touchesAll) for (const id of ids) await toucher.change(id, undefined, touch);
    });
    if (page.next === undefined && state.part === 'all') break;
    state = following(state, page.next);
    await lease.commit(document('refresh', state));
    if (!(await between())) return;
  }
  await lease.commit(
    document('refresh', { ...state, state: 'idle', cursor: '', finishedAt: clock.now(), touch: false }),
  );
  ports.events.emit('refresh-finished', { why: asCode(state.why) });
}

/** The held and the parked before everybody. */
function following(state: RefreshDocument, next: string | undefined): RefreshDocument {
  if (next !== undefined) return { ...state, cursor: next };
  return { ...state, part: state.part === 'held' ? 'parked' : 'all', cursor: '' };
}

interface Listed {
  readonly id: string;
  /** Where the list tells it. */
  readonly want?: Want;
}

async function nextPage(
  records: Pick<RecordStore, 'held' | 'dirty' | 'all'>,
  { part, cursor }: RefreshDocument,
): Promise<Page<Listed>> {
  const from = cursor === '' ? undefined : cursor;
  if (part === 'held') return records.held(from, PAGE);
  if (part === 'parked') {
    const page = await records.dirty(from, DUE_PAGE);
    return { ...page, items: page.items.filter(({ parked }) => parked) };
  }
  const page = await records.all(from, PAGE);
  return { ...page, items: page.items.map(({ value }) => value) };
}
