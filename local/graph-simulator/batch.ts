import type { GraphRequest, Reply, Simulator } from './exchange.ts';
import { found } from './exchange.ts';
import { badRequest } from './failures.ts';
import { shuffle } from './pages.ts';

const maxItems = 20;

interface BatchItem {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

interface ItemReply {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Answers `POST /v1.0/$batch`: up to 20 requests, each with a status of its own, in any order (Graph: json-batching). */
export function answerBatch(
  simulator: Simulator,
  request: GraphRequest,
  answer: (item: Omit<GraphRequest, 'segments' | 'query' | 'fault'>) => Reply,
): Reply {
  const items = readItems(request.body);
  const replies = new Map<string, ItemReply>();
  for (const item of items) {
    const failed = item.dependsOn.some((id) => (replies.get(id.toLowerCase())?.status ?? 424) >= 400);
    const reply: Reply = failed
      ? { status: 424, headers: {}, body: { error: { code: 'FailedDependency', message: 'A dependency failed.' } } }
      : answer({
          method: item.method.toUpperCase(),
          url: `/v1.0${item.url.startsWith('/') ? '' : '/'}${item.url}`,
          headers: itemHeaders(request, item),
          body: item.body,
          origin: request.origin,
          isItem: true,
        });
    const headers = { 'Content-Type': 'application/json', ...reply.headers };
    replies.set(item.id.toLowerCase(), { id: item.id, status: reply.status, headers, body: reply.body });
  }
  const responses = [...replies.values()];
  const ordered = simulator.switches.shuffleBatch ? shuffle(responses, simulator.random) : responses;
  const logged = items.map(({ id, url }) => ({
    path: url.slice(0, 300),
    status: replies.get(id.toLowerCase())?.status ?? 0,
  }));
  return { ...found({ responses: ordered }), items: logged };
}

function readItems(body: unknown): BatchItem[] {
  const requests = isObject(body) ? body.requests : undefined;
  if (!Array.isArray(requests) || requests.length === 0) {
    throw badRequest('Invalid batch payload format.', 'BadRequest');
  }
  if (requests.length > maxItems) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${maxItems}.`, 'BadRequest');
  }
  const items = requests.map(readItem);
  const ids = new Set(items.map((item) => item.id.toLowerCase()));
  if (ids.size < items.length) throw badRequest('Batch request ids must be unique.', 'BadRequest');
  return items;
}

function readItem(entry: unknown): BatchItem {
  if (!isObject(entry)) throw badRequest('Invalid batch payload format.', 'BadRequest');
  const { id, method, url, headers, body, dependsOn } = entry;
  if (typeof id !== 'string' || id === '') throw badRequest('Request id is missing or empty.', 'BadRequest');
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest(`Request '${id}' needs a method and a url.`, 'BadRequest');
  }
  if (/^https?:/i.test(url) || /^\/?v1\.0\//.test(url)) {
    throw badRequest(`The url of request '${id}' must be relative to the version.`, 'BadRequest');
  }
  const dependencies = Array.isArray(dependsOn) ? dependsOn.map((dependency) => String(dependency)) : [];
  const texts = isObject(headers) ? Object.entries(headers).map(([name, value]) => [name, String(value)]) : [];
  return { id, method, url, headers: Object.fromEntries(texts), body, dependsOn: dependencies };
}

/** Only identity and correlation reach the items from outside; everything else each item brings itself. */
function itemHeaders(request: GraphRequest, item: BatchItem): Map<string, string> {
  const headers = new Map<string, string>();
  for (const name of ['authorization', 'client-request-id']) {
    const value = request.headers.get(name);
    if (value !== undefined) headers.set(name, value);
  }
  for (const [name, value] of Object.entries(item.headers)) headers.set(name.toLowerCase(), value);
  return headers;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
