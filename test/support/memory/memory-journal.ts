import type { Journal, JournalEntry } from '../../../shared/sync/ports.ts';
import { createSteps, frozenCopy, type MemoryHooks, type Operation } from './memory-steps.ts';

export interface MemoryJournal extends Journal {
  readonly ops: Operation[];
  /** Every entry of one object in the order in which it was written, without a hook. */
  peek(id: string): readonly JournalEntry[];
}

/** The provisioning log in memory. */
export function createMemoryJournal(hooks?: MemoryHooks): MemoryJournal {
  const { ops, step } = createSteps(hooks);
  const lines = new Map<string, JournalEntry[]>();

  return {
    ops,
    peek: (id) => [...(lines.get(id) ?? [])],
    append: (id, entry) =>
      step('journal.append', id, () => {
        const written = lines.get(id) ?? [];
        written.push(frozenCopy(entry));
        lines.set(id, written);
      }),
    last: (id, count) =>
      step('journal.last', id, () =>
        [...(lines.get(id) ?? [])]
          .reverse()
          .sort((a, b) => b.at - a.at)
          .slice(0, count),
      ),
  };
}
