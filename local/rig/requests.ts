import { asDocument, asDocuments, asText, callDoor, type Document } from './door.ts';
import type { Parts } from './parts.ts';

/** What was asked of Genesys. */
export interface Requests {
  readonly requests: Readonly<Record<string, number>>;
  /** Answers 429. */
  readonly throttled: number;
}

const ANSWER_MS = 5000;

/** A Genesys that is played here counts by itself; for another one the answers that the host saw are counted. */
export async function countRequests({ genesys, host, settings }: Parts): Promise<Requests> {
  if (genesys !== undefined) {
    const { byVerb, throttled } = await callDoor(`${genesys}/control/stats`);
    return { requests: asDocument(byVerb) as Record<string, number>, throttled: Number(throttled ?? 0) };
  }
  const origins = [settings.GENESYS_LOGIN_URL, settings.GENESYS_API_URL].map((url) => new URL(url ?? '').origin);
  const tally = await new Promise<readonly Document[]>((resolve) => {
    const timer = setTimeout(resolve, ANSWER_MS, []);
    const deaf = host.onMessage((message) => {
      if (message.type !== 'tally') return;
      deaf();
      clearTimeout(timer);
      resolve(asDocuments(message.requests));
    });
    host.send({ type: 'tally' });
  });
  return summed(tally.filter(({ origin }) => origins.includes(asText(origin))));
}

/** The same words as in the log of the Genesys simulator. */
export function verbOf(method: string, path: string): string {
  if (path.endsWith('/oauth/token')) return 'login';
  const [, id] = /\/scim\/v2\/users(?:\/([^/]+))?$/i.exec(path) ?? [];
  const isUsers = /\/scim\/v2\/users(\/|$)/i.test(path);
  if (!isUsers) return 'other';
  if (method === 'POST') return 'create';
  if (method === 'GET') return id === undefined ? 'list' : 'read';
  return { PUT: 'replace', PATCH: 'patch', DELETE: 'delete' }[method] ?? 'other';
}

function summed(tally: readonly Document[]): Requests {
  const requests: Record<string, number> = {};
  let throttled = 0;
  for (const { method, path, status, count } of tally) {
    const verb = verbOf(asText(method), asText(path));
    requests[verb] = (requests[verb] ?? 0) + Number(count);
    if (status === 429) throttled += Number(count);
  }
  return { requests, throttled };
}
