import { rescope, unentitle } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { eachPage } from './each-page.ts';
import type { HeldLease } from './lease.ts';
import type { DueEntry } from './ports.ts';
import { settleByReading } from './readings.ts';
import { areEntitlementsKnown } from './refresh.ts';
import { createWantWriter, type WantWriter } from './want-writer.ts';

const PAGE = 200;

/**
 * Reads everybody whose record a sight of the source contradicts, and writes the reading as want: those a worker doubts, and
 * those of whom enumeration itself has seen two things.
 */
export async function answerDoubts(ports: Ports, lease: HeldLease): Promise<void> {
  const { records, clock } = ports;
  const writer = createWantWriter(ports, lease, { stampAll: false, urgency: 1 });
  for await (const { items } of eachPage((cursor) => records.dirty(cursor, PAGE))) {
    const now = clock.now();
    await settle(
      ports,
      writer,
      items.filter((entry) => isAsked(entry, now)),
    );
  }
  // A departure may be held for days: a return that was doubted must not wait for the guard.
  for await (const { items } of eachPage((cursor) => records.held(cursor, PAGE))) {
    await settle(
      ports,
      writer,
      items.filter(({ doubted }) => doubted),
    );
  }
}

/** Who waits long is read as often as the attempt comes round, or an assignment without a person would be read for ever. */
function isAsked({ doubted, recheck, parked, at }: DueEntry, now: number): boolean {
  return doubted || (recheck === 'source-doubt' && (!parked || at <= now));
}

async function settle(ports: Ports, writer: WantWriter, entries: readonly { readonly id: string }[]): Promise<void> {
  const ids = entries.map(({ id }) => id);
  const { scope } = ports.configuration;
  if (scope === 'assigned' && ids.length > 0 && (await areEntitlementsKnown(ports))) {
    for (const id of ids) {
      const assigned = await ports.members.isWanted('app', id);
      await writer.change(id, undefined, (want, context) => {
        const here = rescope(want, scope, context);
        return assigned ? here : unentitle(here, 'app', context);
      });
    }
  }
  await settleByReading(ports, writer, ids, undefined);
}
