import { createRelay, createTee } from '../../../shared/telemetry/relay.ts';
import type { Occurrence, Sink } from '../../../shared/telemetry/sink.ts';
import { createMemorySink } from '../../support/memory-sink.ts';

const occurrence = (at: number): Occurrence => ({
  name: 'run-finished',
  level: 'information',
  at,
  fields: {},
  trace: undefined,
});

describe('a relay', () => {
  it('passes on in its order what was said while the sink was loading', async () => {
    const target = createMemorySink();
    const { promise, resolve } = Promise.withResolvers<Sink>();
    const relay = createRelay(
      () => promise,
      () => target,
    );
    relay.event(occurrence(1));
    relay.measure('change.lag', 5, {});
    relay.spans([], 100);
    resolve(target);
    await relay.flush();
    relay.event(occurrence(2));

    expect(target.events.map(({ at }) => at)).toEqual([1, 2]);
    expect(target.measured).toHaveLength(1);
    expect(target.passed).toHaveLength(1);
    expect(target.flushes).toBe(1);
  });

  it('keeps the newest 2,000 calls', async () => {
    const target = createMemorySink();
    const { promise, resolve } = Promise.withResolvers<Sink>();
    const relay = createRelay(
      () => promise,
      () => target,
    );
    for (let at = 1; at <= 2001; at += 1) relay.event(occurrence(at));
    resolve(target);
    await relay.flush();
    expect(target.events).toHaveLength(2000);
    expect(target.events[0]?.at).toBe(2);
  });

  it('falls back with the reason when the sink cannot be had', async () => {
    const instead = createMemorySink();
    const reasons: unknown[] = [];
    const relay = createRelay(
      () => Promise.reject(new Error('no key')),
      (error) => {
        reasons.push(error);
        return instead;
      },
    );
    relay.event(occurrence(1));
    await relay.flush();
    expect(reasons.map(String)).toEqual(['Error: no key']);
    expect(instead.events).toHaveLength(1);
  });
});

/** It can neither take an event nor be flushed. */
const brokenSink = (): Sink => ({
  ...createMemorySink(),
  event: () => {
    throw new Error('closed');
  },
  flush: () => Promise.reject(new Error('closed')),
});

describe('a sink that throws', () => {
  it('ends neither the relay nor what it kept', async () => {
    const target = { ...createMemorySink(), event: brokenSink().event, flush: brokenSink().flush };
    const relay = createRelay(
      async () => target,
      () => target,
    );
    relay.event(occurrence(1));
    relay.measure('change.lag', 5, {});
    await relay.flush();
    expect(() => relay.event(occurrence(2))).not.toThrow();
    expect(target.measured).toHaveLength(1);
  });

  it('keeps nothing from the others of a tee', async () => {
    const other = createMemorySink();
    const tee = createTee([brokenSink(), other]);
    tee.event(occurrence(1));
    await tee.flush();
    expect([other.events.length, other.flushes]).toEqual([1, 1]);
  });
});

describe('a tee', () => {
  it('passes everything on to each', async () => {
    const [one, two] = [createMemorySink(), createMemorySink()];
    const tee = createTee([one, two]);
    tee.event(occurrence(1));
    tee.measure('change.lag', 5, {});
    tee.spans([], 100);
    await tee.flush();
    for (const sink of [one, two]) {
      expect([sink.events.length, sink.measured.length, sink.passed.length, sink.flushes]).toEqual([1, 1, 1, 1]);
    }
  });
});
