import { asConnectorError, ConnectorError } from '../domain/connector-error.ts';
import { selectHash } from '../domain/digest.ts';
import type { FilterVerdict } from '../domain/record.ts';
import { fromItem, type Look } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { document, type FeedDocument, NEW_FEED, readDocument } from './control-documents.ts';
import type { HeldLease } from './lease.ts';
import { createLinkTrail } from './link-trail.ts';
import type { DeltaItem, DeltaPage } from './ports.ts';
import { settleByReading } from './readings.ts';
import { beginRefresh } from './refresh.ts';
import { createWantWriter, type WantWriter } from './want-writer.ts';

type RoundPorts = Pick<
  Ports,
  'directory' | 'records' | 'control' | 'members' | 'clock' | 'configuration' | 'digester' | 'events'
>;

/** Pages after which a round that never ends is given up; the watermark stays. */
const MAX_PAGES = 100_000;

export interface RoundEnd {
  /** The delta token was lost: a refresh has been asked for and the next round begins another feed. */
  readonly tokenLost: boolean;
  readonly finished: boolean;
}

/**
 * One round of `users/delta`: each page's records are stored before the watermark moves past it, so a page run twice
 * changes nothing. `between` runs after each page.
 */
export async function usersRound(
  ports: RoundPorts,
  lease: HeldLease,
  between: () => Promise<boolean>,
): Promise<RoundEnd> {
  const { control, configuration, clock, directory } = ports;
  const { select } = configuration.mapping;
  let feed = (await readDocument(control, 'feed', 'users'))?.value ?? NEW_FEED;
  const save = async (next: FeedDocument): Promise<void> => {
    await lease.commit(document('feed', next, 'users'));
    feed = next;
  };
  const projection = selectHash(select);
  if (feed.selectHash !== projection) {
    const other: FeedDocument = { ...NEW_FEED, selectHash: projection };
    // A first feed has no records to read again; another projection shows what the old feed could not.
    if (feed.selectHash === '') await save(other);
    else await beginRefresh(ports, lease, { why: 'projection', touch: false }, document('feed', other, 'users'));
    feed = other;
  }
  // In scope "assigned" the people in scope are read one by one, so the feed only has to say what changes from now on.
  if (feed.deltaLink === '' && feed.link === '' && configuration.scope === 'assigned') {
    const started = clock.now();
    const deltaLink = await directory.latestUsersLink(select);
    await save({ ...feed, phase: 'idle', deltaLink, roundStarted: started });
  }
  const stampAll = feed.stampedEpoch < lease.epoch;
  const fresh = feed.link !== '' && clock.now() - feed.linkAt < configuration.timings.nextLinkLife;
  const urgency = feed.deltaLink === '' ? 2 : 1;
  const writer = createWantWriter(ports, lease, { stampAll, urgency });
  if (!fresh) {
    const restarts = feed.link === '' ? 0 : feed.restarts + 1;
    if (restarts === 2) ports.events.emit('round-restarted', { feed: 'users', restarts });
    await save({ ...feed, phase: 'round', link: '', roundStarted: clock.now(), restarts });
  }
  try {
    return await pages(ports, writer, save, () => feed, between);
  } catch (error) {
    const known = asConnectorError(error);
    if (known?.kind === 'pageTokenLost') {
      ports.events.emit('page-token-lost', { feed: 'users', code: known.code });
      await save({ ...feed, link: '' });
      return { tokenLost: false, finished: false };
    }
    // A circle is not entered again: the next round starts from the last delta link.
    if (known?.code.startsWith('feed-')) await save({ ...feed, link: '' });
    if (known?.kind !== 'tokenLost') throw error;
    ports.events.emit('delta-token-lost', { feed: 'users', code: known.code });
    // Whoever left for good while the token was lost is not in the new feed: every record is read again.
    const dropped: FeedDocument = { ...feed, phase: 'none', link: '', deltaLink: '' };
    await beginRefresh(ports, lease, { why: 'token-lost', touch: false }, document('feed', dropped, 'users'));
    return { tokenLost: true, finished: false };
  }
}

