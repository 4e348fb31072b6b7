import { asDocument, asDocuments, asText, callDoor, type Document } from './door.ts';
import type { Session } from './session.ts';

const SHOWN = ['plan-frozen', 'quarantine-entered', 'quarantine-left', 'feed-failed', 'refresh-begun'];

function commands(graph: string, people: readonly Document[]): string {
  const enabled = people.filter(({ state, properties }) => state === 'active' && asDocument(properties).accountEnabled);
  const [first, second] = enabled.map(({ id }) => asText(id));
  const free = asText((enabled.find(({ assigned }) => assigned !== true) ?? enabled[2])?.id);
  const door = `${graph}/control/people`;
  return [
    `\nThe control door of the directory is ${graph}/control. Try:`,
    `  rename   curl -X PATCH -H 'content-type: application/json' -d '{"displayName":"Another Name"}' ${door}/${first}`,
    `  disable  curl -X POST ${door}/${second}/disable`,
    `  assign   curl -X POST ${door}/${free}/assign    (counts with --set SCOPE=assigned)`,
    'Ctrl-C ends everything.\n',
  ].join('\n');
}

/** Prints how to change people, then shows what every change leads to; never ends by itself. */
export async function stayUp({ parts, events, say }: Session): Promise<never> {
  const { graph } = parts;
  const find = async (id: string): Promise<Document> =>
    graph === undefined ? {} : callDoor(`${graph}/control/people/${id}`).catch(() => ({}));
  if (graph !== undefined) {
    const { people } = await callDoor(`${graph}/control/people`);
    say(commands(graph, asDocuments(people)));
  }
  say(`Status: curl '${parts.hostUrl}/api/status'`);
  const tell = async (name: string, event: Document): Promise<void> => {
    const at = new Date().toLocaleTimeString('en-GB');
    if (name !== 'change-applied') return say(`${at}  ${name}  ${JSON.stringify({ ...event, event: undefined })}`);
    const person = await find(asText(event.id));
    const changed = Date.parse(asText(person.changedAt));
    const lag = Number.isNaN(changed) ? '' : `, ${((Date.now() - changed) / 1000).toFixed(1)} s after the change`;
    const shown = asText(asDocument(person.properties).displayName) || asText(event.id);
    say(`${at}  ${shown}: ${asText(event.outcome)} (${asText(event.detail)})${lag}`);
  };
  events.onEvent((name, event) => {
    const isOutcome = name === 'change-applied' && event.outcome !== 'not-due';
    if (isOutcome || SHOWN.includes(name)) void tell(name, event);
  });
  return new Promise<never>(() => undefined);
}
