import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Rig, startRig } from './rig.ts';

const mainFile = resolve('local/graph-simulator/main.ts');
let folder: string;
let rig: Rig;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-simulator-'));
  rig = await startRig({ dataFile: join(folder, 'directory.json') });
});

afterEach(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

describe('the control door', () => {
  it('needs no bearer and no content type', async () => {
    const reply = await fetch(`${rig.url}/control/people`, { method: 'POST', body: '{"displayName":"Ada"}' });

    expect(reply.status).toBe(201);
    expect(await reply.json()).toMatchObject({ state: 'active', assigned: false, properties: { displayName: 'Ada' } });
  });

  it('tells everything about everybody', async () => {
    const ada = await rig.person({ displayName: 'Ada', assigned: true });
    const bob = await rig.person({ displayName: 'Bob', manager: ada });
    await rig.control(`POST people/${bob}/disable`);
    await rig.control(`POST people/${ada}/soft-delete`);

    expect(await rig.control('GET people')).toMatchObject({
      count: 2,
      people: [
        { id: ada, state: 'soft-deleted', assigned: true, manager: null },
        { id: bob, state: 'active', assigned: false, manager: { id: ada }, properties: { accountEnabled: false } },
      ],
    });
    expect(await rig.control('GET state')).toMatchObject({ people: { active: 1, 'soft-deleted': 1 }, assigned: 1 });
  });

  it('seeds many people at once whose managers may come later in the list', async () => {
    const seeded = await rig.control('POST seed', [
      { displayName: 'Ada', manager: 'bob@x.example', assigned: true },
      { displayName: 'Bob', userPrincipalName: 'bob@x.example' },
    ]);
    const { people } = (await rig.control('GET people')) as { people: { id: string; manager: unknown }[] };

    expect(seeded).toEqual({ created: 2, ids: people.map((person) => person.id) });
    expect(people[0]?.manager).toEqual({ id: people[1]?.id, type: 'user' });
  });

  it.each([
    ['POST people', { shoeSize: 44 }, /^400/],
    ['POST people', { accountEnabled: 'yes' }, /^400/],
    ['POST people', { userPrincipalName: 'ada@x.example' }, /^409/],
    ['PATCH people/nobody', {}, /^404/],
    ['POST people/ada@x.example/restore', undefined, /^409/],
    ['POST switches', { pagesize: 3 }, /^400/],
    ['POST switches', { pageSize: 0 }, /^400/],
    ['POST switches', { expiryForm: 'quietly' }, /^400/],
    ['GET nothing', undefined, /^404/],
  ])('refuses %s with %j', async (call, body, expected) => {
    await rig.person({ userPrincipalName: 'ada@x.example' });

    await expect(rig.control(call, body)).rejects.toThrow(expected);
  });

  it('keeps a log that can be asked for what came since', async () => {
    await rig.get('/organization');
    const { last } = (await rig.control('GET requests')) as { last: number };
    await rig.control('POST faults', { kind: 'reset' });
    await rig.get('/users/x').catch(() => undefined);
    await rig.batch([{ id: '1', method: 'GET', url: '/users/y' }]);

    expect(await rig.control(`GET requests?since=${last}`)).toMatchObject({
      requests: [
        { n: 2, method: 'GET', path: '/v1.0/users/x', status: 0, bytes: 0, fault: 'reset' },
        { n: 3, method: 'POST', path: '/v1.0/$batch', status: 200, items: [{ path: '/users/y', status: 404 }] },
      ],
    });
  });
});

describe('a directory that is kept in a file', () => {
  it('goes on where it stopped: people, assignments, ids and delta links', async () => {
    const ada = await rig.person({ displayName: 'Ada', assigned: true });
    const { deltaLink } = await rig.round('/users/delta?$select=displayName');
    const bob = await rig.person({ displayName: 'Bob' });
    const before = await rig.control('GET state');
    const formerUrl = rig.url;
    await rig.close();

    rig = await startRig({ dataFile: join(folder, 'directory.json') });
    const { items } = await rig.round(deltaLink.replace(formerUrl, rig.url));

    expect(items.map((item) => item.id)).toEqual([bob]);
    expect(await rig.control(`GET people/${ada}`)).toMatchObject({ assigned: true });
    expect(await rig.control('GET state')).toEqual({ ...(before as object), requests: 1, resourceUnits: 1 });
    expect(await readdir(folder)).toEqual(['directory.json']);
  });
});

describe('the simulator as a process', () => {
  it('says in one line where it listens and ends when it is told to', async () => {
    const child = spawn(process.execPath, [mainFile, '--port', '0', '--data', join(folder, 'other.json')]);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { ready, url } = JSON.parse(line) as { ready: boolean; url: string };
    const reply = await fetch(`${url}/control/state`);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');

    expect(ready).toBe(true);
    expect(reply.status).toBe(200);
    expect(code).toBe(0);
    expect(await readdir(folder)).toContain('other.json');
  });

  it('ends when its parent lets go of it', async () => {
    const child = fork(mainFile, [], { silent: true });
    await once(child, 'spawn');
    if (child.stdout === null) throw new Error('The child has no output.');
    await once(createInterface(child.stdout), 'line');
    child.disconnect();
    const [code] = await once(child, 'exit');

    expect(code).toBe(0);
  });
});
