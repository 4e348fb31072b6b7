import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { createDigester } from '../../../shared/domain/digest.ts';
import { status } from '../../../shared/sync/status.ts';
import { statusUser } from '../../../shared/sync/status-user.ts';
import { ANNA, ANNA_IN_GRAPH, digester, digestOf, NOW, recordOf, statusWorld } from './status-world.ts';

const STRANGER = '00000000-0000-4000-8000-0000000000ff';

describe('status of one user', () => {
  it.each([ANNA, ANNA.toUpperCase(), 'anna@example.com'])('finds the record by %s', async (reference) => {
    const ports = await statusWorld([recordOf()], async () => ANNA_IN_GRAPH);
    const { code, body } = await status(ports, [['user', reference]]);
    expect(code).toBe(200);
    expect(body).toMatchObject({ id: ANNA, inScope: true, why: 'present and entitled by everyone', source: 'enabled' });
  });

  it('compares what is wanted with what was sent, by attribute name', async () => {
    const sent = { userName: digestOf('userName', 'anna@example.com'), title: digestOf('title', 'Clerk') };
    const ports = await statusWorld([recordOf({}, { accountId: 'a1', state: 'active', sent })]);
    const { body } = await status(ports, [['user', ANNA]]);
    expect(body).toMatchObject({
      attributes: expect.arrayContaining([
        { name: 'userName', state: 'same' },
        { name: 'title', state: 'differs' },
        { name: 'displayName', state: 'never-sent' },
      ]),
      account: { id: 'a1', state: 'active' },
    });
  });

  it('shows no value of the person', async () => {
    const ports = await statusWorld([recordOf()]);
    expect(JSON.stringify((await status(ports, [['user', 'anna@example.com']])).body)).not.toMatch(
      /anna@|Muster|Nothing/,
    );
  });

  it('says when a waiting record is tried next, and why it waits', async () => {
    const have = { attemptsOf: 2, attempts: 3, nextAttempt: NOW + 5000, reason: 'name-held', parked: true };
    const { body } = await status(await statusWorld([recordOf({}, have)]), [['user', ANNA]]);
    expect(body).toMatchObject({
      record: {
        state: 'dirty',
        nextAttempt: '2026-05-04T12:00:05.000Z',
        reason: 'name-held',
        parked: true,
        attempts: 3,
      },
    });
  });

  it('says when the scoping filter keeps the user out', async () => {
    const departure = { number: 1, since: NOW - 1000, why: 'filtered', action: 'disable' } as const;
    const record = recordOf({ filter: 'fail', departure, departures: 1 });
    const { body } = await status(await statusWorld([record]), [['user', ANNA]]);

    expect(body).toMatchObject({
      inScope: false,
      why: 'does not pass the scoping filter',
      departure: { why: 'filtered', action: 'disable', state: 'held' },
    });
  });

  it('shows a held departure with the action that waits', async () => {
    const departure = { number: 1, since: NOW - 1000, why: 'purged', action: 'delete' } as const;
    const record = recordOf({ source: 'purged', departure, departures: 1 });
    const { body } = await status(await statusWorld([record], async () => undefined), [['user', ANNA]]);
    expect(body).toMatchObject({
      inScope: false,
      why: 'the directory shows the user as purged',
      source: 'not found',
      departure: { why: 'purged', action: 'delete', state: 'held' },
      attributes: null,
    });
  });

  it('finds the record of a person who is gone in any letter case of the id', async () => {
    const ports = await statusWorld([recordOf({ source: 'purged' })], async () => undefined);
    expect((await status(ports, [['user', ANNA.toUpperCase()]])).body).toMatchObject({
      id: ANNA,
      record: { version: 2 },
    });
  });

  it('shows the last twenty journal lines, newest first', async () => {
    const ports = await statusWorld([recordOf()]);
    for (let line = 1; line <= 25; line += 1) {
      const entry = {
        at: NOW + line,
        attempt: `a${line}`,
        verb: 'update',
        attributes: ['title'],
        outcome: 'done',
        status: null,
      };
      await ports.journal.append(ANNA, entry);
    }
    const { body } = await status(ports, [['user', ANNA]]);
    expect(body).toHaveProperty('journal.length', 20);
    expect(body).toMatchObject({ journal: expect.arrayContaining([expect.objectContaining({ attempt: 'a25' })]) });
  });

  it('says of a person without a record whether the directory has it', async () => {
    const ports = await statusWorld();
    expect((await status(ports, [['user', ANNA]])).body).toMatchObject({ record: null, why: 'not seen by a run yet' });
    expect((await status(ports, [['user', STRANGER]])).body).toMatchObject({ source: 'not found', inScope: false });
    expect((await status(ports, [['user', 'nobody@example.com']])).code).toBe(404);
  });

  it('still shows the record when the directory gives no answer', async () => {
    const failing = () => Promise.reject(new ConnectorError('graph-unavailable', 'down', { kind: 'unavailable' }));
    const ports = await statusWorld([recordOf()], failing);
    expect(await status(ports, [['user', ANNA]])).toMatchObject({
      code: 200,
      body: { source: 'graph-unavailable', inScope: true },
    });
    expect(await status(ports, [['user', 'anna@example.com']])).toMatchObject({ code: 502 });
  });
});

describe('the pseudonym that telemetry shows', () => {
  it('finds the person, whichever page of the records they are on', async () => {
    const ports = await statusWorld([recordOf({}, {}, '00000000-0000-4000-8000-00000000000e'), recordOf()]);
    const { code, body } = await statusUser(ports, digester.pseudonym(ANNA));
    expect(code).toBe(200);
    expect(body).toMatchObject({ id: ANNA, pseudonym: digester.pseudonym(ANNA) });
  });

  it('of nobody is answered with 404, which names the key', async () => {
    const { code, body } = await statusUser(await statusWorld([recordOf()]), 'u-0000000000000000');
    expect(code).toBe(404);
    expect(JSON.stringify(body)).toContain('digest key');
  });

  it('is the same in any letter case of the id, and another under another key', () => {
    expect(digester.pseudonym(ANNA.toUpperCase())).toBe(digester.pseudonym(ANNA));
    expect(createDigester('another key of 16').pseudonym(ANNA)).not.toBe(digester.pseudonym(ANNA));
    expect(digester.pseudonym(ANNA)).toMatch(/^u-[0-9a-f]{16}$/);
  });
});
