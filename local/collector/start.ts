import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { EnvelopeFault, type Row, rowOf, TABLES, type TableName } from './envelope.ts';

/** A stand-in for the ingestion of Application Insights and for its tables in the workspace. */
export interface Collector {
  /** What the platform would set as APPLICATIONINSIGHTS_CONNECTION_STRING. */
  readonly connectionString: string;
  /** Everything that came, by table, in the order of arrival. */
  readonly tables: Readonly<Record<TableName, readonly Row[]>>;
  /** What the real service would have refused, one line each. */
  readonly refused: readonly string[];
  /** Every body as it was sent, decompressed: what left the process. */
  readonly bodies: readonly string[];
  /** Answers everything with this status instead; undefined = takes telemetry in. */
  answerWith(status: number | undefined): void;
  /** Resolves as soon as a table holds so many rows. */
  whenTaken(table: TableName, count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a collector on a free port of 127.0.0.1. */
export async function startCollector(): Promise<Collector> {
  const instrumentationKey = randomUUID();
  const tables: Record<TableName, Row[]> = {
    AppEvents: [],
    AppMetrics: [],
    AppDependencies: [],
    AppRequests: [],
    AppTraces: [],
    AppExceptions: [],
  };
  const refused: string[] = [];
  const bodies: string[] = [];
  let status: number | undefined;
  const waiting = new Set<() => void>();

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(request);
    if (request.method !== 'POST' || !/^\/v2(?:\.1)?\/track$/.test(request.url ?? '')) {
      refused.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
      return;
    }
    const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString('utf8');
    if (status !== undefined) {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end('{"itemsReceived":0,"itemsAccepted":0,"errors":[]}');
      return;
    }
    bodies.push(body);
    const items: unknown = JSON.parse(body);
    const list = Array.isArray(items) ? items : [items];
    const errors: { index: number; statusCode: number; message: string }[] = [];
    for (const [index, item] of list.entries()) {
      try {
        const { table, row } = rowOf(item, instrumentationKey);
        tables[table].push(row);
      } catch (error) {
        if (!(error instanceof EnvelopeFault)) throw error;
        refused.push(error.message);
        errors.push({ index, statusCode: 400, message: error.message });
      }
    }
    for (const look of waiting) look();
    const answer = { itemsReceived: list.length, itemsAccepted: list.length - errors.length, errors };
    const code = errors.length === 0 ? 200 : errors.length === list.length ? 400 : 206;
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => {
      refused.push(String(error));
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    connectionString: `InstrumentationKey=${instrumentationKey};IngestionEndpoint=http://127.0.0.1:${port}/`,
    tables,
    refused,
    bodies,
    answerWith: (next) => {
      status = next;
    },
    whenTaken: (table, count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (tables[table].length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Rows as a recording holds them: every table, columns in the order of the service. */
export function recordingOf(collector: Collector, now: number): string {
  const tables = Object.fromEntries(TABLES.map((name) => [name, collector.tables[name]]));
  return `${JSON.stringify({ now: new Date(now).toISOString(), tables }, null, 1)}\n`;
}
