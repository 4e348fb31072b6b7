import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const HOUR = 60 * MINUTE;
const broken = new ConnectorError('graph-unavailable', 'failed', { kind: 'unavailable', status: 503 });

/** Breaks the users feed while `feed.broken`, and makes its next page last `feed.pageMs`. */
function breakable(rig: SyncRig) {
  const feed = { broken: false, pageMs: 0 };
  const { directory } = rig.instance.ports;
  const usersPage = async (link: string) => {
    if (feed.broken) throw broken;
    const { pageMs } = feed;
    feed.pageMs = 0;
    if (pageMs > 0) await rig.instance.ports.clock.sleep(pageMs);
    return directory.usersPage(link);
  };
  rig.instance = {
    ...rig.instance,
    ports: { ...rig.instance.ports, directory: { ...directory, usersPage } },
  };
  return feed;
}

const events = (rig: SyncRig, name: string) => rig.log().split(`${name} {`).length - 1;
const active = ({ world }: SyncRig) => [...world.target.accounts.values()].filter((account) => account.active).length;

async function unassignedWhileBroken() {
  const rig = createRig();
  const feed = breakable(rig);
  rig.put('p1');
  await rig.settle(12);
  expect(active(rig)).toBe(1);
  feed.broken = true;
  await rig.run();
  rig.put('p1', { assigned: false });
  await rig.settle(3);
  return { rig, feed };
}

describe('a feed that fails', () => {
  it('delays what must be seen by every feed', async () => {
    const { rig } = await unassignedWhileBroken();
    await rig.pass(23 * HOUR);
    await rig.settle(3);
    expect([active(rig), events(rig, 'feed-failing-long')]).toEqual([1, 0]);
  });

  it('raises an alarm after 24 hours and no longer delays the others', async () => {
    const { rig } = await unassignedWhileBroken();
    await rig.pass(24 * HOUR);
    await rig.settle(3);
    expect(active(rig)).toBe(0);
    expect(events(rig, 'feed-failing-long')).toBeGreaterThan(0);
  });

  it('starts its day anew after a finished round', async () => {
    const { rig, feed } = await unassignedWhileBroken();
    feed.broken = false;
    await rig.run();
    feed.broken = true;
    await rig.pass(23 * HOUR);
    await rig.settle(3);
    expect(events(rig, 'feed-failing-long')).toBe(0);
  });
});

describe('a first run in scope "assigned" whose users feed cannot be begun', () => {
  it('reads nobody, so that no change falls between the reading and the feed', async () => {
    const rig = createRig();
    const { directory } = rig.instance.ports;
    let isBroken = true;
    const latestUsersLink = async (select: readonly string[]) => {
      if (isBroken) throw broken;
      return directory.latestUsersLink(select);
    };
    rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, directory: { ...directory, latestUsersLink } } };
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(3);
    expect(rig.world.records.peek()).toEqual([]);
    rig.put('p1', { jobTitle: 'Lead' });
    isBroken = false;
    await rig.settle(3);
    const [account] = rig.world.target.accounts.values();
    expect([...(account?.values.values() ?? [])]).toContain('Lead');
  });
});

describe('a round that takes longer than 20 minutes', () => {
  it('is reported, a shorter one is not', async () => {
    const rig = createRig();
    const feed = breakable(rig);
    rig.put('p1');
    await rig.settle(3);
    feed.pageMs = 19 * MINUTE;
    await rig.run();
    expect(events(rig, 'round-long')).toBe(0);
    feed.pageMs = 21 * MINUTE;
    await rig.run();
    expect(events(rig, 'round-long')).toBe(1);
  });
});
