import { inspect } from 'node:util';
import type { GetTokenOptions } from '@azure/core-auth';
import { CLOUDS } from '../../../shared/graph/clouds.ts';
import { fixedCredential, graphCredential } from '../../../shared/graph/credential.ts';
import { realClock, rejection } from '../../support/scripted-server.ts';

const GRAPH = CLOUDS.china.graphUrl;
const source = (answer: (scope: string | string[], options?: GetTokenOptions) => Promise<string | null>) => ({
  getToken: async (scope: string | string[], options?: GetTokenOptions) => {
    const token = await answer(scope, options);
    return token === null ? null : { token, expiresOnTimestamp: 0 };
  },
});

describe('the Graph credential', () => {
  it('asks for the scope of its cloud', async () => {
    const credential = graphCredential(
      source(async (scope) => String(scope)),
      `${GRAPH}/`,
      realClock,
    );

    expect(await credential.getToken()).toBe('https://microsoftgraph.chinacloudapi.cn/.default');
  });

  it('passes the cache by only when the cache still gives the rejected token', async () => {
    const asked: boolean[] = [];
    const credential = graphCredential(
      source(async (_, options) => {
        asked.push(options?.claims !== undefined);
        return options?.claims === undefined ? 'cached' : 'fresh';
      }),
      GRAPH,
      realClock,
    );

    expect(await credential.renew('older')).toBe('cached');
    expect(await credential.renew('cached')).toBe('fresh');
    expect(asked).toEqual([false, false, true]);
  });

  it.each([
    ['a refusal', Object.assign(new Error('canary'), { statusCode: 401 }), 'unauthorized'],
    ['an outage', Object.assign(new Error('canary'), { statusCode: 503 }), 'unavailable'],
    ['throttling', Object.assign(new Error('canary'), { statusCode: 429 }), 'unavailable'],
    ['no answer', new Error('canary'), 'unavailable'],
  ])('turns %s of the identity side into an error without its words', async (_, thrown, kind) => {
    const credential = graphCredential(
      source(() => Promise.reject(thrown)),
      GRAPH,
      realClock,
    );

    const error = await rejection(credential.getToken());

    expect(error).toMatchObject({ kind, code: 'graph-credential-failed' });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });

  it('gives up on an identity side that never answers', async () => {
    let now = 0;
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const credential = graphCredential(
      source(() => new Promise(() => undefined)),
      GRAPH,
      clock,
    );

    expect(await rejection(credential.getToken())).toMatchObject({ kind: 'unavailable' });
    expect(now).toBe(30_000);
  });

  it('knows no token: a person has to look', async () => {
    const credential = graphCredential(
      source(async () => null),
      GRAPH,
      realClock,
    );

    expect(await rejection(credential.getToken())).toMatchObject({ kind: 'unauthorized' });
  });

  it('takes a fixed token for a loopback address only', async () => {
    expect(await fixedCredential('t', 'http://127.0.0.1:8080').getToken()).toBe('t');
    expect(() => fixedCredential('t', GRAPH)).toThrow(RangeError);
  });
});
