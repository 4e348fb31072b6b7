import { resolve } from 'node:path';
import { type Child, startChild } from '../../../local/child.ts';
import { tinyFolder, tinySettings } from '../../support/tiny-app/open.ts';

type Message = Readonly<Record<string, unknown>>;

const main = resolve('local/host/main.ts');
const files = ['--entry', resolve(tinyFolder, 'main.cjs'), '--host-json', resolve(tinyFolder, 'host.json')];
// A connection without a broker: the queue driver keeps trying, which must not keep the host from its other work.
const settings = { ...tinySettings, 'AzureWebJobs.apply.Disabled': 'true' };

function nextMessage(child: Child, type: string): Promise<Message> {
  return new Promise((done) => {
    const off = child.onMessage((message) => {
      if (message.type === type) {
        off();
        done(message);
      }
    });
  });
}

// Each test starts a process.
jest.setTimeout(60_000);

describe('the host as a process', () => {
  it('says where it listens, runs a timer on request, forwards logs, and ends on SIGTERM', async () => {
    const child = await startChild(main, [...files, '--no-timers'], settings);
    const log = nextMessage(child, 'log');
    const done = nextMessage(child, 'timer-done');

    child.send({ type: 'run-timer', name: 'tick' });
    const response = await fetch(`${child.ready.url}/api/open`);

    expect(child.ready.functions).toContainEqual({ name: 'tick', trigger: 'timerTrigger' });
    expect(await done).toEqual({ type: 'timer-done', name: 'tick' });
    expect(await log).toMatchObject({ type: 'log', category: 'user', logger: 'tick.Invocation' });
    expect(response.status).toBe(200);
    await child.stop();
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  it('answers with the error of a timer that it cannot run', async () => {
    const child = await startChild(main, [...files, '--no-timers'], settings);
    const done = nextMessage(child, 'timer-done');

    child.send({ type: 'run-timer', name: 'tock' });

    expect(await done).toEqual({ type: 'timer-done', name: 'tock', error: 'There is no timer function "tock".' });
    await child.stop();
  });

  it('runs timers by themselves at the distance it is given', async () => {
    const child = await startChild(main, [...files, '--timer-ms', '20'], settings);

    expect(await nextMessage(child, 'log')).toMatchObject({ message: 'tick { past: false }' });
    await child.stop();
  });

  it('ends when its parent lets go of the channel', async () => {
    const child = await startChild(main, [...files, '--no-timers'], settings);

    child.process.disconnect();

    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  it('fails with the reason when the app does not start', async () => {
    const entry = resolve('test/support/broken-apps/registers-nothing.cjs');
    const started = startChild(main, ['--entry', entry, '--host-json', resolve(tinyFolder, 'host.json')], settings);

    await expect(started).rejects.toThrow(/ended before it was ready \(1\)[\s\S]*registered no functions/);
  });

  it('dies with one line on stderr when the app leaves a rejection unhandled', async () => {
    const lines: string[] = [];
    const entry = resolve('test/support/broken-apps/rejects-unhandled.cjs');
    const args = ['--entry', entry, '--host-json', resolve(tinyFolder, 'host.json')];
    const child = await startChild(main, args, settings, { onLine: (line) => lines.push(line) });

    await fetch(`${child.ready.url}/api/open`).catch(() => undefined);

    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(lines.join('\n')).toContain('nobody waits for this');
  });
});
