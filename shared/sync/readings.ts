import type { SourceUser } from '../domain/mapping/types.ts';
import type { Want } from '../domain/record.ts';
import { doubted, fromReading, type Look } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import type { WantWriter } from './want-writer.ts';

/** Largest `$batch` (Graph: json-batching). */
const BATCH = 20;

type ReadingLook = Exclude<Look, { kind: 'removed' }>;

type Reader = Pick<Ports, 'directory' | 'digester' | 'configuration' | 'events'>;

/** Reads up to 20 people fresh: what was seen of each, without those whose own reading failed, which is reported. */
export async function lookAtEach(ports: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, ReadingLook>> {
  const { found, missing, failed } = await ports.directory.readUsers(ids, ports.configuration.mapping.select);
  const looks = new Map<string, ReadingLook>();
  for (const id of ids) {
    const user = found.get(id);
    if (user !== undefined) looks.set(id, lookOf(user, ports));
    else if (missing.has(id)) looks.set(id, { kind: 'missing' });
  }
  const [first] = failed.values();
  if (first !== undefined) {
    const { code, status } = first;
    ports.events.emit('reading-failed', { people: failed.size, code, status: status ?? null });
  }
  return looks;
}

function lookOf(user: SourceUser, { digester, configuration }: Reader): ReadingLook {
  const digest = digester.source(user, configuration.mapping.select);
  const filter = configuration.mapping.userFilter.isInScope(user) ? 'pass' : 'fail';
  return { kind: 'user', enabled: user.accountEnabled !== false, digest, managerMoved: false, filter };
}

/**
 * Reads people fresh, 20 at a time, and writes want from the reading. `create` as in WantWriter. `shown`: what the feed has
 * just shown of them: the digest of somebody enabled, null of somebody who is there, enabled or not. Whoever cannot be read
 * stops nobody else: the doubt has every run read the person again.
 */
export async function settleByReading(
  ports: Reader,
  writer: WantWriter,
  ids: readonly string[],
  create: readonly string[] | undefined,
  shown?: ReadonlyMap<string, string | null>,
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const slice = ids.slice(from, from + BATCH);
    const looks = await lookAtEach(ports, slice);
    for (const id of slice) {
      const look = looks.get(id);
      await writer.change(id, create, (want, context) => {
        if (look === undefined) return want.doubtUntil === null ? doubted(want, context) : undefined;
        const after = fromReading(want, look, context);
        // The feed has shown the person otherwise than the reading does: it may come from a replica that lags.
        return contradicts(shown?.get(id), look, after) ? doubted(after, context) : after;
      });
    }
  }
}

function contradicts(shown: string | null | undefined, look: ReadingLook, after: Want): boolean {
  if (shown === undefined) return false;
  if (shown === null) return look.kind === 'missing';
  return after.source !== 'present' || after.sourceDigest !== shown;
}
