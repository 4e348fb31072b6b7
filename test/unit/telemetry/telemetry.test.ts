import { createTelemetry } from '../../../shared/telemetry/telemetry.ts';
import { readTraceParent, writeTraceParent } from '../../../shared/telemetry/trace.ts';
import { createMemorySink } from '../../support/memory-sink.ts';

const HOST = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
const OTHER = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;

function rig(tracePercent = 100) {
  const sink = createMemorySink();
  let at = 1000;
  let made = 0;
  const telemetry = createTelemetry({
    sink,
    clock: { now: () => at++ },
    chance: { uuid: () => `${String(++made).padStart(8, '0')}-0000-4000-8000-00000000000${made % 10}` },
    pseudonym: (id) => `u-of-${id}`,
    tracePercent,
    common: { instance: 'i1' },
  });
  return { sink, telemetry };
}

describe('an event', () => {
  it('carries run, record and attempt of the work under way, and pseudonyms for ids', async () => {
    const { sink, telemetry } = rig();
    await telemetry.within({ record: 'person' }, () =>
      telemetry.invocation('apply-change', { host: HOST }, () =>
        telemetry.within({ attempt: 'a1' }, async () => {
          telemetry.emit('account-claimed-by-another', { id: 'person', owner: 'other' });
        }),
      ),
    );
    telemetry.emit('refresh-begun', { why: 'weekly' });

    const [inside, outside] = sink.events;
    expect(inside).toMatchObject({ name: 'account-claimed-by-another', level: 'warning' });
    expect(inside?.fields).toEqual({
      instance: 'i1',
      record: 'u-of-person',
      run: 'a'.repeat(32),
      attempt: 'a1',
      id: 'u-of-person',
      owner: 'u-of-other',
    });
    expect(outside?.fields).toEqual({ instance: 'i1', why: 'weekly' });
    expect(outside?.trace).toBeUndefined();
  });
});

