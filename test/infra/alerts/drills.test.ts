import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { firedDuring, isBroken } from '../../support/alerts/judge.ts';
import { readRecording } from '../../support/alerts/recording.ts';
import { metricRules, queryRules } from '../../support/alerts/rules.ts';

const ROOT = 'test/infra/recordings';
const rules = [...queryRules(), ...metricRules()];

/** The alerts that a recording raises at any of its moments; what heals by itself raises none. */
const RAISED: Readonly<Record<string, readonly string[]>> = {
  'drill-healthy-day': [],
  'drill-outage-that-heals': [],
  'drill-stopped': ['heartbeat'],
  'drill-genesys-down': ['quarantine'],
  'drill-mass-departure': ['plan-waiting'],
  'drill-bad-data': ['parked'],
  'drill-throttled': ['genesys-throttling'],
  'drill-limit-shared': ['budget-starved', 'lag-objective'],
  'drill-graph-down': ['graph-failing', 'watermark-age'],
  'drill-graph-refuses': ['graph-failing'],
  'drill-secret-25-days': ['secret-expires-first'],
  'drill-secret-5-days': ['secret-expires-first', 'secret-expires-soon'],
  'drill-secret-1-day': ['secret-expires-first', 'secret-expires-soon', 'secret-expires-now'],
  // Nothing ran before, so the silence is noticed as well.
  'drill-settings-wrong': ['start-refused', 'heartbeat'],
  'drill-vault-closed': ['start-refused', 'heartbeat'],
  'drill-dead-letters': ['dead-letters'],
  'healthy-day': [],
  bursts: [],
  'first-load': [],
  deploy: [],
  'back-after-a-stop': [],
  'genesys-out-for-five-minutes': [],
  'graph-out-for-eight-minutes': [],
  'dry-run': [],
  paused: [],
  'frozen-for-minutes': [],
  'vault-hiccup': [],
  'two-deployments': [],
  stopped: ['heartbeat'],
  'never-ran': ['heartbeat'],
  'runs-fail': ['heartbeat'],
  'crash-loop': ['heartbeat'],
  'no-worker': ['lag-objective'],
  'load-stuck': ['lag-objective'],
  'few-overdue': ['lag-objective'],
  'load-of-days': ['lag-objective'],
  'round-never-ends': ['watermark-age'],
  'genesys-down': ['quarantine'],
  'group-emptied': ['plan-waiting'],
  'bad-data': ['parked'],
  throttled: ['genesys-throttling'],
  'graph-down': ['graph-failing'],
  'permission-withdrawn': ['graph-failing'],
  'workers-refused': ['graph-failing'],
  'secret-25-days': ['secret-expires-first'],
  'secret-10-days': ['secret-expires-first'],
  'secret-5-days': ['secret-expires-first', 'secret-expires-soon'],
  'secret-2-days': ['secret-expires-first', 'secret-expires-soon'],
  'secret-1-day': ['secret-expires-first', 'secret-expires-soon', 'secret-expires-now'],
  'secret-expired': ['secret-expires-first', 'secret-expires-soon', 'secret-expires-now'],
  'limit-shared': ['budget-starved'],
  'cap-reached': ['telemetry-cap'],
  'settings-wrong': ['start-refused'],
  'vault-closed': ['start-refused'],
  'role-missing': ['start-refused'],
  'vault-closed-to-starts': ['start-refused'],
  'clock-off': ['start-refused'],
  'clock-off-for-hours': ['start-refused'],
  'clock-behind-for-hours': ['start-refused'],
  'overdue-by-quarters': ['lag-objective'],
  // A run every half hour needs another limit of the heartbeat.
  'parked-by-halves': ['parked', 'heartbeat'],
  'handler-crashes': ['dead-letters'],
  'genesys-back': ['quarantine'],
  'graph-back': ['graph-failing'],
  'plan-approved': ['plan-waiting'],
  'round-ends': ['watermark-age'],
  'settings-corrected': ['start-refused'],
  'role-granted': ['start-refused'],
  'vault-opened': ['start-refused'],
  'clock-set': ['start-refused'],
  'secret-renewed-for-a-month': ['secret-expires-first', 'secret-expires-soon'],
  'dead-letters-deleted': ['dead-letters'],
};

/** Those of them whose condition is over when the recording ends. */
const OVER: Readonly<Record<string, readonly string[]>> = {
  'genesys-back': ['quarantine'],
  'graph-back': ['graph-failing'],
  'plan-approved': ['plan-waiting'],
  'round-ends': ['watermark-age'],
  'settings-corrected': ['start-refused'],
  'role-granted': ['start-refused'],
  'vault-opened': ['start-refused'],
  'clock-set': ['start-refused'],
  'secret-renewed-for-a-month': ['secret-expires-soon'],
  'dead-letters-deleted': ['dead-letters'],
  'parked-by-halves': ['heartbeat'],
};

/** Every recording of every folder, by the path below the root. */
const recordings = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
  .map((entry) => ({ path: join(entry.parentPath, entry.name), name: entry.name.replace(/\.json$/, '') }));

describe.each(recordings)('$path', ({ path, name }) => {
  const recording = readRecording(path);
  const raised = RAISED[name];
  const over = OVER[name] ?? [];

  it(`raises ${raised?.join(', ') || 'nothing'}, and nothing else`, () => {
    expect(firedDuring(rules, recording).sort()).toEqual([...(raised ?? ['a name in the table'])].sort());
  });

  it(`ends with ${over.length > 0 ? `${over.join(', ')} over` : 'the same'}`, () => {
    const broken = rules.filter((rule) => isBroken(rule, recording, recording.now)).map(({ id }) => id);

    expect(broken.sort()).toEqual((raised ?? []).filter((id) => !over.includes(id)).sort());
  });
});

describe('the recordings', () => {
  it('raise every alert', () => {
    const raised = recordings.flatMap(({ name }) => RAISED[name] ?? []);

    expect(rules.map(({ id }) => id).filter((id) => !raised.includes(id))).toEqual([]);
  });

  it('are there for every line of the tables', () => {
    const names = recordings.map(({ name }) => name);

    expect([...Object.keys(RAISED), ...Object.keys(OVER)].filter((name) => !names.includes(name))).toEqual([]);
  });
});
