import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** Requests of one kind that were answered. */
export interface Tally {
  readonly origin: string;
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  readonly status: number;
  readonly count: number;
}

/** Counts every answered http request this process makes from now on; paths below `fold` count as one. */
export function countRequests(fold: (path: string) => string): () => readonly Tally[] {
  const counts = new Map<string, number>();
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const origin = `${request.protocol}//${request.getHeader('host') ?? request.host}`;
    const [path = ''] = request.path.split('?');
    const key = JSON.stringify([origin, request.method, fold(path), response.statusCode ?? 0]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  return () =>
    [...counts].map(([key, count]) => {
      const [origin, method, path, status] = JSON.parse(key) as [string, string, string, number];
      return { origin, method, path, status, count };
    });
}
