import { randomInt, randomUUID } from 'node:crypto';
import type { Chance } from '../sync/ports.ts';

/** The machine's random source. */
export const systemChance: Chance = {
  uuid: () => randomUUID(),
  fraction: () => Math.random(),
  integer: (below) => randomInt(below),
};
