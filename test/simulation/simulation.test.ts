import { runHistory } from './history.ts';

const HISTORIES = 500;
const FIRST_SEED = 1;

describe('random histories', () => {
  it(`ends in the wanted state in each of ${HISTORIES} histories`, async () => {
    const failed: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed += 1) {
      const { violations } = await runHistory(seed);
      if (violations.length > 0) failed.push(`seed ${seed}: ${violations[0]}`);
    }
    console.log(
      `${HISTORIES} histories, seeds ${FIRST_SEED} to ${FIRST_SEED + HISTORIES - 1}, ${failed.length} failed`,
    );

    expect(failed).toEqual([]);
  }, 300_000);
});