describe('a trace', () => {
  it('goes from the page over the message to the request', async () => {
    const { sink, telemetry } = rig();
    let message: string | undefined;
    await telemetry.invocation('enumerate-changes', { host: HOST }, async () => {
      await telemetry.span('users-page', async () => telemetry.remember('person'));
      await telemetry.span('send-wakes', async () => {
        message = telemetry.carrier('person');
      });
    });
    await telemetry.invocation('apply-change', { host: message, sender: message }, () =>
      telemetry.span('request.genesys', async () => undefined),
    );

    const spans = sink.passed.flatMap(({ spans: all }) => all);
    const named = (name: string) => spans.find((span) => span.name === name);
    expect(new Set(spans.map(({ trace }) => trace.traceId))).toEqual(new Set(['a'.repeat(32)]));
    expect(named('users-page')?.parentId).toBe(named('enumerate-changes')?.trace.spanId);
    expect(named('apply-change')?.parentId).toBe(named('users-page')?.trace.spanId);
    expect(named('request.genesys')?.parentId).toBe(named('apply-change')?.trace.spanId);
    expect(named('request.genesys')?.kind).toBe('client');
  });

  it('follows the message where the host did not read it, and points to the host', async () => {
    const { sink, telemetry } = rig();
    await telemetry.invocation('apply-change', { host: HOST, sender: OTHER }, async () => undefined);
    const [span] = sink.passed[0]?.spans ?? [];
    expect(span?.trace.traceId).toBe('c'.repeat(32));
    expect(span?.parentId).toBe('d'.repeat(16));
    expect(span?.link).toEqual({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    expect(span?.attributes.run).toBe('c'.repeat(32));
  });

  it('of a wake that is sent again is that of the run that sends it', async () => {
    const { telemetry } = rig();
    await telemetry.invocation('enumerate-changes', { host: HOST }, async () => telemetry.remember('person'));
    const first = telemetry.carrier('person');
    await telemetry.invocation('enumerate-changes', { host: OTHER }, async () => {
      const again = telemetry.carrier('person');
      expect(readTraceParent(first)?.traceId).toBe('a'.repeat(32));
      expect(readTraceParent(again)?.traceId).toBe('c'.repeat(32));
    });
    expect(telemetry.carrier('person')).toBeUndefined();
  });

  it('is remembered for the last 20,000 records', async () => {
    const { telemetry } = rig();
    await telemetry.invocation('enumerate-changes', { host: HOST }, async () => {
      for (let person = 0; person <= 20_000; person += 1) telemetry.remember(`p${person}`);
    });
    expect(telemetry.carrier('p0')).toBeUndefined();
    expect(telemetry.carrier('p1')).toBeDefined();
  });
});

describe('sampling', () => {
  const low = `00-${'a'.repeat(24)}00000001-${'b'.repeat(16)}-01`;
  const high = `00-${'a'.repeat(24)}f0000000-${'b'.repeat(16)}-01`;

  it('keeps the chosen share of ordinary invocations, and says how many each stands for', async () => {
    const { sink, telemetry } = rig(50);
    await telemetry.invocation('apply-change', { host: low }, async () => undefined);
    await telemetry.invocation('apply-change', { host: high }, async () => undefined);
    expect(sink.passed.map(({ percent, spans }) => [percent, spans[0]?.trace.traceId])).toEqual([
      [50, low.split('-')[1]],
    ]);
  });

  it.each([
    [
      'a part of it throws',
      (telemetry: ReturnType<typeof rig>['telemetry']) =>
        telemetry.span('request.graph', () => Promise.reject(new Error('away'))).catch(() => undefined),
    ],
    [
      'a part of it is marked',
      (telemetry: ReturnType<typeof rig>['telemetry']) =>
        telemetry.span('request.graph', async (notes) => notes.fail()),
    ],
  ])('never drops an invocation when %s', async (_what, part) => {
    const { sink, telemetry } = rig(0);
    await telemetry.invocation('apply-change', { host: high }, async () => {
      await telemetry.span('request.genesys', async () => undefined);
      await part(telemetry);
    });
    expect(sink.passed).toHaveLength(1);
    expect(sink.passed[0]?.percent).toBe(100);
    expect(sink.passed[0]?.spans.map(({ name, failed }) => [name, failed])).toEqual([
      ['request.genesys', false],
      ['request.graph', true],
      ['apply-change', false],
    ]);
  });

  it('never drops an invocation that throws, and passes the error on', async () => {
    const { sink, telemetry } = rig(0);
    const broken = telemetry.invocation('apply-change', {}, () => Promise.reject(new Error('away')));
    await expect(broken).rejects.toThrow('away');
    expect(sink.passed[0]?.spans[0]).toMatchObject({ name: 'apply-change', failed: true });
  });

  it('bounds what is kept of a long run, which itself is always among it', async () => {
    const { sink, telemetry } = rig(100);
    await telemetry.invocation('enumerate-changes', {}, async () => {
      for (let page = 0; page < 600; page += 1) await telemetry.span('users-page', async () => undefined);
    });
    const spans = sink.passed.flatMap(({ spans: all }) => all);
    expect(spans).toHaveLength(501);
    expect(spans.at(-1)?.name).toBe('enumerate-changes');
  });

  it('passes on at once what fails beyond that, and keeps the run', async () => {
    const { sink, telemetry } = rig(0);
    await telemetry.invocation('enumerate-changes', {}, async () => {
      for (let page = 0; page < 500; page += 1) await telemetry.span('users-page', async () => undefined);
      for (let page = 0; page < 3; page += 1) await telemetry.span('users-page', async (notes) => notes.fail());
      expect(sink.passed.map(({ spans }) => spans.length)).toEqual([1, 1, 1]);
    });
    expect(sink.passed.at(-1)).toMatchObject({ percent: 100 });
    expect(sink.passed.at(-1)?.spans).toHaveLength(501);
  });

  it('passes a request outside of any invocation on when it fails', async () => {
    const { sink, telemetry } = rig(100);
    await telemetry.span('request.genesys', async () => undefined);
    await telemetry.span('request.genesys', async (notes) => notes.fail());
    expect(sink.passed.map(({ spans }) => spans.length)).toEqual([1]);
  });
});

describe('a traceparent', () => {
  it.each([
    undefined,
    null,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'a'.repeat(31)}-${'b'.repeat(16)}-01`,
  ])('that is none is left alone: %s', (header) => expect(readTraceParent(header)).toBeUndefined());

  it('is written as recorded', () => {
    expect(writeTraceParent({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) })).toBe(HOST.replace(/00$/, '01'));
  });
});
