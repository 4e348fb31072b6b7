import { readdirSync } from 'node:fs';
import { firedDuring, isBroken } from '../../support/alerts/judge.ts';
import { readRecording } from '../../support/alerts/recording.ts';
import { metricRules, queryRules } from '../../support/alerts/rules.ts';

const FOLDER = 'test/infra/recordings/hand-written';
const rules = [...queryRules(), ...metricRules()];

/** Every alert that a recording may raise at any of its moments; what heals by itself raises none. */
const RAISED: Readonly<Record<string, readonly string[]>> = {
  'healthy-day': [],
  'first-load': [],
  deploy: [],
  'genesys-out-for-five-minutes': [],
  'graph-out-for-eight-minutes': [],
  'dry-run': [],
  paused: [],
  stopped: ['heartbeat'],
  'never-ran': ['heartbeat'],
  'runs-fail': ['heartbeat'],
  'no-worker': ['lag-objective'],
  'load-stuck': ['lag-objective'],
  'round-never-ends': ['watermark-age'],
  'genesys-down': ['quarantine'],
  'group-emptied': ['plan-waiting'],
  'bad-data': ['parked'],
  throttled: ['genesys-throttling'],
  'graph-down': ['graph-failing'],
  'permission-withdrawn': ['graph-failing'],
  'workers-refused': ['graph-failing'],
  'secret-25-days': ['secret-expires-first'],
  'secret-5-days': ['secret-expires-first', 'secret-expires-soon'],
  'secret-expired': ['secret-expires-first', 'secret-expires-soon', 'secret-expires-now'],
  'limit-shared': ['budget-starved'],
  'cap-reached': ['telemetry-cap'],
  'settings-wrong': ['start-refused'],
  'vault-closed': ['start-refused'],
  'role-missing': ['start-refused'],
  'clock-off': ['start-refused'],
  'handler-crashes': ['dead-letters'],
};

describe('over recorded telemetry', () => {
  it.each(Object.entries(RAISED))('%s raises %j and nothing else', (name, raised) => {
    const recording = readRecording(`${FOLDER}/${name}.json`);

    expect(firedDuring(rules, recording).sort()).toEqual([...raised].sort());
  });

  it.each(Object.entries(RAISED).filter(([, raised]) => raised.length > 0))(
    '%s still raises %j when it ends',
    (name, raised) => {
      const recording = readRecording(`${FOLDER}/${name}.json`);
      const broken = rules.filter((rule) => isBroken(rule, recording, recording.now)).map(({ id }) => id);

      expect(broken.sort()).toEqual([...raised].sort());
    },
  );

  it('every alert is raised by one of them', () => {
    const raised = Object.values(RAISED).flat();

    expect(rules.map(({ id }) => id).filter((id) => !raised.includes(id))).toEqual([]);
  });

  it('there is no recording that nobody judges', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));

    expect(files.sort()).toEqual(Object.keys(RAISED).sort());
  });
});
