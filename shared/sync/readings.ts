import type { SourceUser } from '../domain/mapping/types.ts';
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
  return { kind: 'user', enabled: user.accountEnabled !== false, digest, managerMoved: false };
}

/**
 * Reads people fresh, 20 at a time, and writes want from the reading. `create` as in WantWriter; `shown`: the feed has
 * just shown them enabled, or to be there at least. Whoever cannot be read stops nobody else: the doubt has every run read the person again.
 */
export async function settleByReading(
  ports: Reader,
  writer: WantWriter,
  ids: readonly string[],
  create: readonly string[] | undefined,
  shown?: 'enabled' | 'there',
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const slice = ids.slice(from, from + BATCH);
    const looks = await lookAtEach(ports, slice);
    for (const id of slice) {
      const look = looks.get(id);
      await writer.change(id, create, (want, context) => {
        if (look === undefined) return want.doubtUntil === null ? doubted(want, context) : undefined;
        const after = fromReading(want, look, context);
        const contradicts =
          shown === 'enabled' ? after.source !== 'present' : shown === 'there' && look.kind === 'missing';
        // The feed has shown the person and the reading does not: it may come from a replica that lags.
        return contradicts ? doubted(after, context) : after;
      });
    }
  }
}
