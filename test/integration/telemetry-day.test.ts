import { asDocument, asDocuments, asText, callDoor, type Document } from '../../local/rig/door.ts';
import { HostEvents } from '../../local/rig/host-events.ts';
import { readOptions } from '../../local/rig/options.ts';
import { type Parts, startParts } from '../../local/rig/parts.ts';
import { runSession } from '../../local/rig/session.ts';
import { EVENTS } from '../../shared/telemetry/events.ts';
import { METRICS, SPANS } from '../../shared/telemetry/metrics.ts';

// A company, its first load and a working day with renames, leavers, throttling and an outage; told once, looked at by all tests.
jest.setTimeout(240_000);

let parts: Parts;
const output: string[] = [];
const people: Document[] = [];

async function lookAtPeople(): Promise<void> {
  const { people: now } = await callDoor(`${parts.graph}/control/people`);
  people.push(...asDocuments(now));
}

beforeAll(async () => {
  const events = new HostEvents();
  const hear = events.hearLine.bind(events);
  events.hearLine = (line, isComplaint) => {
    output.push(line);
    hear(line, isComplaint);
  };
  const options = readOptions(['--once', '--people', '30', '--telemetry', 'dist/telemetry-day.json']);
  if (options === undefined) throw new Error('the options are those of --help');
  parts = await startParts(options, events);
  // Names before the renames of the day count as well.
  events.onEvent((name) => void (name === 'quarantine-entered' && lookAtPeople()));
  const summary = await runSession({ options, parts, events, say: () => undefined, mapping: undefined });
  await lookAtPeople();
  await parts.stop();
  expect(summary.check?.differences).toEqual([]);
});

/** Values of a person that nobody may find in telemetry. */
function personalValues(): readonly string[] {
  const values = people.flatMap(({ properties }) => Object.values(asDocument(properties))).flat();
  const texts = values.filter((value): value is string => typeof value === 'string' && value.trim().length >= 4);
  // A kind of user, and a department whose name is in our hints ("Azure Service Bus Data Sender").
  return [...new Set(texts)].filter((text) => !/^(Member|Guest|Service)$/.test(text));
}

/** As a word, so that "Ines" is not found in "lines". */
function holds(text: string, value: string): boolean {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'iu').test(text);
}

const rows = (table: 'AppEvents' | 'AppDependencies' | 'AppMetrics') => parts.collector?.tables[table] ?? [];

describe("a day's telemetry", () => {
  it('was taken in whole', () => {
    expect(parts.collector?.refused).toEqual([]);
    expect(rows('AppEvents').length).toBeGreaterThan(100);
    expect(rows('AppDependencies').length).toBeGreaterThan(200);
    expect(rows('AppMetrics').length).toBeGreaterThan(20);
  });

  it('holds no name, address, number, id, secret or token in anything that left the process', () => {
    const left = [...(parts.collector?.bodies ?? []), ...output].join('\n');
    const ids = people.map(({ id }) => asText(id));
    const { settings } = parts;
    const secrets = ['GRAPH_TOKEN', 'GENESYS_CLIENT_SECRET', 'DIGEST_KEY', 'STORAGE', 'SERVICEBUS'].map(
      (name) => settings[name] ?? '',
    );
    expect(personalValues().length).toBeGreaterThan(200);
    expect(secrets.every((secret) => secret.length > 4)).toBe(true);
    const canaries = [...personalValues(), ...ids, ...secrets];
    expect(canaries.filter((canary) => holds(left, canary))).toEqual([]);
    expect(left).not.toMatch(/[\w.-]+@[\w-]+\.[a-z]{2,}/i);
    expect(left).not.toMatch(/Bearer\s/);
  });

  it('names nothing beyond the closed lists', () => {
    const unknown = (names: readonly unknown[], known: readonly string[]) =>
      [...new Set(names)].filter((name) => !known.includes(String(name)));
    expect(
      unknown(
        rows('AppEvents').map(({ Name }) => Name),
        Object.keys(EVENTS),
      ),
    ).toEqual([]);
    expect(
      unknown(
        rows('AppMetrics').map(({ Name }) => Name),
        Object.keys(METRICS),
      ),
    ).toEqual([]);
    expect(
      unknown(
        rows('AppDependencies').map(({ Name }) => Name),
        SPANS,
      ),
    ).toEqual([]);
  });

  it('names run, record and attempt', () => {
    const properties = (name: string) =>
      rows('AppEvents')
        .filter(({ Name }) => Name === name)
        .map(({ Properties }) => asDocument(Properties));
    for (const { run, record, instance, version } of properties('change-applied')) {
      expect([run, record]).toEqual([
        expect.stringMatching(/^[0-9a-f]{32}$/),
        expect.stringMatching(/^u-[0-9a-f]{16}$/),
      ]);
      expect(instance).toBeDefined();
      expect(version).toBeDefined();
    }
    expect(properties('parked').length).toBeGreaterThan(0);
    for (const { attempt } of properties('parked')) expect(attempt).toMatch(/^[0-9a-f-]{36}$/);
    for (const { run } of properties('run-finished')) expect(run).toMatch(/^[0-9a-f]{32}$/);
  });

  it('leads from the delta page over the queue to the request at Genesys', () => {
    const spans = new Map(rows('AppDependencies').map((row) => [asText(row.Id), row]));
    const chains = [...spans.values()]
      .filter(({ Name, Properties }) => Name === 'request.genesys' && asDocument(Properties).operation === 'update')
      .map((request) => {
        const names: unknown[] = [];
        for (
          let span: typeof request | undefined = request;
          span !== undefined;
          span = spans.get(asText(span.ParentId))
        ) {
          names.push(span.Name);
        }
        return names.join(' < ');
      });
    expect(chains).toContain('request.genesys < apply-change < users-page < enumerate-changes');
  });
});
