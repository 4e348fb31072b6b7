import { failure, type Rig, startRig } from './rig.ts';

const feed = '/users/delta?$select=displayName';
const minute = 60_000;
const day = 24 * 60 * minute;
let rig: Rig;

beforeEach(async () => {
  rig = await startRig({ pageSize: 1 });
  await rig.person({ displayName: 'Ada' });
  await rig.person({ displayName: 'Bob' });
});

afterEach(() => rig.close());

describe('delta and skip tokens', () => {
  it('refuses mangled tokens, tokens of another directory, and skip tokens used as delta tokens', async () => {
    const other = await startRig();
    const foreign = (await other.round(feed)).deltaLink.replace(other.url, rig.url);
    await other.close();
    const next = (await rig.page(feed))['@odata.nextLink'] ?? '';

    for (const url of [foreign, next.replace('token=', 'token=A'), next.replace('$skiptoken', '$deltatoken')]) {
      expect(await failure(await rig.get(url))).toEqual({ status: 400, code: 'Request_BadRequest' });
    }
  });

  it('refuses further query options beside a token', async () => {
    const { deltaLink } = await rig.round(feed);

    expect(await failure(await rig.get(`${deltaLink}&$select=id`))).toMatchObject({ status: 400 });
  });

  it('lets skip tokens die within minutes and delta tokens after seven days', async () => {
    const next = (await rig.page(feed))['@odata.nextLink'] ?? '';
    const { deltaLink } = await rig.round(feed);
    rig.clock.now += 6 * minute;
    const late = await rig.get(next);
    rig.clock.now += 6 * day;
    const inTime = await rig.get(deltaLink);
    rig.clock.now += day;
    const tooLate = await rig.get(deltaLink);

    expect(await failure(late)).toEqual({ status: 400, code: 'Directory_ExpiredPageToken' });
    expect(inTime.status).toBe(200);
    expect(await failure(tooLate)).toEqual({ status: 400, code: 'Request_UnsupportedQuery' });
  });

  it.each([
    [{ expiryForm: 'older-than-30-days' }, 400, 'Request_UnsupportedQuery'],
    [{ expiryForm: 'badly-formed' }, 400, 'Request_BadRequest'],
    [{ expiryForm: 'sync-state-not-found' }, 400, 'syncStateNotFound'],
    [
      { expiryForm: 'sync-state-not-found', syncStateStatus: 410, syncStateCode: 'SyncStateNotFound' },
      410,
      'SyncStateNotFound',
    ],
    [{ expiryForm: 'gone-with-location' }, 410, 'syncStateNotFound'],
  ])('refuses tokens of a former generation in the form switched: %j', async (switches, status, code) => {
    const { deltaLink } = await rig.round(feed);
    await rig.control('POST switches', switches);
    await rig.control('POST expire-tokens');

    expect(await failure(await rig.get(deltaLink))).toEqual({ status, code });
  });

  it('names a place for a full round when it answers 410', async () => {
    const { deltaLink } = await rig.round(feed);
    await rig.control('POST switches', { expiryForm: 'gone-with-location' });
    await rig.control('POST expire-tokens');
    const location = (await rig.get(deltaLink)).headers.get('location') ?? '';

    expect(location).toMatch(/\$deltatoken=$/);
    expect((await rig.round(location)).items.map((item) => item.displayName)).toEqual(['Ada', 'Bob']);
  });

  it('expires the token of one call by a fault and leaves the next call alone', async () => {
    const { deltaLink } = await rig.round(feed);
    await rig.control('POST faults', { kind: 'token-expired', path: '/v1.0/users/delta', form: 'gone-with-location' });
    const firstRound = await rig.get(feed);
    const struck = await rig.get(deltaLink);
    const after = await rig.get(deltaLink);

    expect([firstRound.status, struck.status, after.status]).toEqual([200, 410, 200]);
  });

  it('replays the last round when a fault asks for it', async () => {
    const { deltaLink } = await rig.round('/users/delta?$select=displayName&$deltatoken=latest');
    const cem = await rig.person({ displayName: 'Cem' });
    const second = await rig.round(deltaLink);
    const dora = await rig.person({ displayName: 'Dora' });
    await rig.control('POST switches', { pageSize: 10 });
    await rig.control('POST faults', { kind: 'replay-last-round', path: '/v1.0/users/delta' });

    expect((await rig.round(second.deltaLink)).items.map((item) => item.id)).toEqual([cem, dora]);
  });
});

describe('views that trail', () => {
  it('shows changes to the feed, the reads and the assignments only after their own lag', async () => {
    await rig.control('POST switches', { lagUsersDeltaMs: 3_000, lagUsersMs: 2_000, lagAssignmentsMs: 1_000 });
    const { deltaLink } = await rig.round('/users/delta?$select=displayName&$deltatoken=latest');
    rig.clock.now += 10_000;
    const id = await rig.person({ displayName: 'Cem', assigned: true });
    const { servicePrincipalId } = (await rig.control('GET state')) as { servicePrincipalId: string };
    const look = async () => [
      (await rig.page(`/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo`)).value.length,
      (await rig.get(`/users/${id}`)).status,
      (await rig.round(deltaLink)).items.filter((item) => item.id === id).length,
    ];

    const seen = [await look()];
    for (let second = 1; second <= 3; second += 1) {
      rig.clock.now += 1_000;
      seen.push(await look());
    }

    expect(seen).toEqual([
      [0, 404, 0],
      [1, 404, 0],
      [1, 200, 0],
      [1, 200, 1],
    ]);
  });

  it('gives the old value of a property until the change is visible', async () => {
    const id = await rig.person({ displayName: 'Cem' });
    rig.clock.now += 10_000;
    await rig.control('POST switches', { lagUsersMs: 2_000 });
    await rig.control(`PATCH people/${id}`, { displayName: 'Cem II' });
    const early = await (await rig.get(`/users/${id}`)).json();
    rig.clock.now += 2_000;
    const late = await (await rig.get(`/users/${id}`)).json();

    expect(early).toMatchObject({ displayName: 'Cem' });
    expect(late).toMatchObject({ displayName: 'Cem II' });
  });
});
