import { type CheckResult, compareEnds, readEnds } from './check.ts';
import { playDay } from './day.ts';
import { countEnabled, seedCompany, showLoad } from './first-load.ts';
import type { HostEvents } from './host-events.ts';
import type { SimpleMapping } from './mapping-expectation.ts';
import type { RigOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { patienceOf } from './patience.ts';
import { type Quiet, SettingsRefused, waitForQuiet } from './quiet.ts';
import { printSummary, type Summary, summarise } from './report.ts';
import { readList } from './status.ts';
import { sayNow, tellTroubles } from './telling.ts';

/** What the rest of a run needs to know. */
export interface Session {
  readonly options: RigOptions;
  readonly parts: Parts;
  readonly events: HostEvents;
  readonly say: (line: string) => void;
  /** What of another mapping than the built-in one is compared. */
  readonly mapping: SimpleMapping | undefined;
}

/** First load, day, quiet and summary; the lags of the day, or of the first load when there is no day, are reported. */
export async function runSession(session: Session): Promise<Summary> {
  const { options, parts, events, say } = session;
  const lags: number[] = [];
  let trouble: string | null = null;
  let quiet: Quiet | undefined;
  const silent = tellTroubles(events, say);
  try {
    const fresh = await firstLoad(session, lags);
    const isDay = options.day && parts.settings.MODE === 'live';
    if (isDay && fresh) {
      lags.length = 0;
      lags.push(...(await playDay(session)));
    }
    if (isDay && !fresh) say('No day is played.');
    quiet = await waitForQuiet(parts, events, patienceOf(options), sayNow(say));
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
    if (error instanceof SettingsRefused) events.complaints.length = 0;
  }
  silent();
  const check = await checkNow(session).catch((error: unknown) => {
    trouble ??= String(error);
    return null;
  });
  const summary = await summarise(session, quiet, lags, { check, trouble });
  say(printSummary(summary));
  if (trouble !== null) for (const line of new Set(events.complaints)) say(`  ${line}`);
  return summary;
}

async function firstLoad({ options, parts, events, say }: Session, lags: number[]): Promise<boolean> {
  const { graph } = parts;
  if (graph === undefined || options.replaced) {
    say(`An end is replaced: nothing is seeded or played, and no check runs. Mode ${parts.settings.MODE}.`);
    return false;
  }
  const began = Date.now();
  const fresh = await seedCompany(graph, options);
  events.touch();
  if (!fresh) say('The directory was filled before: the connector goes on where it stopped.');
  const done = fresh ? showLoad(events, await countEnabled(graph)) : () => undefined;
  const loaded = events.onEvent((name, event) => {
    if (name === 'change-applied' && event.outcome === 'confirmed') lags.push(Date.now() - began);
  });
  try {
    await waitForQuiet(parts, events, patienceOf(options));
  } finally {
    loaded();
    done();
  }
  return fresh;
}

/** The independent comparison, when both ends are played here. */
async function checkNow({ options, parts, mapping, say }: Session): Promise<CheckResult | null> {
  const { graph, genesys, settings } = parts;
  if (options.replaced || graph === undefined || genesys === undefined || settings.MODE !== 'live') return null;
  if (settings.MAPPING_FILE !== undefined && mapping === undefined) {
    say('The mapping decides more than single values, so no check runs.');
    return null;
  }
  const held = new Set((await readList(parts.hostUrl, 'held')).map(({ id }) => String(id)));
  const { people, accounts } = await readEnds({ graph, genesys, scope: settings.SCOPE ?? 'all', mapping });
  return { ...compareEnds(people, accounts, held), notCompared: mapping?.left ?? [] };
}
