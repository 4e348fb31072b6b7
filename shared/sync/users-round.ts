import { asConnectorError } from '../domain/connector-error.ts';
import type { FilterVerdict } from '../domain/record.ts';
import { fromItem, type Look } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import { document, type FeedDocument, NEW_FEED, readDocument } from './control-documents.ts';
import type { HeldLease } from './lease.ts';
import type { DeltaItem, DeltaPage } from './ports.ts';
import { settleByReading } from './readings.ts';
import { createWantWriter, type WantWriter } from './want-writer.ts';

type RoundPorts = Pick<
  Ports,
  'directory' | 'records' | 'control' | 'members' | 'clock' | 'configuration' | 'digester' | 'events'
>;

/** Pages after which a round that never ends is given up; the watermark stays. */
const MAX_PAGES = 100_000;

export interface RoundEnd {
  /** The delta token was lost: people may be missing, a refresh must follow. */
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
  const { control, configuration, clock, directory, digester } = ports;
  const { select } = configuration.mapping;
  const selectHash = digester.text(select.join(','));
  let feed = (await readDocument(control, 'feed', 'users'))?.value ?? NEW_FEED;
  const save = async (next: FeedDocument): Promise<void> => {
    await lease.commit(document('feed', next, 'users'));
    feed = next;
  };
  if (feed.selectHash !== selectHash) await save({ ...NEW_FEED, selectHash, finishedStart: 0 });
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
    if (known?.kind !== 'tokenLost') throw error;
    ports.events.emit('delta-token-lost', { feed: 'users', code: known.code });
    await save({ ...feed, phase: 'none', link: '', deltaLink: '' });
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
  const { directory, configuration, clock } = ports;
  const seen = new Set<string>();
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { link, deltaLink } = current();
    const start = link === '' ? deltaLink : link;
    if (start !== '' && seen.size < 1000 && seen.has(start)) throw new Error('the users feed repeats a link');
    seen.add(start);
    const page =
      start === '' ? await directory.firstUsersPage(configuration.mapping.select) : await directory.usersPage(start);
    await storePage(ports, writer, page);
    if (page.deltaLink !== undefined) {
      const feed = current();
      await save({
        ...feed,
        phase: 'idle',
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
    if (!(await between())) return { tokenLost: false, finished: false };
  }
  throw new Error(`a round of the users feed did not end within ${MAX_PAGES} pages`);
}

async function storePage(ports: RoundPorts, writer: WantWriter, page: DeltaPage): Promise<void> {
  const everyone = ports.configuration.scope === 'all' ? ['everyone'] : undefined;
  const returning = new Map<string, string | undefined>();
  const arriving = new Map<string, string | undefined>();
  const undecided = new Map<string, string | undefined>();
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
    const digest = look.kind === 'user' ? look.digest : undefined;
    if (read) (isNew ? undecided : returning).set(item.id, digest);
    // An assigned person who could not be read yet (a fresh object answers 404 for a while) arrives here.
    if (known === undefined && look.kind === 'user' && (await ports.members.isWanted('app', item.id)))
      arriving.set(item.id, digest);
  }
  await settleByReading(ports, writer, [...returning.keys()], undefined, returning);
  await settleByReading(ports, writer, [...undecided.keys()], everyone, undecided);
  await settleByReading(ports, writer, [...arriving.keys()], ['app'], arriving);
}

/** A property that was never set is missing from an item like one that is not delivered, so only a reading decides then. */
function verdictOf({ user }: DeltaItem, { mapping }: Ports['configuration']): FilterVerdict {
  const { properties, isInScope } = mapping.userFilter;
  if (!properties.every((name) => Object.hasOwn(user, name))) return 'unknown';
  return isInScope(user) ? 'pass' : 'fail';
}

function lookOf(item: DeltaItem, { digester, configuration }: RoundPorts): Look {
  if (item.removed !== undefined) return { kind: 'removed', reason: item.removed };
  if (item.user.accountEnabled === undefined) return { kind: 'missing' };
  return {
    kind: 'user',
    enabled: item.user.accountEnabled === true,
    digest: digester.source(item.user, configuration.mapping.select),
    managerMoved: item.user['manager@delta'] !== undefined,
    filter: verdictOf(item, configuration),
  };
}
