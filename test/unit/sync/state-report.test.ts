import { TIMINGS } from '../../../shared/domain/timings.ts';
import type { Configuration } from '../../../shared/sync/configuration.ts';
import { document, documentKey, NEW_FEED, OPEN_GATE } from '../../../shared/sync/control-documents.ts';
import { reportState } from '../../../shared/sync/state-report.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';
import { plainTelemetry } from '../../support/plain-telemetry.ts';
import { createRig } from '../../support/sync/sync-rig.ts';

const NOW = 10_000_000_000;
const MINUTE = 60_000;
const QUIET = {
  mode: 'live',
  watermarkAgeSeconds: 0,
  lagSeconds: 0,
  due: 0,
  held: 0,
  parked: 0,
  plans: 0,
  planAgeSeconds: 0,
  quarantined: false,
  quarantineSeconds: 0,
  feedFailingSeconds: 0,
  sourceRefused: false,
};
const SUMMARY = {
  ...{ at: 0, runStarted: 0, runMs: 0, outcome: 'finished', records: 0, inScope: 0, active: 0, inactive: 0, dirty: 0 },
  ...{ due: 0, parked: {}, held: 0, oldestDue: 0, oldestChange: 0, creates: 0, countedAt: 0 },
};
const PLAN = { limit: 10, count: 12, at: NOW - 5 * MINUTE, marking: false };

/** What a report says while these documents stand. */
function reported(...documents: readonly Readonly<Record<string, unknown>>[]): Promise<unknown> {
  return reportedIn('all', 0, ...documents);
}

async function reportedIn(
  scope: Configuration['scope'],
  since: number,
  ...documents: readonly Readonly<Record<string, unknown>>[]
): Promise<unknown> {
  const control = createMemoryControl();
  for (const [key, value] of documents.flatMap((each) => Object.entries(each))) {
    await control.write(key, value as never, undefined);
  }
  let said: unknown;
  const events = plainTelemetry((name, fields) => {
    if (name === 'state-reported') said = fields;
  });
  const configuration = { mode: 'live', scope, timings: TIMINGS } as Configuration;
  await reportState({ control, clock: { now: () => NOW, sleep: async () => undefined }, configuration, events }, since);
  return said;
}

describe('the report of a run', () => {
  it('says that all is well where nothing stands', async () => {
    expect(await reported()).toEqual(QUIET);
  });

  it.each([
    [
      'since when the source was last read to its end',
      document('feed', { ...NEW_FEED, finishedStart: NOW - 3 * MINUTE }, 'users'),
      { watermarkAgeSeconds: 180 },
    ],
    [
      'nothing of a first round before there is a configuration',
      document('feed', { ...NEW_FEED, roundStarted: 5 }, 'users'),
      {},
    ],
    [
      'nothing of a list of assignments that is read no more',
      document('feed', { ...NEW_FEED, finishedStart: 5 }, 'assignments'),
      {},
    ],
    [
      'how long a feed fails',
      document('feed', { ...NEW_FEED, failingSince: NOW - 2 * MINUTE }, 'users'),
      { feedFailingSeconds: 120 },
    ],
    [
      'nothing of a feed that failed last and is read no more',
      document('feed', { ...NEW_FEED, failingSince: NOW - 2 * MINUTE }, 'assignments'),
      {},
    ],
    [
      'how long the gate is closed',
      document('gate', { ...OPEN_GATE, closed: true, since: NOW - MINUTE }),
      { quarantined: true, quarantineSeconds: 60 },
    ],
    ['nothing of a gate that is open again', document('gate', { ...OPEN_GATE, since: NOW - MINUTE }), {}],
    ['plans that wait', document('plan', PLAN, 'p1'), { plans: 1, planAgeSeconds: 300 }],
    ['nothing of plans that are closed', document('plan', { ...PLAN, count: 0 }, 'p1'), {}],
    ['a refusal that stands', document('refusal', { since: 1, at: NOW - MINUTE }), { sourceRefused: true }],
    ['nothing of one that is over', document('refusal', { since: 1, at: NOW - 48 * 60 * MINUTE }), {}],
    [
      'counts of the summary',
      document('summary', {
        ...SUMMARY,
        due: 3,
        held: 2,
        parked: { 'name-held': 4, 'mapping:x': 1 },
        oldestChange: NOW - 4 * MINUTE,
      }),
      { due: 3, held: 2, parked: 5, lagSeconds: 240 },
    ],
  ])('tells %s', async (_what, stands, said) => {
    expect(await reported(stands)).toEqual({ ...QUIET, ...said });
  });

  it('is as old as the feed that was read to its end longest ago', async () => {
    const feed = (minutes: number) => ({ ...NEW_FEED, finishedStart: NOW - minutes * MINUTE });
    const said = await reportedIn(
      'assigned',
      0,
      document('feed', feed(3), 'users'),
      document('feed', feed(180), 'assignments'),
    );
    expect(said).toEqual({ ...QUIET, watermarkAgeSeconds: 180 * 60 });
  });

  it('counts a first round that does not end from the configuration on', async () => {
    const users = document('feed', { ...NEW_FEED, finishedStart: NOW - MINUTE }, 'users');
    const said = await reportedIn('assigned', NOW - 150 * MINUTE, users);
    expect(said).toEqual({ ...QUIET, watermarkAgeSeconds: 150 * 60 });
  });

  it('counts two plans and the age of the older, two feeds and the longer failure', async () => {
    const feed = (failingSince: number) => ({ ...NEW_FEED, failingSince });
    const said = await reportedIn(
      'assigned',
      0,
      document('plan', PLAN, 'p1'),
      document('plan', { ...PLAN, at: NOW - MINUTE }, 'p2'),
      document('feed', feed(NOW - MINUTE), 'users'),
      document('feed', feed(NOW - 7 * MINUTE), 'assignments'),
    );
    expect(said).toEqual({ ...QUIET, plans: 2, planAgeSeconds: 300, feedFailingSeconds: 420 });
    expect(documentKey('plan', 'p1')).toBe('plan|p1');
  });

  it('comes with every run of the lease holder', async () => {
    const rig = createRig();
    rig.put('anna');
    await rig.run();
    await rig.run();
    expect(rig.log().split('state-reported {').length - 1).toBe(2);
  });
});
