import { Conflict } from '../../../shared/sync/ports.ts';
import { closePlaces, PLACES } from './open-stores.ts';

afterAll(closePlaces);

const CREATED = { owner: 'user-1', how: 'created' } as const;
const ADOPTED = { owner: 'user-2', how: 'adopted' } as const;

describe.each(PLACES)('claims $place', ({ open }) => {
  it('gives a target id to the first who asks', async () => {
    const { claims } = await open();

    await claims.insert('account-1', CREATED);

    await expect(claims.insert('account-1', ADOPTED)).rejects.toThrow(Conflict);
    expect((await claims.read('account-1'))?.value).toEqual(CREATED);
    expect(await claims.read('account-2')).toBeUndefined();
  });

  it('changes the owner only over the claim that was read', async () => {
    const { claims } = await open();
    await claims.insert('account-1', CREATED);
    const read = (await claims.read('account-1'))?.etag ?? '';

    await claims.replace('account-1', ADOPTED, read);

    await expect(claims.replace('account-1', CREATED, read)).rejects.toThrow(Conflict);
    await expect(claims.replace('account-2', CREATED, read)).rejects.toThrow(Conflict);
    expect((await claims.read('account-1'))?.value).toEqual(ADOPTED);
  });

  it('has a new ETag after the same claim was written again', async () => {
    const { claims } = await open();
    await claims.insert('account-1', CREATED);
    const read = (await claims.read('account-1'))?.etag ?? '';

    await claims.replace('account-1', CREATED, read);

    expect((await claims.read('account-1'))?.etag).not.toBe(read);
  });

  it('removes only the claim that was read', async () => {
    const { claims } = await open();
    await claims.insert('account-1', CREATED);
    const old = (await claims.read('account-1'))?.etag ?? '';
    await claims.replace('account-1', ADOPTED, old);
    const present = (await claims.read('account-1'))?.etag ?? '';

    await expect(claims.remove('account-1', old)).rejects.toThrow(Conflict);
    await claims.remove('account-1', present);
    await expect(claims.remove('account-1', present)).rejects.toThrow(Conflict);

    expect(await claims.read('account-1')).toBeUndefined();
  });
});
