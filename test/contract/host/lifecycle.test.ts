import { resolve } from 'node:path';
import { startHost } from '../../../local/host/start.ts';
import { freePort } from '../../../local/ports.ts';
import { openTiny, tinyFolder } from '../../support/tiny-app/open.ts';

const startBroken = (name: string) =>
  startHost({
    entry: resolve('test/support/broken-apps', `${name}.cjs`),
    hostJson: resolve(tinyFolder, 'host.json'),
    env: { HOST_TEST_SETTING: 'present' },
    log: () => undefined,
  });

describe('life of the functions host', () => {
  it('lists exactly the functions that the entry point registered', async () => {
    const { host } = await openTiny();
    await host.stop();

    expect(host.functions).toEqual([
      { name: 'tick', trigger: 'timerTrigger' },
      { name: 'apply', trigger: 'serviceBusTrigger' },
      { name: 'echo', trigger: 'httpTrigger' },
      { name: 'open', trigger: 'httpTrigger' },
    ]);
  });

  it('puts the settings on the environment before the app is loaded', async () => {
    const { host, seen } = await openTiny();
    await host.stop();

    expect(seen.setting).toBe('from the host');
  });

  it.each([
    ['registers-nothing', /registered no functions/],
    ['throws', /bad configuration/],
    ['registers-twice', /"same" has already been registered/],
    ['unknown-trigger', /no driver for "queueTrigger"/],
    ['missing', /Cannot find module/],
  ])('refuses an entry point that is broken: %s', async (name, message) => {
    await expect(startBroken(name)).rejects.toThrow(message);
  });

  it('refuses a function that is registered after startup', async () => {
    const host = await startBroken('registers-late');

    const response = await fetch(`${host.httpUrl}/api/open`);
    await host.stop();

    expect(response.status).toBe(500);
    expect(host.functions).toEqual([{ name: 'open', trigger: 'httpTrigger' }]);
  });

  it('refuses a timer whose schedule names a missing setting', async () => {
    await expect(openTiny({ env: { TICK_SCHEDULE: '%NOT_SET%' } })).rejects.toThrow('six fields');
    await expect(openTiny({ env: { TICK_SCHEDULE: undefined } })).rejects.toThrow('"TICK_SCHEDULE", which is not set');
  });

  it('refuses a queue without a connection, naming both settings that could hold one', async () => {
    const started = openTiny({ env: { Bus: '' }, runQueues: true });

    await expect(started).rejects.toThrow('neither "Bus" nor "Bus__fullyQualifiedNamespace" is set');
  });

  it('gives its port back when it does not start', async () => {
    const httpPort = await freePort();
    await expect(openTiny({ httpPort, env: { Bus: '' }, runQueues: true })).rejects.toThrow('"Bus"');

    const { host } = await openTiny({ httpPort });
    await host.stop();

    expect(host.httpUrl).toBe(`http://127.0.0.1:${httpPort}`);
  });

  it('does not start a function that a setting switches off', async () => {
    const { host } = await openTiny({ env: { 'AzureWebJobs.tick.Disabled': 'true' } });

    await expect(host.runTimer('tick')).rejects.toThrow('no timer function "tick"');
    await host.stop();
  });

  it('runs the hooks of the app around its life and around each call', async () => {
    const { host, seen } = await openTiny();

    await host.runTimer('tick');
    await host.stop();

    expect(seen.hooks).toEqual(['appStart', 'pre tick', 'post tick 1 ok', 'appTerminate']);
  });

  it('tells the post-invocation hook about the error of a call', async () => {
    const { host, seen } = await openTiny();
    seen.onTimer = async () => {
      throw new Error('no luck');
    };

    await expect(host.runTimer('tick')).rejects.toThrow('no luck');
    await host.stop();

    expect(seen.hooks).toContain('post tick 1 Error: no luck');
  });

  it('waits for a call under way before it runs the terminate hooks', async () => {
    const { host, seen } = await openTiny();
    const gate = Promise.withResolvers<void>();
    seen.onQueue = () => gate.promise;
    const call = host.invokeQueue('apply', '{}');

    const stopped = host.stop();
    gate.resolve();
    await Promise.all([call, stopped]);

    expect(seen.hooks.indexOf('appTerminate')).toBeGreaterThan(seen.hooks.indexOf('post apply 1 ok'));
  });

  it('stops without a call that outlasts the drain, and says so', async () => {
    const { host, seen, lines } = await openTiny({ drainMs: 20 });
    const gate = Promise.withResolvers<void>();
    seen.onQueue = () => gate.promise;
    const call = host.invokeQueue('apply', '{}');

    await host.stop();
    gate.resolve();
    await call;

    expect(lines.map(({ message }) => message)).toContain('Stopped with 1 call(s) under way.');
    expect(seen.hooks).toContain('appTerminate');
  });
});
