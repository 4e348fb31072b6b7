import type { SourceUser } from '../domain/mapping/types.ts';
import { isObject } from '../http/bounded-body.ts';
import { hasOrigin } from '../http/origin.ts';
import type { DeltaItem, DeltaPage } from '../sync/ports.ts';
import { graphError } from './graph-errors.ts';

const NEXT = '@odata.nextLink';
const DELTA = '@odata.deltaLink';

/** What a page is checked against. */
export interface PageContext {
  /** The URL that was asked. */
  readonly url: string;
  readonly origin: string;
}

/** Reads one page of a delta round (Graph: delta-query-overview). @throws ConnectorError of kind `contract`, so that no watermark moves on it */
export function readDeltaPage(body: unknown, context: PageContext): DeltaPage {
  const items = readValue(body).map(readItem);
  const nextLink = readLink(body, NEXT, context);
  const deltaLink = readLink(body, DELTA, context);
  if (nextLink !== undefined && deltaLink !== undefined) throw broken('a page with both links');
  if (nextLink !== undefined) return { items, nextLink };
  if (deltaLink !== undefined) return { items, deltaLink };
  throw broken('a page with neither link');
}

/** The `value` of a page. @throws ConnectorError when it is no array */
export function readValue(body: unknown): readonly unknown[] {
  const value = isObject(body) ? body.value : undefined;
  if (!Array.isArray(value)) throw broken('a page without value');
  return value;
}

/** The next link of a list; it must stay on the origin and lead on. */
export function readNextLink(body: unknown, context: PageContext): string | undefined {
  return readLink(body, NEXT, context);
}

/** A user without the annotations; `manager@delta` stays, since only it tells that the manager changed. */
export function readUserObject(raw: Readonly<Record<string, unknown>>): SourceUser {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !name.includes('@') || name === 'manager@delta'));
}

function readItem(raw: unknown): DeltaItem {
  if (!isObject(raw) || typeof raw.id !== 'string' || raw.id === '') throw broken('an item without id');
  const user = readUserObject(raw);
  const removed = raw['@removed'];
  if (removed === undefined) return { id: raw.id, user };
  // Only the plain word may lead to a deletion; everything else counts as the milder event.
  const reason = isObject(removed) && removed.reason === 'deleted' ? 'deleted' : 'changed';
  return { id: raw.id, user, removed: reason };
}

function readLink(body: unknown, name: string, { url, origin }: PageContext): string | undefined {
  const link = isObject(body) ? body[name] : undefined;
  if (link === undefined || link === null) return undefined;
  if (typeof link !== 'string' || !URL.canParse(link)) throw broken('a link that is no address');
  assertOrigin(link, origin);
  if (name === NEXT && link === url) {
    throw graphError('contract', 'Graph sent a next link that leads back to its own page', {
      code: 'graph-repeating-link',
    });
  }
  return link;
}

/** Tokens go to the configured origin only, so a link that leaves it is not followed. @throws ConnectorError `graph-foreign-link` */
export function assertOrigin(link: string, origin: string): void {
  if (hasOrigin(link, origin)) return;
  throw graphError('contract', 'A Graph link leads to another origin', { code: 'graph-foreign-link' });
}

function broken(what: string): Error {
  return graphError('contract', `Graph sent ${what}`);
}
