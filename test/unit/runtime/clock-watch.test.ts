import { watchClock } from '../../../shared/runtime/clock-watch.ts';
import { plainTelemetry } from '../../support/plain-telemetry.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const SERVICE = new Date(NOON).toUTCString();
let now = NOON;
let told: unknown[] = [];

beforeEach(() => {
  now = NOON;
  told = [];
});

const watch = () =>
  watchClock(
    plainTelemetry((name, fields) => told.push([name, fields])),
    'graph',
    { now: () => now },
  );

describe('the watch over the clock', () => {
  it.each([
    [600, [600]],
    [-600, [-600]],
    [121, [121]],
    [120, []],
    [-120, []],
    [0, []],
  ])('with a clock %i seconds ahead tells %j', (seconds, expected) => {
    now += seconds * 1000;

    watch()(now, SERVICE);

    expect(told).toEqual(expected.map((ahead) => ['clock-skewed', { service: 'graph', seconds: ahead }]));
  });

  it('takes the middle of a request, so that a slow one is no wrong clock', () => {
    const began = now - 100_000;
    now += 100_000;

    watch()(began, SERVICE);

    expect(told).toEqual([]);
  });

  it('tells it once an hour', () => {
    const look = watch();
    now += 600_000;

    look(now, SERVICE);
    look(now, SERVICE);
    expect(told).toHaveLength(1);
    now += 3_600_000;
    look(now, SERVICE);
    expect(told).toHaveLength(2);
  });

  it.each([undefined, '', 'soon'])('says nothing about the date %j', (date) => {
    now += 600_000;

    watch()(now, date);

    expect(told).toEqual([]);
  });
});
