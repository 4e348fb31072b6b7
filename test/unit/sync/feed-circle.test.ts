import { asConnectorError } from '../../../shared/domain/connector-error.ts';
import { createLinkTrail } from '../../../shared/sync/link-trail.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

/** From now on every next link of the users feed leads into a circle of `length` pages. */
function circle(rig: SyncRig, length: number) {
  const { directory } = rig.instance.ports;
  const asked = { pages: 0, rounds: 0, broken: true };
  const usersPage = async (link: string) => {
    if (!asked.broken) return directory.usersPage(link);
    asked.pages += 1;
    if (link.startsWith('circle')) {
      return { items: [], nextLink: `circle${(Number(link.slice('circle'.length)) + 1) % length}` };
    }
    asked.rounds += 1;
    const { items } = await directory.usersPage(link);
    return { items, nextLink: 'circle0' };
  };
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, directory: { ...directory, usersPage } } };
  return asked;
}

const active = ({ world }: SyncRig) => [...world.target.accounts.values()].filter((account) => account.active).length;

async function inStep(): Promise<SyncRig> {
  const rig = createRig();
  rig.put('p1');
  await rig.settle(12);
  expect(active(rig)).toBe(1);
  return rig;
}

describe('a users feed whose links lead in a circle', () => {
  it('stops nobody: who left is still disabled', async () => {
    const rig = await inStep();
    circle(rig, 2);
    rig.put('p1', { enabled: false });
    await rig.settle(3);
    expect([active(rig), rig.world.watch.violations]).toEqual([0, []]);
    expect(rig.log()).toMatch(/feed-failed .*"feed":"users","code":"feed-repeats-link"/);
  });

  it('starts from the delta link again with the next run, and heals by itself', async () => {
    const rig = await inStep();
    const asked = circle(rig, 2);
    await rig.run();
    await rig.run();
    expect(asked.rounds).toBe(2);
    asked.broken = false;
    rig.put('p1', { displayName: 'Anna' });
    await rig.settle(3);
    expect(rig.record('p1').have.confirmedVersion).toBe(rig.record('p1').want.version);
  });

  it.each([1, 3, 1500])('is noticed after few times the %i pages of the circle', (length) => {
    const follow = createLinkTrail('a list');
    let pages = 0;
    let code: string | undefined;
    while (code === undefined && pages < 100_000) {
      pages += 1;
      try {
        follow(pages < 1200 ? `way${pages}` : `circle${pages % length}`);
      } catch (error) {
        code = asConnectorError(error)?.code;
      }
    }
    expect(code).toBe('feed-repeats-link');
    expect(pages).toBeLessThan(1200 + 1200 + 3 * length);
  });

  it('is not seen in a long list that ends', () => {
    const follow = createLinkTrail('a list');
    for (let page = 0; page < 5000; page += 1) follow(`page${page}`);
    expect(() => follow('page5000')).not.toThrow();
  });
});
