import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { type Check, preflight, preflightUntilFine } from '../../../shared/sync/preflight.ts';
import { plainTelemetry } from '../../support/plain-telemetry.ts';

function rig() {
  const events: { name: string; fields: unknown }[] = [];
  const sink = plainTelemetry((name, fields) => void events.push({ name, fields }));
  // Every wait is over at once, so a check without an answer meets its limit.
  return { events, ports: { clock: { now: () => 0, sleep: async () => undefined }, events: sink } };
}

const check = (name: string, run: () => Promise<void>): Check => ({ name, hint: `look at ${name}`, run });
const failing = (name: string, error: unknown) => check(name, () => Promise.reject(error));

describe('preflight', () => {
  it('reports every failing end at once, each with its hint, and never throws', async () => {
    const { ports, events } = rig();
    const results = await preflight(
      [
        check('tables', async () => undefined),
        failing('graph-users', new ConnectorError('graph-permission', 'no right', { kind: 'permission', status: 403 })),
        failing('queue', Object.assign(new Error('gone\nstack'), { code: 'MessagingEntityNotFoundError' })),
      ],
      ports,
    );
    expect(results).toEqual([
      { check: 'tables', state: 'ok', detail: 'fine', hint: '' },
      {
        check: 'graph-users',
        state: 'failed',
        detail: 'graph-permission: no right (HTTP 403)',
        hint: 'look at graph-users',
      },
      { check: 'queue', state: 'failed', detail: 'MessagingEntityNotFoundError: gone', hint: 'look at queue' },
    ]);
    expect(events.at(1)?.fields).toMatchObject({ check: 'graph-users', ok: false, hint: 'look at graph-users' });
    expect(events.at(-1)).toEqual({ name: 'preflight-finished', fields: { checks: 3, failed: 2 } });
  });

  it('does not wait for an end that never answers', async () => {
    const [result] = await preflight([check('queue', () => new Promise(() => undefined))], rig().ports);
    expect(result).toEqual({ check: 'queue', state: 'failed', detail: 'no answer in time', hint: 'look at queue' });
  });

  it('counts what cannot be seen as no failure, and says why it cannot', async () => {
    const { ports, events } = rig();
    const unseen = { state: 'not known', detail: 'no read shows it', hint: 'nothing to do' } as const;
    const checks: Check[] = [{ name: 'delete', hint: 'look at delete', run: async () => unseen }];

    expect(await preflight(checks, ports)).toEqual([{ check: 'delete', ...unseen }]);
    expect(events).toEqual([
      {
        name: 'preflight-check',
        fields: { check: 'delete', ok: true, detail: 'not known: no read shows it', hint: 'nothing to do' },
      },
      { name: 'preflight-finished', fields: { checks: 1, failed: 0 } },
    ]);
  });

  it('asks again what was not known while something failed, and not for its own sake', async () => {
    const { ports } = rig();
    let asked = 0;
    let isAway = true;
    const dependent: Check = {
      name: 'genesys-api',
      hint: '',
      run: async () => {
        asked += 1;
        return isAway ? { state: 'not known', detail: 'not asked' } : undefined;
      },
    };
    const tables = check('tables', async () => {
      if (asked < 2) throw new Error('away');
      isAway = false;
    });
    await preflightUntilFine([tables, dependent], ports, () => false);
    expect(asked).toBe(3);
    isAway = true;
    await preflightUntilFine([dependent], ports, () => false);
    expect(asked).toBe(4);
  });

  it('is repeated for what failed, until it passes', async () => {
    const { ports, events } = rig();
    let asked = 0;
    const late = check('queue', async () => {
      asked += 1;
      if (asked < 3) throw new Error('away');
    });
    await preflightUntilFine([check('tables', async () => undefined), late], ports, () => false);
    const seen = events.flatMap(({ name, fields }) => (name === 'preflight-check' ? [fields] : []));
    const told = (seen as { check: string; ok: boolean }[]).map(({ check: name, ok }) => `${name} ${ok}`);
    expect(told).toEqual(['tables true', 'queue false', 'queue false', 'queue true']);
  });

  it('is not repeated for ever, nor by a process that ends', async () => {
    let asked = 0;
    const dead = check('queue', async () => {
      asked += 1;
      throw new Error('away');
    });
    await preflightUntilFine([dead], rig().ports, () => false);
    expect(asked).toBe(8);
    await preflightUntilFine([dead], rig().ports, () => asked > 8);
    expect(asked).toBe(9);
  });

  it('shows no key that an error message carries', async () => {
    const error = new Error('cannot open Endpoint=sb://x/;SharedAccessKey=abc123==;EntityPath=q');
    const [result] = await preflight([failing('queue', error)], rig().ports);
    expect(result?.detail).toBe('cannot open Endpoint=sb://x/;SharedAccessKey=***;EntityPath=q');
  });
});
