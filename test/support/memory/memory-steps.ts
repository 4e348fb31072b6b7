/** Called around each operation: `before` may delay or refuse it, a throw in `after` loses the answer only. */
export interface MemoryHooks {
  before?(op: string, id?: string): Promise<void>;
  after?(op: string, id?: string): Promise<void>;
}

export interface Operation {
  readonly op: string;
  readonly id: string | undefined;
}

export interface Steps {
  /** Every operation that took effect or failed by its own rules; the caller empties it when it grows. */
  readonly ops: Operation[];
  /** Runs one atomic effect between the hooks. */
  step<T>(op: string, id: string | undefined, effect: () => T): Promise<T>;
}

/** Wraps the operations of one in-memory store. */
export function createSteps(hooks: MemoryHooks = {}): Steps {
  const ops: Operation[] = [];
  return {
    ops,
    async step(op, id, effect) {
      await hooks.before?.(op, id);
      ops.push({ op, id });
      const result = effect();
      await hooks.after?.(op, id);
      return result;
    },
  };
}

/** A copy nobody can change, as a row read from a table is. */
export function frozenCopy<T>(value: T): T {
  return deepFreeze(structuredClone(value));
}

/** ETags of one store: no two writes ever share one. */
export function createEtags(name: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `W/"${name}-${count}"`;
  };
}

/** Page of an ordered list; the cursor is the key of the last item, so rows that come and go between pages move nothing. */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  cursor: string | undefined,
  limit: number,
): { items: readonly T[]; next?: string } {
  const rest = cursor === undefined ? items : items.filter((item) => keyOf(item) > cursor);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return page.length < limit || last === undefined ? { items: page } : { items: page, next: keyOf(last) };
}

export function byText<T>(keyOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
