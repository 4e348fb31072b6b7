import { type Claim, type ClaimStore, Conflict, type Stored } from '../../../shared/sync/ports.ts';
import { createEtags, createSteps, frozenCopy, type MemoryHooks, type Operation } from './memory-steps.ts';

export interface MemoryClaims extends ClaimStore {
  readonly ops: Operation[];
  /** All claims by target id at this moment, without a hook. */
  peek(): ReadonlyMap<string, Claim>;
}

/** The claims table in memory: one owner for each target id. */
export function createMemoryClaims(hooks?: MemoryHooks): MemoryClaims {
  const { ops, step } = createSteps(hooks);
  const nextEtag = createEtags('claim');
  const claims = new Map<string, Stored<Claim>>();

  function expect(targetId: string, etag: string | undefined): void {
    if (claims.get(targetId)?.etag !== etag) throw new Conflict(`claim on ${targetId} moved`);
  }
  function put(targetId: string, claim: Claim): void {
    claims.set(targetId, Object.freeze({ value: frozenCopy(claim), etag: nextEtag() }));
  }

  return {
    ops,
    peek: () => new Map([...claims].map(([targetId, { value }]) => [targetId, value])),
    read: (targetId) => step('claims.read', targetId, () => claims.get(targetId)),
    insert: (targetId, claim) =>
      step('claims.insert', targetId, () => {
        expect(targetId, undefined);
        put(targetId, claim);
      }),
    replace: (targetId, claim, etag) =>
      step('claims.replace', targetId, () => {
        expect(targetId, etag);
        put(targetId, claim);
      }),
    remove: (targetId, etag) =>
      step('claims.remove', targetId, () => {
        expect(targetId, etag);
        claims.delete(targetId);
      }),
  };
}
