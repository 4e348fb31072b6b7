import { setTimeout as pause } from 'node:timers/promises';
import type { Collector } from '../../local/collector/start.ts';
import { makePerson } from '../../local/rig/company.ts';
import { asDocuments, asText, callDoor } from '../../local/rig/door.ts';
import { HostEvents } from '../../local/rig/host-events.ts';
import { readOptions } from '../../local/rig/options.ts';
import { type Parts, startParts } from '../../local/rig/parts.ts';
import { type MetricRow, recordingOf } from './recorder.ts';

/** The connector's waits are divided by this: half a second is one of its minutes. */
const SPEED = 120;
const POLL_SECONDS = 60 / SPEED;

/** What a drill does with the running connector; times are the connector's own minutes. */
export interface Stage {
  readonly parts: Parts;
  minutes(count: number): Promise<void>;
  /** Lets minutes pass and calls `each` at the start of every one. */
  during(count: number, each: (minute: number) => Promise<void>): Promise<void>;
  /** Calls the directory's control door. */
  graph(path: string, method: string, body?: unknown): Promise<void>;
  /** Calls the target's control door. */
  genesys(path: string, method: string, body?: unknown): Promise<void>;
  /** Adds people to the directory; gives their ids. */
  hire(count: number, change?: Readonly<Record<string, unknown>>): Promise<readonly string[]>;
  /** Gives everybody of these another job title. */
  promote(ids: readonly string[], title: string): Promise<void>;
  /** A value that the platform would measure now. */
  measured(metric: string, value: number): void;
}

export interface Drill {
  readonly about: string;
  /** Settings of the app. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Minutes of silence between the end of the app and the moment of the last look. */
  readonly silence?: number;
  /** Prepares what must stand before the app starts; gives settings and what ends it. */
  prepare?(): Promise<{ readonly settings: Readonly<Record<string, string>>; close(): Promise<void> }>;
  play(stage: Stage): Promise<void>;
}

/** Plays a drill on a rig of its own; gives the recording. */
export async function playDrill(drill: Drill): Promise<string> {
  const prepared = await drill.prepare?.();
  const settings = { ...drill.settings, ...prepared?.settings };
  const options = readOptions([
    ...['--speed', String(SPEED), '--poll', String(POLL_SECONDS), '--no-day', '--telemetry', '/dev/null'],
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ]);
  if (options === undefined) throw new Error('the options are those of --help');
  const metrics: MetricRow[] = [];
  const began = Date.now();
  const parts = await startParts(options, new HostEvents());
  const collector = parts.collector as Collector;
  try {
    await drill.play(stageOf(parts, metrics));
  } finally {
    await parts.stop();
    await prepared?.close();
  }
  if (collector.refused.length > 0) throw new Error(`telemetry was refused: ${collector.refused.join('; ')}`);
  const { about, silence = 0 } = drill;
  return recordingOf({ about, collector, metrics, began, ended: Date.now(), speed: SPEED, silence });
}

function stageOf(parts: Parts, metrics: MetricRow[]): Stage {
  const minutes = async (count: number): Promise<void> => void (await pause((count * 60_000) / SPEED));
  const graph = async (path: string, method: string, body?: unknown): Promise<void> =>
    void (await callDoor(`${parts.graph}/control/${path}`, method, body));
  let hired = 0;
  return {
    parts,
    minutes,
    graph,
    async during(count, each) {
      for (let minute = 0; minute < count; minute += 1) {
        await each(minute);
        await minutes(1);
      }
    },
    genesys: async (path, method, body) => void (await callDoor(`${parts.genesys}/control/${path}`, method, body)),
    async hire(count, change = {}) {
      const people = Array.from({ length: count }, () => {
        hired += 1;
        return { assigned: true, ...makePerson(7, hired + 100), ...change };
      });
      await graph('seed', 'POST', people);
      const { people: all } = await callDoor(`${parts.graph}/control/people`);
      return asDocuments(all)
        .slice(-count)
        .map(({ id }) => asText(id));
    },
    async promote(ids, title) {
      for (const id of ids) await graph(`people/${id}`, 'PATCH', { jobTitle: title });
    },
    measured: (metric, value) => void metrics.push({ at: Date.now(), metric, value }),
  };
}
