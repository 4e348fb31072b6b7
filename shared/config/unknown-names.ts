import { nearestName } from '../domain/mapping/nearest-name.ts';
import type { Fault } from './fault.ts';
import { SETTING_NAMES } from './settings-table.ts';

/** Names that begin so can be meant for nobody else, so a misspelt one is refused instead of ignored. */
const OWN = /^(ENTRA|GENESYS|GRAPH|LEAVER)_/;
/** Short names resemble too much that is set anyway (HOME, LINES). */
const SHORTEST_HINTED = 7;

/** Misspelt names of ours: faults where nobody else can be meant, hints where a name only looks alike. */
export function unknownNames(names: readonly string[]): { faults: readonly Fault[]; hints: readonly string[] } {
  const faults: Fault[] = [];
  const hints: string[] = [];
  for (const name of names) {
    if ((SETTING_NAMES as readonly string[]).includes(name)) continue;
    const near = nearestName(name, SETTING_NAMES);
    if (OWN.test(name)) {
      const allowed = near === undefined ? 'a name from the table of settings' : `perhaps ${near}`;
      faults.push({ key: name, value: '(not shown)', allowed, message: 'there is no such setting' });
    } else if (near !== undefined && name.length >= SHORTEST_HINTED && Math.abs(near.length - name.length) <= 2) {
      hints.push(`${name} is not a setting of the connector; perhaps ${near} is meant`);
    }
  }
  return { faults, hints };
}
