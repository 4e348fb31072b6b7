import { makeCompany } from './company.ts';
import { asDocuments, asText, callDoor } from './door.ts';
import type { HostEvents } from './host-events.ts';
import type { RigOptions } from './options.ts';
import { progressBar } from './progress.ts';

const CHUNK = 500;

/** Fills an empty directory with the company; one that holds people already is left alone. Returns whether it was empty. */
export async function seedCompany(graph: string, options: RigOptions): Promise<boolean> {
  const before = await callDoor(`${graph}/control/people`);
  if (asDocuments(before.people).length > 0) return false;
  const people = makeCompany(options.seed, options.people);
  for (let from = 0; from < people.length; from += CHUNK) {
    const slice = people.slice(from, from + CHUNK).map((person) => ({ assigned: true, ...person }));
    await callDoor(`${graph}/control/seed`, 'POST', slice);
  }
  return true;
}

/** How many people of the directory should come to have an account, roughly: those who are enabled. */
export async function countEnabled(graph: string): Promise<number> {
  const { people } = await callDoor(`${graph}/control/people`);
  return asDocuments(people).filter(
    ({ state, properties }) =>
      asText(state) === 'active' && (properties as { accountEnabled?: unknown }).accountEnabled === true,
  ).length;
}

/** Shows how many people have been settled until `end` is called. */
export function showLoad(events: HostEvents, total: number): () => void {
  const bar = progressBar('First load', total);
  const show = () => bar.show(events.confirmed.size + events.parked.size);
  const stop = events.onEvent((name) => {
    if (name === 'change-applied' || name === 'parked') show();
  });
  show();
  return () => {
    stop();
    show();
    bar.end();
  };
}
