import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import type { Ports } from '../../../shared/sync/configuration.ts';
import type { RecordStore } from '../../../shared/sync/ports.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const DAMAGED = new ConnectorError('row-unreadable', 'stored row u|p1: broken', { kind: 'contract' });
const NEWER = new ConnectorError('row-newer', 'stored row u|p1: newer', { kind: 'contract' });

const activeIds = ({ world }: SyncRig) =>
  [...world.target.accounts.values()].filter((account) => account.active).map(({ externalId }) => externalId);

async function company(...people: readonly string[]): Promise<SyncRig> {
  const rig = createRig();
  for (const id of people) rig.put(id);
  await rig.settle(12);
  expect(activeIds(rig)).toEqual(people);
  return rig;
}

function withPorts(rig: SyncRig, ports: Partial<Ports>): void {
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, ...ports } };
}

/** The record row of one person cannot be read; lists leave it out. */
function damage(rig: SyncRig, wrong: string, error: ConnectorError): void {
  const { records } = rig.instance.ports;
  const changed: Partial<RecordStore> = {
    read: async (id) => {
      if (id === wrong) throw error;
      return records.read(id);
    },
    all: async (cursor, limit) => {
      const page = await records.all(cursor, limit);
      return { ...page, items: page.items.filter(({ value }) => value.id !== wrong) };
    },
  };
  withPorts(rig, {
    records: new Proxy(records, {
      get: (store, name) => Reflect.get(changed, name) ?? Reflect.get(store, name),
    }),
  });
}

/** When the last summary was written. */
async function summaryAt(rig: SyncRig): Promise<number> {
  const stored = rig.instance.ports.control.read('summary');
  await rig.pass(1000);
  return Number(Reflect.get((await stored)?.value as object, 'at'));
}

describe('a run', () => {
  it('goes on to its summary while the bus is down, and wakes when it is up again', async () => {
    const rig = await company('p1');
    const { bus } = rig.instance.ports;
    withPorts(rig, {
      bus: {
        send: async () => {
          throw Object.assign(new Error('no link'), { name: 'ServiceBusError' });
        },
      },
    });
    rig.put('p1', { jobTitle: 'Agent' });
    const before = await summaryAt(rig);
    await rig.run();
    expect(await summaryAt(rig)).toBeGreaterThan(before);
    expect(rig.log()).toMatch(/step-failed .*"step":"wakes","detail":"ServiceBusError: no link"/);
    expect(rig.log()).toMatch(/run-finished .*"outcome":"failed"/);
    withPorts(rig, { bus });
    await rig.settle(2);
    expect(rig.record('p1').have.confirmedVersion).toBe(rig.record('p1').want.version);
  });

  it('disables who left while the bus fails between the pages', async () => {
    const rig = await company('p1');
    let sends = 0;
    const { bus } = rig.instance.ports;
    withPorts(rig, {
      bus: {
        send: async (messages) => {
          sends += 1;
          if (sends === 1) throw new Error('once');
          await bus.send(messages);
        },
      },
    });
    rig.put('p1', { enabled: false });
    await rig.settle(3);
    expect(activeIds(rig)).toEqual([]);
  });

  it("carries out another's departure beside a row that cannot be read", async () => {
    const rig = await company('p1', 'p2');
    rig.put('p1', { enabled: false });
    rig.put('p2', { enabled: false });
    damage(rig, 'p1', DAMAGED);
    await rig.settle(3);
    expect(activeIds(rig)).toEqual(['p1']);
    expect(rig.log()).toMatch(/run-finished .*"outcome":"finished"/);
  });

  it('passes a damaged row that is held already', async () => {
    const rig = await company('p1', 'p2');
    const { configuration } = rig.instance.ports;
    withPorts(rig, { configuration: { ...configuration, guardLimit: 0 } });
    rig.put('p1', { enabled: false });
    await rig.settle(3);
    expect(rig.world.records.peekHeld()).toHaveLength(1);
    withPorts(rig, { configuration });
    damage(rig, 'p1', DAMAGED);
    rig.put('p2', { enabled: false });
    await rig.settle(3);
    expect(activeIds(rig)).toEqual(['p1']);
  });

  it('keeps its watermark before a row of a newer release, and still reaches guard and summary', async () => {
    const rig = await company('p1', 'p2');
    damage(rig, 'p1', NEWER);
    rig.put('p1', { enabled: false });
    const before = await summaryAt(rig);
    await rig.run();
    expect(await summaryAt(rig)).toBeGreaterThan(before);
    expect(rig.log()).toMatch(/feed-failed .*"feed":"users","code":"row-newer"/);
  });

  it('survives a guard that fails, and a gate that cannot be read', async () => {
    const rig = await company('p1');
    const { records, control } = rig.instance.ports;
    withPorts(rig, {
      records: new Proxy(records, {
        get: (store, name) => {
          if (name !== 'held') return Reflect.get(store, name);
          return async () => {
            throw new Error('tables are slow');
          };
        },
      }),
      control: new Proxy(control, {
        get: (store, name) => {
          if (name !== 'read') return Reflect.get(store, name);
          return async (key: string) => {
            if (key === 'gate') throw new Error('no gate');
            return control.read(key);
          };
        },
      }),
    });
    await rig.pass(MINUTE);
    const before = await summaryAt(rig);
    await rig.run();
    expect(await summaryAt(rig)).toBeGreaterThan(before);
    expect(rig.log()).toMatch(/step-failed .*"step":"gate"/);
    expect(rig.log()).toMatch(/step-failed .*"step":"source","detail":"Error: tables are slow"/);
  });
});
