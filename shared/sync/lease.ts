import type { Configuration } from './configuration.ts';
import { type Clock, Conflict, type ControlStore, type Json, type Lease } from './ports.ts';

/** The lease moved to another instance: whoever notices stops writing at once. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The one enumerator. Every document it moves goes through a transaction that merges the lease row with If-Match. */
export interface HeldLease {
  readonly epoch: number;
  /** @throws LeaseLost */
  commit(documents: Readonly<Record<string, Json>>): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lease, or undefined while another instance holds it. The epoch grows whenever the owner changes, so that a
 * resumed old instance cannot undo what a newer one wrote.
 */
export async function takeLease(
  control: ControlStore,
  clock: Clock,
  { instance, timings }: Configuration,
): Promise<HeldLease | undefined> {
  const found = await control.readLease();
  if (found !== undefined && found.owner !== instance && found.expiry > clock.now()) return undefined;
  const epoch = found === undefined ? 1 : found.owner === instance ? found.epoch : found.epoch + 1;
  let lease: Lease;
  try {
    lease = await control.writeLease({ owner: instance, epoch, expiry: clock.now() + timings.leaseLife }, found?.etag);
  } catch (error) {
    if (error instanceof Conflict) return undefined;
    throw error;
  }
  return {
    epoch,
    async commit(documents) {
      try {
        lease = await control.commit(lease, clock.now() + timings.leaseLife, documents);
      } catch (error) {
        if (error instanceof Conflict) throw new LeaseLost('another instance took the lease', { cause: error });
        throw error;
      }
    },
    async release() {
      try {
        lease = await control.writeLease({ owner: instance, epoch, expiry: 0 }, lease.etag);
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
      }
    },
  };
}
