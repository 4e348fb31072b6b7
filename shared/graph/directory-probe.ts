import { readValue } from './delta-page.ts';
import { type GraphChannelOptions, openGraphChannel } from './graph-channel.ts';
import { graphError } from './graph-errors.ts';
import { principalPath, type ServicePrincipal } from './service-principal.ts';

/** Reads that prove a setting or a permission; each throws ConnectorError when it does not hold. */
export interface DirectoryProbe {
  /** Object id of the service principal (Application.Read.All). `notFound` when the tenant has none for this application. */
  servicePrincipalId(): Promise<string>;
  /** One read of the users' change tracking (User.Read.All), which some kinds of tenant do not have; nobody's data comes back. */
  readUsers(): Promise<void>;
}

/** The checks before the first run. @throws RangeError when the address is not safe */
export function createDirectoryProbe(
  options: GraphChannelOptions & { readonly servicePrincipal: ServicePrincipal },
): DirectoryProbe {
  const channel = openGraphChannel(options);
  return {
    async servicePrincipalId() {
      const { id } = await channel.get(`${channel.root}${principalPath(options.servicePrincipal)}?$select=id,appId`);
      if (typeof id !== 'string' || id === '')
        throw graphError('contract', 'Graph sent a service principal without id');
      return id;
    },
    async readUsers() {
      readValue(await channel.get(`${channel.root}/users/delta?$select=id&$deltatoken=latest`));
    },
  };
}
