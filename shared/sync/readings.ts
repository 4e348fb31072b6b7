import type { SourceUser } from '../domain/mapping/types.ts';
import { fromReading, type Look } from '../domain/want.ts';
import type { Ports } from './configuration.ts';
import type { WantWriter } from './want-writer.ts';

/** Largest `$batch` (Graph: json-batching). */
const BATCH = 20;

type Reader = Pick<Ports, 'directory' | 'digester' | 'configuration'>;

export function lookAt(
  user: SourceUser | undefined,
  { digester, configuration }: Reader,
): Exclude<Look, { kind: 'removed' }> {
  if (user === undefined) return { kind: 'missing' };
  const digest = digester.source(user, configuration.mapping.select);
  return { kind: 'user', enabled: user.accountEnabled !== false, digest, managerMoved: false };
}

/** Reads people fresh, 20 at a time, and writes want from the reading. `create` as in WantWriter. */
export async function settleByReading(
  ports: Reader,
  writer: WantWriter,
  ids: readonly string[],
  create: readonly string[] | undefined,
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const slice = ids.slice(from, from + BATCH);
    const users = await ports.directory.readUsers(slice, ports.configuration.mapping.select);
    for (const id of slice) {
      const look = lookAt(users.get(id), ports);
      // A person we have no record of and cannot read is nobody's departure.
      await writer.change(id, look.kind === 'missing' ? undefined : create, (want, context) =>
        fromReading(want, look, context),
      );
    }
  }
}
