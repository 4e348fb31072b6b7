import { Conflict, type ControlStore, type Json, type Lease, type Stored } from '../../../shared/sync/ports.ts';
import { byText, createEtags, createSteps, frozenCopy, type MemoryHooks, type Operation } from './memory-steps.ts';

export interface MemoryControl extends ControlStore {
  readonly ops: Operation[];
  /** Lease and documents at this moment, without a hook. */
  peekLease(): Lease | undefined;
  peek(key: string): Json | undefined;
}

/** The control table in memory: a lease, and documents kept as the JSON text they would be stored as. */
export function createMemoryControl(hooks?: MemoryHooks): MemoryControl {
  const { ops, step } = createSteps(hooks);
  const nextEtag = createEtags('control');
  const documents = new Map<string, Stored<Json>>();
  let lease: Lease | undefined;

  function put(key: string, value: Json): string {
    const etag = nextEtag();
    const plain: Json = JSON.parse(JSON.stringify(value));
    documents.set(key, Object.freeze({ value: frozenCopy(plain), etag }));
    return etag;
  }

  function putLease(next: Omit<Lease, 'etag'>, etag: string | undefined): Lease {
    if (lease?.etag !== etag) throw new Conflict('lease moved');
    const { owner, epoch, expiry } = next;
    lease = Object.freeze({ owner, epoch, expiry, etag: nextEtag() });
    return lease;
  }

  return {
    ops,
    peekLease: () => lease,
    peek: (key) => documents.get(key)?.value,
    readLease: () => step('control.readLease', undefined, () => lease),
    writeLease: (next, etag) => step('control.writeLease', next.owner, () => putLease(next, etag)),
    commit: (held, expiry, changed) =>
      step('control.commit', held.owner, () => {
        const entries = Object.entries(changed);
        if (entries.length > 99) throw new RangeError('a transaction holds at most 99 documents beside the lease');
        if (lease === undefined) throw new Conflict('lease is gone');
        const renewed = putLease({ owner: lease.owner, epoch: lease.epoch, expiry }, held.etag);
        for (const [key, value] of entries) put(key, value);
        return renewed;
      }),
    read: (key) => step('control.read', key, () => documents.get(key)),
    list: (prefix) =>
      step('control.list', prefix, () =>
        [...documents]
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, { value }]) => ({ key, value }))
          .sort(byText(({ key }) => key)),
      ),
    write: (key, value, etag) =>
      step('control.write', key, () => {
        if (documents.get(key)?.etag !== etag) throw new Conflict(`document ${key} moved`);
        return put(key, value);
      }),
  };
}
