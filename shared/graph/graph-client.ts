import type { DeltaPage, Directory } from '../sync/ports.ts';
import { assertOrigin, readDeltaPage } from './delta-page.ts';
import { type GraphChannelOptions, openGraphChannel } from './graph-channel.ts';
import { graphError } from './graph-errors.ts';
import { readUser, readUserBatch } from './read-users.ts';
import { readAssignmentsPage, type ServicePrincipal } from './service-principal.ts';

export interface DirectoryOptions extends GraphChannelOptions {
  readonly servicePrincipal: ServicePrincipal;
}

/** Empty pages that are followed to the link for "from now on". */
const EMPTY_PAGES = 20;

/** The users and assignments of a tenant over Microsoft Graph v1.0. @throws RangeError when the address is not safe */
export function createDirectory(options: DirectoryOptions): Directory {
  const channel = openGraphChannel(options);
  // Links are followed byte for byte; whatever they were asked with is baked into their tokens (Graph: paging).
  const page = async (url: string): Promise<DeltaPage> =>
    readDeltaPage(await channel.get(url), { url, origin: channel.origin });
  const roundUrl = (select: readonly string[]): string =>
    `${channel.root}/users/delta?$select=${select.map(encodeURIComponent).join(',')}`;
  return {
    firstUsersPage: (select) => page(roundUrl(select)),
    async latestUsersLink(select) {
      let answer = await page(`${roundUrl(select)}&$deltatoken=latest`);
      // A page without items may still have a next link (Graph: delta-query-overview).
      for (
        let pages = 1;
        pages < EMPTY_PAGES && answer.items.length === 0 && answer.nextLink !== undefined;
        pages += 1
      ) {
        answer = await page(answer.nextLink);
      }
      const { items, deltaLink } = answer;
      if (deltaLink === undefined || items.length > 0) {
        throw graphError('contract', 'Graph answered $deltatoken=latest with something else than empty pages');
      }
      return deltaLink;
    },
    async usersPage(link) {
      assertOrigin(link, channel.origin);
      return page(link);
    },
    assignmentsPage: (link, pageSize) => readAssignmentsPage(channel, options.servicePrincipal, link, pageSize),
    readUsers: (ids, select) => readUserBatch(channel, ids, select, () => options.clock.now()),
    readUser: (id, select) => readUser(channel, id, select),
  };
}
