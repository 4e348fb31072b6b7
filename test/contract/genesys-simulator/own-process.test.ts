import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SimulatorClient } from './simulator-client.ts';

const MAIN = join(__dirname, '../../../local/genesys-simulator/main.ts');

async function begin(...args: string[]) {
  const child = fork(MAIN, args, { silent: true, execArgv: ['--no-warnings'] });
  const [line] = await once(child.stdout ?? child, 'data');
  return { child, ready: JSON.parse(String(line)) as { ready: boolean; url: string } };
}

describe('the simulator as a process of its own', () => {
  it('prints one line when it is ready and takes its limits from the arguments', async () => {
    const { child, ready } = await begin('--port', '0', '--allowed', '7', '--window-ms', '1000');
    const client = new SimulatorClient(ready.url);
    await client.login();
    const reply = await client.list({});
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');

    expect(ready.ready).toBe(true);
    expect(reply.headers.get('inin-ratelimit-allowed')).toBe('7');
    expect(code).toBe(0);
  });

  it('ends when its parent lets go of it', async () => {
    const { child } = await begin();

    child.disconnect();
    const [code] = await once(child, 'exit');

    expect(code).toBe(0);
  });

  it('ends with a message when an argument makes no sense', async () => {
    const child = fork(MAIN, ['--port', 'http'], { silent: true, execArgv: ['--no-warnings'] });
    const [message] = await once(child.stderr ?? child, 'data');
    const [code] = await once(child, 'exit');

    expect(String(message)).toContain('--port takes a whole number');
    expect(code).toBe(1);
  });
});
