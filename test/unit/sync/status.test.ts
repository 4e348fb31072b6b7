import { document, NEW_FEED, OPEN_GATE } from '../../../shared/sync/control-documents.ts';
import { status } from '../../../shared/sync/status.ts';
import { ANNA, NOW, recordOf, statusWorld } from './status-world.ts';

const OTHER = '00000000-0000-4000-8000-00000000000b';
const ANOTHER = '00000000-0000-4000-8000-00000000000c';
const summary = {
  at: NOW - 5000,
  runStarted: NOW - 6000,
  runMs: 1000,
  outcome: 'finished',
  records: 9,
  inScope: 7,
  active: 6,
  inactive: 2,
  dirty: 1,
  due: 1,
  parked: { 'name-held': 1 },
  held: 2,
  oldestDue: NOW - 90_000,
  oldestChange: 0,
  creates: 4,
  countedAt: NOW - 30_000,
};

describe('status', () => {
  it('answers before the first run', async () => {
    const { code, body } = await status(await statusWorld(), []);
    expect(code).toBe(200);
    expect(body).toMatchObject({ mode: 'dry', gate: { state: 'open' }, feeds: [], counts: null, lastRun: null });
  });

  it('shows the counts with their age, each feed and a closed gate with its reason', async () => {
    const ports = await statusWorld();
    const documents = {
      ...document('summary', summary),
      ...document(
        'feed',
        { ...NEW_FEED, phase: 'round', roundStarted: NOW - 10_000, finishedAt: NOW - 70_000 },
        'users',
      ),
      ...document('gate', {
        ...OPEN_GATE,
        closed: true,
        reason: 'genesys-unauthorized',
        since: NOW - 1000,
        nextProbe: NOW + 1000,
      }),
    };
    for (const [key, value] of Object.entries(documents)) await ports.control.write(key, value, undefined);
    expect((await status(ports, [])).body).toMatchObject({
      gate: { state: 'closed', reason: 'genesys-unauthorized', nextProbe: '2026-05-04T12:00:01.000Z' },
      feeds: [{ feed: 'users', phase: 'round', finishedSecondsAgo: 70, roundSecondsOld: 10 }],
      counts: {
        secondsOld: 30,
        inScope: 7,
        active: 6,
        held: 2,
        parked: { 'name-held': 1 },
        oldestDueSeconds: 90,
        withoutAccount: 4,
      },
      lastRun: { outcome: 'finished', ms: 1000, finishedSecondsAgo: 5 },
    });
  });

  it('shows what a dry run would send, with attribute names that hold colons', async () => {
    const ports = await statusWorld([recordOf()]);
    await ports.records.markPreviewed(ANNA, '2:h:update:title,urn:x:2.0:User:department');
    expect((await status(ports, [['list', 'dirty']])).body).toMatchObject({
      items: [
        {
          id: ANNA,
          wouldSend: {
            verb: 'update',
            attributes: ['title', 'urn:x:2.0:User:department'],
            version: 2,
            isCurrent: true,
          },
        },
      ],
      next: null,
    });
  });

  it('lists as parked only what is parked and not due yet', async () => {
    const waits = { attemptsOf: 2, nextAttempt: NOW + 60_000, reason: 'name-held' };
    const isDueAgain = recordOf({ version: 3 }, { ...waits, parked: true }, ANOTHER);
    const ports = await statusWorld([recordOf({}, { ...waits, parked: true }), recordOf({}, waits, OTHER), isDueAgain]);
    const { body } = await status(ports, [['list', 'parked']]);
    expect(body).toMatchObject({ items: [{ id: ANNA, reason: 'name-held', nextAttempt: '2026-05-04T12:01:00.000Z' }] });
    expect(body).toHaveProperty('items.length', 1);
  });

  it('lists held departures with why and since when', async () => {
    const departure = { number: 1, since: NOW - 1000, why: 'disabled', action: 'disable' } as const;
    const ports = await statusWorld([recordOf({ source: 'disabled', departure, departures: 1 })]);
    expect((await status(ports, [['list', 'held']])).body).toMatchObject({
      items: [{ id: ANNA, plan: null, why: 'disabled', since: '2026-05-04T11:59:59.000Z', wouldSend: 'disable' }],
    });
  });

  it('goes through a long list page by page and shows everybody once', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
    const ports = await statusWorld(ids.map((id) => recordOf({}, {}, id)));
    const seen: string[] = [];
    let page: string | null = '';
    for (let pages = 0; page !== null && pages < 10; pages += 1) {
      const { body } = await status(
        ports,
        page === ''
          ? [['list', 'dirty']]
          : [
              ['list', 'dirty'],
              ['page', page],
            ],
      );
      const { items, next } = body as { items: { id: string }[]; next: string | null };
      seen.push(...items.map(({ id }) => id));
      page = next;
    }
    expect(page).toBeNull();
    expect(seen.sort()).toEqual(ids);
  });

  it.each([
    ['an unknown parameter', [['lst', 'dirty']]],
    ['an unknown list', [['list', 'all']]],
    ['a page without a list', [['page', 'x']]],
    [
      'a list and a user',
      [
        ['list', 'dirty'],
        ['user', ANNA],
      ],
    ],
    [
      'a parameter given twice',
      [
        ['list', 'dirty'],
        ['list', 'held'],
      ],
    ],
    [
      'a page that no list gave out',
      [
        ['list', 'dirty'],
        ['page', 'garbage'],
      ],
    ],
    [
      'a page of another list',
      [
        ['list', 'dirty'],
        ['page', '00 held|u|x'],
      ],
    ],
    ['an empty user', [['user', ' ']]],
    ['a user longer than any name', [['user', 'x'.repeat(3000)]]],
  ] as [string, [string, string][]][])('refuses %s and names what is allowed', async (_what, parameters) => {
    const { code, body } = await status(await statusWorld(), parameters);
    expect(code).toBe(400);
    expect(body).toMatchObject({ allowed: { list: expect.stringContaining('dirty, parked, held') } });
  });

  it('does not take the key of the platform for a parameter', async () => {
    expect(
      (
        await status(await statusWorld(), [
          ['code', 'key'],
          ['clientId', 'default'],
        ])
      ).code,
    ).toBe(200);
  });
});
