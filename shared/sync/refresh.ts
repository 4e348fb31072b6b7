import type { Want } from '../domain/record.ts';
import { entitle, touch, unentitle, type WantContext } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { document, type RefreshDocument, readDocument } from './control-documents.ts';
import type { HeldLease } from './lease.ts';
import { settleByReading } from './readings.ts';
import { createWantWriter } from './want-writer.ts';

type RefreshPorts = Pick<
  Ports,
  'records' | 'control' | 'directory' | 'digester' | 'clock' | 'configuration' | 'events'
>;

const PAGE = 20;
/** Pseudo group of everybody in scope "all". */
const EVERYONE = 'everyone';
export const IDLE_REFRESH: RefreshDocument = {
  state: 'idle',
  cursor: '',
  startedAt: 0,
  finishedAt: 0,
  touch: false,
  why: '',
};

/** Asks for a reading of the source for all our records; one under way starts over. */
export async function beginRefresh(
  ports: RefreshPorts,
  lease: HeldLease,
  why: string,
  touchAll: boolean,
): Promise<void> {
  const before = (await readDocument(ports.control, 'refresh'))?.value ?? IDLE_REFRESH;
  const next: RefreshDocument = {
    ...before,
    state: 'running',
    cursor: '',
    startedAt: ports.clock.now(),
    touch: touchAll || (before.state === 'running' && before.touch),
    why,
  };
  await lease.commit(document('refresh', next));
  ports.events.emit('refresh-begun', { why });
}

/** Under a new configuration everybody in scope is looked at; the scope itself may be the news. */
function toEveryone(want: Want, context: WantContext): Want {
  return touch(entitle(want, EVERYONE, context), context);
}

/** Who is assigned keeps that entitlement; who is not departs, as far as the guard allows. */
function toAssigned(want: Want, context: WantContext): Want {
  return touch(unentitle(want, EVERYONE, context), context);
}

/** Goes on with the refresh under way, cursor by cursor; begins the weekly one. `between` runs after each page. */
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
  if (state.state === 'idle') {
    const repeats = state.why === 'configuration' || state.why === 'token-lost';
    const again = repeats && clock.now() - state.finishedAt >= configuration.timings.doubt;
    if (!again && clock.now() - state.startedAt < configuration.timings.refreshEvery) return;
    // What replaced the feed may have read a lagging replica where the new feed starts later: read once more.
    await beginRefresh(ports, lease, again ? 'again' : 'weekly', false);
    state = (await readDocument(control, 'refresh'))?.value ?? state;
  }
  const writer = createWantWriter(ports, lease, { stampAll: false, urgency: 2 });
  const adapt = configuration.scope === 'all' ? toEveryone : toAssigned;
  for (;;) {
    const page = await records.all(state.cursor === '' ? undefined : state.cursor, PAGE);
    const ids = page.items.map(({ value }) => value.id);
    // Entitlements first: only a reading ends the departure of somebody whom the new scope brings back.
    if (state.touch) for (const id of ids) await writer.change(id, undefined, adapt);
    await settleByReading(ports, writer, ids, undefined);
    if (page.next === undefined) break;
    state = { ...state, cursor: page.next };
    await lease.commit(document('refresh', state));
    if (!(await between())) return;
  }
  await lease.commit(
    document('refresh', { ...state, state: 'idle', cursor: '', finishedAt: clock.now(), touch: false }),
  );
  ports.events.emit('refresh-finished', { why: state.why });
}
