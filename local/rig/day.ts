import { makeGuest, makePerson } from './company.ts';
import { playOutage, playThrottling } from './day-faults.ts';
import { asText } from './door.ts';
import { pseudonymOf } from './pseudonym.ts';
import type { Session } from './session.ts';
import { readStatus } from './status.ts';
import { Workday } from './workday.ts';

/** Plays a working day; gives the lag of each change in milliseconds. A step that does not settle says so and the day goes on. */
export async function playDay(session: Session): Promise<readonly number[]> {
  const day = await Workday.open(session);
  session.say('\nA working day: changes in Entra, and when Genesys shows them');
  await join(day);
  await rename(day);
  await leave(day);
  await clearPhone(day);
  await nameTwice(day);
  await playThrottling(day);
  await playOutage(day);
  await massDeparture(day);
  return day.lags;
}

async function join(day: Workday): Promise<void> {
  const { people, seed } = day.options;
  const joiners = [1, 2].map((extra) => makePerson(seed, people + extra));
  await day.step('joiners', async () => {
    for (const person of joiners) await day.graph('people', 'POST', { ...person, assigned: true });
    return joiners.map(({ id }) => id);
  });
}

async function rename(day: Workday): Promise<void> {
  const chosen = day.take(2);
  await day.step('renames', async () => {
    for (const [index, { id, properties }] of chosen.entries()) {
      const [local = '', domain = ''] = asText(properties.userPrincipalName).split('@');
      const name = `${local}.married${index}@${domain}`;
      const displayName = `${asText(properties.givenName)} ${asText(properties.surname)}-Hill`;
      await day.graph(`people/${id}`, 'PATCH', { userPrincipalName: name, mail: name, displayName });
    }
    return chosen.map(({ id }) => id);
  });
}

async function leave(day: Workday): Promise<void> {
  const [first, second] = day.take(2);
  await day.step('leavers', async () => {
    if (first !== undefined) await day.graph(`people/${first.id}/disable`, 'POST');
    if (second !== undefined) await day.graph(`people/${second.id}/soft-delete`, 'POST');
    return [first, second].flatMap((person) => (person === undefined ? [] : [person.id]));
  });
}

async function clearPhone(day: Workday): Promise<void> {
  const chosen = day.take(1);
  await day.step('a cleared phone', async () => {
    for (const { id } of chosen) await day.graph(`people/${id}`, 'PATCH', { businessPhones: [], mobilePhone: null });
    return chosen.map(({ id }) => id);
  });
}

/** A guest whose name at home is the name of a member: the second one cannot have an account. */
async function nameTwice(day: Workday): Promise<void> {
  const [holder] = day.take(1);
  if (holder === undefined) return;
  const { people, seed } = day.options;
  const guest = makeGuest(seed, people + 3, asText(holder.properties.userPrincipalName));
  await day.until('a name taken twice', async () => {
    await day.graph('people', 'POST', { ...guest, assigned: true });
    return async () => {
      const reason = day.events.parked.get(pseudonymOf(guest.id, day.parts.settings));
      return reason === undefined ? undefined : `the second is parked (${reason})`;
    };
  });
}

/** The limit without a setting: 5 % of the people in scope, at least 10 and at most 50. */
async function guardLimit(day: Workday): Promise<number> {
  const set = day.parts.settings.GUARD_LIMIT;
  if (set !== undefined && set !== '') return Number(set);
  const inScope = (await readStatus(day.parts.hostUrl))?.inScope ?? 0;
  return Math.max(10, Math.min(50, Math.floor(inScope * 0.05)));
}

async function massDeparture(day: Workday): Promise<void> {
  const limit = await guardLimit(day);
  const chosen = day.take(limit + 2);
  await day.until('a mass departure', async () => {
    for (const { id } of chosen) await day.graph(`people/${id}/disable`, 'POST');
    return async () => {
      const held = (await readStatus(day.parts.hostUrl))?.held ?? 0;
      if (held < chosen.length) return undefined;
      return `${held} held as a plan (limit ${limit}), all stay active`;
    };
  });
}
