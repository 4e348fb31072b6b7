import {
  GENESYS_ROLE,
  type GenesysPermission,
  neededGenesysPermissions,
  SHOWN_BY_READ,
} from '../genesys/permissions.ts';
import type { RoleProbe } from '../genesys/role-probe.ts';
import type { Credential } from '../http/credential.ts';
import type { Configuration, Ports } from '../sync/configuration.ts';
import { readDocument } from '../sync/control-documents.ts';
import type { Check, Verdict } from '../sync/preflight.ts';

const ROLE = `assign the role ${GENESYS_ROLE} for all divisions to the OAuth client (docs/permissions.md)`;

interface Ends {
  readonly ports: Pick<Ports, 'configuration' | 'budget' | 'target' | 'control'>;
  readonly credential: Credential;
  readonly role: RoleProbe;
  /** Makes sure of the tables, since the budget is a row of them. */
  readonly prepare: () => Promise<void>;
}

/** What is asked of Genesys: login, region, and each permission as far as a read or a refused write shows it. */
export function genesysChecks({ ports, credential, role, prepare }: Ends): readonly Check[] {
  const { configuration, budget, target } = ports;
  const ready = async (): Promise<void> => {
    await prepare().catch(() => {
      throw new Error('not asked, since the tables do not answer');
    });
  };
  const grant = async (): Promise<void> => {
    await ready();
    await budget.grant({ urgent: true, maxWaitMs: configuration.timings.waitInside });
  };
  const readGroups: Check = {
    name: `permission ${SHOWN_BY_READ}`,
    hint: ROLE,
    run: async (): Promise<Verdict> => {
      await grant();
      if (await role.holdsGroupEdit()) return { state: 'ok', detail: 'a read shows it' };
      return { state: 'failed', detail: `a read was refused for want of it, so the role ${GENESYS_ROLE} is not there` };
    },
  };
  const unseen = needed(configuration).filter(({ value }) => value !== SHOWN_BY_READ);
  return [
    {
      name: 'genesys-login',
      hint: 'GENESYS_REGION, GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET must belong to one organisation',
      run: async () => void (await credential.getToken()),
    },
    {
      name: 'genesys-api',
      hint: 'GENESYS_REGION must be the organisation’s own; with addresses of your own, both must be of one region',
      run: async () => {
        await grant();
        await target.probe();
      },
    },
    readGroups,
    ...unseen.map((permission) => writeCheck(permission, ports, ready)),
  ];
}

function needed({ mapping, leaverActions }: Configuration): readonly GenesysPermission[] {
  const deletes = mapping.operations.delete && Object.values(leaverActions).includes('delete');
  return neededGenesysPermissions({ attributes: mapping.targets, deletes });
}

/** No read shows a permission to write; a write that was refused for want of one has closed the gate, which names no permission. */
function writeCheck(
  { value }: GenesysPermission,
  { control }: Pick<Ports, 'control'>,
  ready: () => Promise<void>,
): Check {
  return {
    name: `permission ${value}`,
    hint: ROLE,
    run: async (): Promise<Verdict> => {
      const gate = await ready().then(
        () => readDocument(control, 'gate'),
        () => undefined,
      );
      if (gate?.value.closed === true && gate.value.cause === 'permission') {
        return { state: 'failed', detail: 'a write was refused for want of this permission or another one' };
      }
      return { state: 'not known', detail: 'no read shows it' };
    },
  };
}
