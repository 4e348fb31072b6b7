import { CORE_RULES } from './defect.ts';
import { DEFECTS } from './defects.ts';
import { DIRECTED } from './directed.ts';
import { FOUND_BY } from './found-by.ts';
import { runHistory } from './history.ts';
import { occurrences, runPlanted } from './plant.ts';

const LIMIT_MS = 60_000;
/** Every change of the code moves what a seed does; these histories are known to be clean without a defect. */
const CLEAN_HISTORIES = { first: 1, count: 500 };

describe('planted defects', () => {
  it('cover every rule that small models broke without', () => {
    const covered = new Set<string>(DEFECTS.map(({ key }) => key));

    expect(CORE_RULES.filter((rule) => !covered.has(rule))).toEqual([]);
    expect(DEFECTS.length).toBeGreaterThanOrEqual(15);
  });

  it('are not mistaken for faults of the code itself: it passes the histories that find them', async () => {
    const failed: string[] = [];
    for (const seed of new Set(Object.values(FOUND_BY))) {
      const { violations } = await runHistory(seed);
      if (violations.length > 0) failed.push(`seed ${seed}: ${violations[0]}`);
    }
    for (const [name, history] of Object.entries(DIRECTED)) {
      failed.push(...(await history()).map((violation) => `${name}: ${violation}`));
    }

    expect(failed).toEqual([]);
  }, 60_000);

  it.each(DEFECTS.map((defect) => ({ ...defect, defect })))(
    '$name is found: $rule',
    async ({ defect }) => {
      expect(await occurrences(defect)).toBe(1);

      const first = FOUND_BY[defect.name] ?? 0;
      const recorded = await runPlanted(defect, { first, count: 1 }, LIMIT_MS);
      const isDirected = defect.directed !== undefined;
      const result =
        recorded.kind === 'failed' || isDirected ? recorded : await runPlanted(defect, CLEAN_HISTORIES, LIMIT_MS);

      expect(result.kind).toBe('failed');
    },
    150_000,
  );
});
