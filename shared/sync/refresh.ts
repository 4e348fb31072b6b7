import { touch } from '../domain/want.ts';
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
  for (;;) {
    const page = await records.all(state.cursor === '' ? undefined : state.cursor, PAGE);
    const ids = page.items.map(({ value }) => value.id);
    // Under an unchanged mapping a refresh finds hardly anything: what differs may come from a replica that lags behind the feed.
    const present = page.items.filter(({ value: { want } }) => want.source === 'present' && want.version > 0);
    const known = new Map(present.map(({ value }) => [value.id, value.want.sourceDigest]));
    await settleByReading(ports, writer, ids, undefined, state.touch ? undefined : known);
    if (state.touch) for (const id of ids) await writer.change(id, undefined, touch);
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
