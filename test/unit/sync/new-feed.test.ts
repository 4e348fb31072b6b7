import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import type { Ports } from '../../../shared/sync/configuration.ts';
import { Conflict } from '../../../shared/sync/ports.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

function replace(rig: SyncRig, ports: Partial<Ports>): void {
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, ...ports } };
}

/** The next delta link is refused as too old; `lost()` tells whether that has happened. */
function loseToken(rig: SyncRig): () => boolean {
  const { directory } = rig.instance.ports;
  let lost = false;
  replace(rig, {
    directory: {
      ...directory,
      usersPage: async (link) => {
        if (lost) return directory.usersPage(link);
        lost = true;
        throw new ConnectorError('graph-token-lost', 'the delta token is gone', { kind: 'tokenLost', status: 410 });
      },
    },
  });
  return () => lost;
}

/** The process dies right after the commit (of whatever documents) that comes `after` the given moment. */
function dieAfterCommit(rig: SyncRig, after: () => boolean): () => boolean {
  const { control } = rig.instance.ports;
  let died = false;
  const commit: typeof control.commit = async (lease, expiry, documents) => {
    const next = await control.commit(lease, expiry, documents);
    if (died || !after()) return next;
    died = true;
    throw new Conflict('the process is gone');
  };
  replace(rig, {
    control: new Proxy(control, { get: (store, name) => (name === 'commit' ? commit : Reflect.get(store, name)) }),
  });
  return () => died;
}

const active = ({ world }: SyncRig) => [...world.target.accounts.values()].filter((account) => account.active).length;

describe('a lost delta token', () => {
  it('loses no leaver when the process dies as soon as it has dropped the token', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    const died = dieAfterCommit(rig, loseToken(rig));
    rig.put('p1', { enabled: false });
    await rig.settle(8);
    expect(died()).toBe(true);
    expect([rig.record('p1').want.source, active(rig)]).toEqual(['disabled', 0]);
  });

  it('right after the feed was begun is followed by a reading of everybody too', async () => {
    const rig = createRig();
    rig.put('p1');
    loseToken(rig);
    await rig.run();
    expect(rig.log()).toContain('refresh-begun {"why":"token-lost"}');
  });
});

describe('a refresh', () => {
  it('waits for the feed that shows what changes after it', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    const { directory } = rig.instance.ports;
    loseToken(rig);
    let down = true;
    replace(rig, {
      directory: {
        ...rig.instance.ports.directory,
        latestUsersLink: async (select) => {
          if (!down) return directory.latestUsersLink(select);
          throw new ConnectorError('graph-unavailable', 'down', { kind: 'unavailable', status: 503 });
        },
      },
    });
    await rig.settle(12);
    rig.put('p1', { enabled: false });
    down = false;
    const before = rig.log().split('refresh-finished').length;
    await rig.settle(12);
    expect([rig.record('p1').want.source, active(rig)]).toEqual(['disabled', 0]);
    expect([before, rig.log().split('refresh-finished').length]).toEqual([1, 3]);
  });
});
