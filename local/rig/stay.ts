import { setTimeout as sleep } from 'node:timers/promises';
import { asDocument, asDocuments, asText, callDoor, type Document } from './door.ts';
import { pseudonymOf } from './pseudonym.ts';
import type { Session } from './session.ts';

const SHOWN = ['plan-frozen', 'quarantine-entered', 'quarantine-left', 'feed-failed', 'refresh-begun'];
const LOOK_MS = 250;
/** A line names so many attributes. */
const NAMES = 3;

function commands(graph: string, people: readonly Document[], scope: string): string {
  const enabled = people.filter(({ state, properties }) => state === 'active' && asDocument(properties).accountEnabled);
  const [first, second] = enabled.map(({ id }) => asText(id));
  const free = asText((enabled.find(({ assigned }) => assigned !== true) ?? enabled[2])?.id);
  const door = `${graph}/control/people`;
  return [
    `\nThe control door of the directory is ${graph}/control.`,
    'To rename, to disable and to assign somebody, copy one of',
    '',
    `curl -sX PATCH -d '{"displayName":"Another Name"}' ${door}/${first}`,
    `curl -sX POST ${door}/${second}/disable`,
    `curl -sX POST ${door}/${free}/assign`,
    '',
    ...(scope === 'assigned' ? [] : [`(Assignments count with --set SCOPE=assigned; now it is ${scope}.)`]),
    'What each leads to is shown below. Ctrl-C ends everything.',
  ].join('\n');
}

function clock(): string {
  return new Date().toLocaleTimeString('en-GB');
}

/** What the last line of the journal says of a person: `update displayName done, account active`. */
async function whatWasDone(hostUrl: string, id: string): Promise<string> {
  const { journal, account } = await callDoor(`${hostUrl}/api/status?user=${encodeURIComponent(id)}`);
  const [last] = asDocuments(journal);
  const isUpdate = last?.verb === 'update';
  const names =
    isUpdate && Array.isArray(last?.attributes) ? last.attributes.map((name) => String(name).split(':').at(-1)) : [];
  const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
  const what = [asText(last?.verb), names.slice(0, NAMES).join(', ') + more, asText(last?.outcome)];
  const done = what.filter((word) => word !== '').join(' ');
  return `${done === '' ? '' : `${done}, `}account ${asText(asDocument(account).state)}`;
}

/** Tells of every change at the control door, those that lead to nothing too. */
async function watchDirectory(
  { parts, options, say }: Session,
  graph: string,
  noticed: (at: number) => void,
): Promise<never> {
  let before = asDocument(await callDoor(`${graph}/control/state`));
  for (;;) {
    await sleep(LOOK_MS);
    const now = await callDoor(`${graph}/control/state`).catch(() => before);
    if (now.changes !== before.changes) {
      noticed(Date.now());
      say(`${clock()}  the directory changed; asked every ${options.pollSeconds ?? 2} s`);
    }
    if (now.assigned !== before.assigned && parts.settings.SCOPE !== 'assigned') {
      say(`${clock()}  an assignment changed: in scope ${parts.settings.SCOPE} that leads to nothing`);
    }
    before = now;
  }
}

/** Prints how to change people, then shows what every change leads to; never ends by itself. */
export async function stayUp(session: Session): Promise<never> {
  const { parts, events, say } = session;
  const { graph, hostUrl, settings } = parts;
  let changedAt = 0;
  const named = new Map<string, string>();
  /** The person behind a pseudonym; people may have come since the last look. */
  const find = async (pseudonym: string): Promise<Document> => {
    if (graph === undefined) return {};
    if (!named.has(pseudonym)) {
      const { people } = await callDoor(`${graph}/control/people`);
      for (const { id } of asDocuments(people)) named.set(pseudonymOf(asText(id), settings), asText(id));
    }
    return callDoor(`${graph}/control/people/${named.get(pseudonym)}`).catch(() => ({}));
  };
  if (graph !== undefined) {
    const { people } = await callDoor(`${graph}/control/people`);
    say(commands(graph, asDocuments(people), settings.SCOPE ?? 'assigned'));
  }
  say(`Status: curl -s ${hostUrl}/api/status (?user=ID explains one person)\n`);
  const tell = async (name: string, event: Document): Promise<void> => {
    if (name !== 'change-applied') {
      const fields = Object.entries(event).filter(([field]) => field !== 'event' && field !== 'at');
      return say(`${clock()}  ${name} ${fields.map(([field, value]) => `${field} ${value}`).join(', ')}`);
    }
    const id = asText(event.id);
    const [person, done] = await Promise.all([find(id), whatWasDone(hostUrl, id).catch(() => '')]);
    // An assignment does not count as a change of the person.
    const changed = Math.max(changedAt, Date.parse(asText(person.changedAt)) || 0);
    const lag = changed === 0 ? '' : `, ${((Date.now() - changed) / 1000).toFixed(1)} s after`;
    const shown = asText(asDocument(person.properties).displayName).trim() || id;
    const outcome = event.outcome === 'confirmed' ? done : `${asText(event.outcome)} (${asText(event.detail)})`;
    say(`${clock()}  ${shown}: ${outcome}${event.outcome === 'confirmed' ? lag : ''}`);
  };
  events.onEvent((name, event) => {
    const isOutcome = name === 'change-applied' && event.outcome !== 'not-due';
    if (isOutcome || SHOWN.includes(name)) void tell(name, event);
  });
  if (graph !== undefined) {
    const noticed = (at: number): void => {
      changedAt = at;
    };
    void watchDirectory(session, graph, noticed);
  }
  return new Promise<never>(() => undefined);
}
