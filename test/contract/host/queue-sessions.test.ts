import { FakeSessionSource } from '../../support/fake-session-source.ts';
import { openTiny } from '../../support/tiny-app/open.ts';

const body = Buffer.from('{}');

describe('driving a session queue', () => {
  it('completes a message whose function returned and releases the session when it is idle', async () => {
    const source = new FakeSessionSource({ s1: [{ body, messageId: 'a' }] });
    const { host } = await openTiny({ runQueues: true, openSource: () => source });

    await source.until('release', 1);
    await host.stop();

    expect(source.events).toEqual(['complete s1/a', 'release s1', 'close source']);
  });

  it('abandons a message whose function threw, and delivers it again with a higher count', async () => {
    const source = new FakeSessionSource({
      s1: [
        { body, messageId: 'a', deliveryCount: 1 },
        { body, messageId: 'b' },
      ],
    });
    const { host, seen, lines } = await openTiny({
      runQueues: true,
      openSource: () => source,
    });
    seen.onQueue = () => {
      seen.onQueue = async () => undefined;
      throw new Error('once');
    };

    await source.until('complete', 2);
    await host.stop();

    expect(source.events.slice(0, 3)).toEqual(['abandon s1/a', 'complete s1/a', 'complete s1/b']);
    expect(seen.queue.map(({ metadata }) => metadata.deliveryCount)).toEqual([1, 2, undefined]);
    expect(lines.some(({ message }) => message.includes("'Functions.apply' (Failed)"))).toBe(true);
  });

  it('keeps one call per session, and no more sessions than host.json allows', async () => {
    const messages = () => [
      { body, messageId: 'a' },
      { body, messageId: 'b' },
    ];
    const source = new FakeSessionSource({ s1: messages(), s2: messages(), s3: messages() });
    const running = new Map<unknown, number>();
    const { host, seen } = await openTiny({ runQueues: true, openSource: () => source });
    let overlaps = 0;
    seen.onQueue = async () => {
      const key = seen.queue.at(-1)?.metadata.sessionId;
      overlaps += running.has(key) && key !== undefined ? 1 : 0;
      running.set(key, 1);
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(key);
    };

    await source.until('release', 3);
    await host.stop();

    expect(source.mostHeld).toBe(2);
    expect(overlaps).toBe(0);
    expect(source.events.filter((event) => event.startsWith('complete'))).toHaveLength(6);
  });

  it('renews the lock of the session while its function runs', async () => {
    const source = new FakeSessionSource({ s1: [{ body, messageId: 'a' }] }, 250);
    const gate = Promise.withResolvers<void>();
    const { host, seen } = await openTiny({ runQueues: true, openSource: () => source });
    seen.onQueue = () => gate.promise;

    await source.until('renew', 2);
    gate.resolve();
    await source.until('release', 1);
    await host.stop();

    expect(source.events.indexOf('complete s1/a')).toBeGreaterThan(source.events.lastIndexOf('renew s1'));
  });

  it('finishes the call under way when it stops, and takes no further message', async () => {
    const source = new FakeSessionSource({
      s1: [
        { body, messageId: 'a' },
        { body, messageId: 'b' },
      ],
    });
    const gate = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const { host, seen } = await openTiny({ runQueues: true, openSource: () => source });
    seen.onQueue = () => {
      called.resolve();
      return gate.promise;
    };
    await called.promise;

    const stopped = host.stop();
    gate.resolve();
    await stopped;

    expect(source.events).toEqual(['complete s1/a', 'release s1', 'close source']);
  });

  it('calls a queue function directly, without a broker', async () => {
    const { host, seen } = await openTiny();

    await host.invokeQueue('apply', '{"kind":"user"}');
    await host.stop();

    expect(seen.queue).toMatchObject([{ body: { kind: 'user' }, metadata: { deliveryCount: 1, kind: 'user' } }]);
  });
});