async function pages(
  ports: RoundPorts,
  writer: WantWriter,
  save: (feed: FeedDocument) => Promise<void>,
  current: () => FeedDocument,
  between: () => Promise<boolean>,
): Promise<RoundEnd> {
  const { directory, configuration, clock, events } = ports;
  const follow = createLinkTrail('the users feed');
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { link, deltaLink } = current();
    const start = link === '' ? deltaLink : link;
    if (start !== '') follow(start);
    const page = await events.span('users-page', async (notes) => {
      const read =
        start === '' ? await directory.firstUsersPage(configuration.mapping.select) : await directory.usersPage(start);
      notes.set({ items: read.items.length });
      await storePage(ports, writer, read);
      return read;
    });
    if (page.deltaLink !== undefined) {
      const feed = current();
      reportLong(ports, feed);
      await save({
        ...feed,
        phase: 'idle',
        failingSince: 0,
        link: '',
        deltaLink: page.deltaLink,
        finishedStart: feed.roundStarted,
        finishedAt: clock.now(),
        stampedEpoch: writer.context().epoch,
        restarts: 0,
      });
      return { tokenLost: false, finished: true };
    }
    await save({ ...current(), link: page.nextLink ?? '', linkAt: clock.now() });
    if (!(await between())) {
      reportLong(ports, current());
      return { tokenLost: false, finished: false };
    }
  }
  throw new ConnectorError('feed-without-end', `a round of the users feed did not end within ${MAX_PAGES} pages`, {
    kind: 'contract',
  });
}

function reportLong({ clock, configuration, events }: RoundPorts, { roundStarted }: FeedDocument): void {
  const ms = clock.now() - roundStarted;
  if (ms > configuration.timings.longRound) events.emit('round-long', { feed: 'users', ms });
}

async function storePage(ports: RoundPorts, writer: WantWriter, page: DeltaPage): Promise<void> {
  const everyone = ports.configuration.scope === 'all' ? ['everyone'] : undefined;
  const returning = new Map<string, string | null>();
  const arriving = new Map<string, string | null>();
  for (const item of page.items) {
    const look = lookOf(item, ports);
    // A removed person we never knew is nobody's departure.
    const create = look.kind === 'user' ? everyone : undefined;
    let read = false;
    let isNew = false;
    const known = await writer.change(item.id, create, (want, context) => {
      const unknown = want.version === 0 && want.sourceDigest === '' && want.source === 'absent';
      const base = unknown && look.kind === 'user' ? { ...want, source: 'present' as const } : want;
      if (unknown && look.kind === 'user' && !look.enabled)
        return { ...want, source: 'disabled', sourceDigest: look.digest };
      const after = fromItem(base, look, context);
      read = after === 'needs-reading';
      isNew = unknown;
      return after === 'needs-reading' ? undefined : after;
    });
    const digest = look.kind === 'user' ? look.digest : null;
    if (read) (isNew ? arriving : returning).set(item.id, digest);
    // An assigned person who could not be read yet (a fresh object answers 404 for a while) arrives here, and so does anybody
    // new whose item does not say whether the account is enabled.
    if (known !== undefined || look.kind === 'removed') continue;
    if (everyone !== undefined || (await ports.members.isWanted('app', item.id))) arriving.set(item.id, digest);
  }
  await settleByReading(ports, writer, [...returning.keys()], undefined, returning);
  await settleByReading(ports, writer, [...arriving.keys()], everyone ?? ['app'], arriving);
}

/** A property that was never set is missing from an item like one that is not delivered, so only a reading decides then. */
function verdictOf({ user }: DeltaItem, { mapping }: Ports['configuration']): FilterVerdict {
  const { properties, isInScope } = mapping.userFilter;
  if (!properties.every((name) => Object.hasOwn(user, name))) return 'unknown';
  return isInScope(user) ? 'pass' : 'fail';
}

function lookOf(item: DeltaItem, { digester, configuration }: RoundPorts): Look {
  if (item.removed !== undefined) return { kind: 'removed', reason: item.removed };
  const { accountEnabled } = item.user;
  // Absent and null are equal: the item does not say, so a reading must.
  if (accountEnabled === undefined || accountEnabled === null) return { kind: 'missing' };
  return {
    kind: 'user',
    enabled: accountEnabled === true,
    digest: digester.source(item.user, configuration.mapping.select),
    managerMoved: item.user['manager@delta'] !== undefined,
    filter: verdictOf(item, configuration),
  };
}
