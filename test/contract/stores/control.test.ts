import { Conflict, type Json } from '../../../shared/sync/ports.ts';
import { closePlaces, PLACES } from './open-stores.ts';

afterAll(closePlaces);

const LEASE = { owner: 'instance-1', epoch: 4, expiry: 1_778_846_400_123 };

describe.each(PLACES)('control rows $place', ({ open }) => {
  it('gives the lease to one taker', async () => {
    const { control } = await open();

    const taken = await control.writeLease(LEASE, undefined);

    await expect(control.writeLease({ ...LEASE, owner: 'instance-2' }, undefined)).rejects.toThrow(Conflict);
    expect(await control.readLease()).toEqual(taken);
    expect(taken).toEqual({ ...LEASE, etag: expect.any(String) });
  });

  it('has no lease before the first', async () => {
    const { control } = await open();

    expect(await control.readLease()).toBeUndefined();
    await expect(control.writeLease(LEASE, 'W/"old"')).rejects.toThrow(Conflict);
  });

  it('moves documents and lease together', async () => {
    const { control } = await open();
    const lease = await control.writeLease(LEASE, undefined);

    const renewed = await control.commit(lease, 9_000, { 'feed:users': { link: 'a' }, 'feed:app': [1, null, true] });

    expect(await control.readLease()).toEqual({ ...LEASE, expiry: 9_000, etag: renewed.etag });
    expect((await control.read('feed:users'))?.value).toEqual({ link: 'a' });
    expect((await control.read('feed:app'))?.value).toEqual([1, null, true]);
  });

  it('lets nobody move a watermark whose lease was taken over', async () => {
    const { control } = await open();
    const old = await control.commit(await control.writeLease(LEASE, undefined), 9_000, { feed: 'first' });
    await control.writeLease({ owner: 'instance-2', epoch: 5, expiry: 20_000 }, old.etag);

    await expect(control.commit(old, 10_000, { feed: 'late', other: 'late' })).rejects.toThrow(Conflict);

    expect((await control.read('feed'))?.value).toBe('first');
    expect(await control.read('other')).toBeUndefined();
  });

  it('renews the lease with no document at all, and refuses the version before', async () => {
    const { control } = await open();
    const lease = await control.writeLease(LEASE, undefined);
    const renewed = await control.commit(lease, 9_000, {});

    await expect(control.commit(lease, 9_500, {})).rejects.toThrow(Conflict);

    expect((await control.readLease())?.etag).toBe(renewed.etag);
  });

  it('moves at most 99 documents at once', async () => {
    const { control } = await open();
    const lease = await control.writeLease(LEASE, undefined);
    const documents = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, number) => [`doc-${number}`, number]));

    await expect(control.commit(lease, 9_000, documents(100))).rejects.toThrow(RangeError);
    await control.commit(lease, 9_000, documents(99));

    expect(await control.list('doc-')).toHaveLength(99);
  });

  it('keeps a document that any process may move behind its own ETag', async () => {
    const { control } = await open();
    const first = await control.write('gate', { open: true }, undefined);
    const second = await control.write('gate', { open: false }, first);

    await expect(control.write('gate', { open: true }, first)).rejects.toThrow(Conflict);
    await expect(control.write('gate', { open: true }, undefined)).rejects.toThrow(Conflict);
    await expect(control.write('missing', 1, second)).rejects.toThrow(Conflict);

    expect(await control.read('gate')).toEqual({ value: { open: false }, etag: second });
  });

  it('keeps long documents and any text in them whole', async () => {
    const { control } = await open();
    const document: Json = {
      link: 'https://x/'.repeat(9_000),
      text: '\u{1F600}ü"\\\u0000'.repeat(3_000),
      list: [],
      no: null,
    };
    const first = await control.write('feed:long', document, undefined);

    expect((await control.read('feed:long'))?.value).toEqual(document);
    await control.write('feed:long', 'short', first);
    expect((await control.read('feed:long'))?.value).toBe('short');
  });

  it('lists documents by the start of their key, in key order', async () => {
    const { control } = await open();
    for (const key of ['plan:b', 'plan:a/1', 'plans', 'feed:users']) await control.write(key, { key }, undefined);

    expect(await control.list('plan:')).toEqual([
      { key: 'plan:a/1', value: { key: 'plan:a/1' } },
      { key: 'plan:b', value: { key: 'plan:b' } },
    ]);
    expect(await control.list('nothing')).toEqual([]);
  });
});
