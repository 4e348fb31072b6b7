import { effectiveActions } from '../domain/guard.ts';
import { type Have, NOTHING_HAD, type Want } from '../domain/record.ts';
import { newWant, type WantContext, wantMoved } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { type HeldLease, LeaseLost } from './lease.ts';
import { Conflict } from './ports.ts';
import { isUnreadableRow } from './read-record.ts';

const TRIES = 8;

/**
 * Writes want halves under one lease. Of the have half it sets `suspect` alone, on accounts that `suspects` names: the next
 * attempt reads these first.
 */
export interface WantWriter {
  context(): WantContext;
  /**
   * Applies a pure change to one record's want half, again on a lost race. `create` = entitlements of a record that does
   * not exist yet; undefined leaves an unknown person alone. A change that is `undefined` writes nothing. A row that cannot
   * be read is passed over, as a person who is not known.
   * @throws LeaseLost when the record carries a larger epoch.
   */
  change(
    id: string,
    create: readonly string[] | undefined,
    change: (want: Want, context: WantContext, have: Have) => Want | undefined,
  ): Promise<Want | undefined>;
}

export function createWantWriter(
  { records, clock, configuration, events }: Pick<Ports, 'records' | 'clock' | 'configuration' | 'events'>,
  lease: HeldLease,
  options: { stampAll: boolean; urgency: 1 | 2; suspects?: (have: Have) => boolean },
): WantWriter {
  const actions = effectiveActions(configuration);
  const context = (): WantContext => ({
    now: clock.now(),
    epoch: lease.epoch,
    configuration: configuration.hash,
    urgency: options.urgency,
    actions,
    absenceMs: configuration.timings.absence,
    doubtMs: configuration.timings.doubt,
  });
  const tryChange: WantWriter['change'] = async (id, create, change) => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const stored = await records.read(id);
      if (stored === undefined && create === undefined) return undefined;
      const before = stored?.value.want ?? newWant(create ?? [], context());
      if (before.epoch > lease.epoch) throw new LeaseLost('a newer instance wrote this record');
      const have = stored?.value.have ?? NOTHING_HAD;
      const after = change(before, context(), have);
      if (after === undefined) return before;
      const suspected = !have.suspect && have.accountId !== null && options.suspects?.(have) === true;
      const stampOnly = stored !== undefined && !suspected && !wantMoved(before, after);
      // The first round of an epoch stamps every record it is delivered: an old instance that resumes must stop at it.
      if (stampOnly && !(options.stampAll && before.epoch < lease.epoch)) return before;
      try {
        const next = suspected ? { ...have, suspect: true } : have;
        await records.write({ id, want: after, have: next }, stored?.etag);
        if (after.version !== before.version || after.departure !== before.departure) events.remember(id);
        return after;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
      }
    }
    throw new Conflict(`a record changed ${TRIES} times while its want half was written`);
  };
  return {
    context,
    async change(id, create, change) {
      try {
        return await tryChange(id, create, change);
      } catch (error) {
        if (!isUnreadableRow(error)) throw error;
        return undefined;
      }
    },
  };
}
