import { asConnectorError } from '../domain/connector-error.ts';
import {
  GENESYS_ROLE,
  type GenesysPermission,
  neededGenesysPermissions,
  SHOWN_BY_READ,
} from '../genesys/permissions.ts';
import type { RoleProbe } from '../genesys/role-probe.ts';
import type { Credential } from '../http/credential.ts';
import type { Configuration } from '../sync/configuration.ts';
import { readDocument } from '../sync/control-documents.ts';
import type { Budget, ControlStore, Target } from '../sync/ports.ts';
import type { Check, Verdict } from '../sync/preflight.ts';

/** Room in the request limit is waited for this long, which leaves time for the answer before the check counts as failed. */
const ROOM_MS = 20_000;
const ROLE = `assign the role ${GENESYS_ROLE} for all divisions to the OAuth client (docs/permissions.md)`;

interface Ends {
  readonly ports: {
    readonly configuration: Pick<Configuration, 'mapping' | 'leaverActions'>;
    readonly budget: Pick<Budget, 'grant'>;
    readonly target: Pick<Target, 'probe'>;
    readonly control: ControlStore;
  };
  readonly credential: Credential;
  readonly role: RoleProbe;
  /** Makes sure of the tables, since the budget is a row of them. */
  readonly prepare: () => Promise<void>;
}

/** What is asked of Genesys: login, region, and each permission as far as a read or a refused write shows it. */
export function genesysChecks({ ports, credential, role, prepare }: Ends): readonly Check[] {
  const { configuration, budget, target } = ports;
  /** Asks with a grant of the budget, which is a row of the tables. */
  const withGrant = async (ask: () => Promise<Verdict | undefined>): Promise<Verdict | undefined> => {
    const isReady = await prepare().then(
      () => true,
      () => false,
    );
    if (!isReady)
      return { state: 'not known', detail: 'not asked, since the tables do not answer', hint: 'see tables' };
    const hasRoom = await budget.grant({ urgent: true, maxWaitMs: ROOM_MS }).then(
      () => true,
      (error: unknown) => {
        if (asConnectorError(error)?.code !== 'budget-wait') throw error;
        return false;
      },
    );
    if (!hasRoom) return { state: 'not known', detail: 'no room in the request limit of Genesys', hint: 'ask again' };
    return ask();
  };
  const readGroups: Check = {
    name: `permission:${SHOWN_BY_READ}`,
    hint: ROLE,
    run: () =>
      withGrant(async () => {
        if (await role.holdsGroupEdit()) return { state: 'ok', detail: 'a read shows it' };
        return {
          state: 'failed',
          detail: `a read was refused for want of it, so the role ${GENESYS_ROLE} is not there`,
        };
      }),
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
      run: () =>
        withGrant(async () => {
          await target.probe();
          return undefined;
        }),
    },
    readGroups,
    ...unseen.map((permission) => writeCheck(permission, ports, prepare)),
  ];
}

function needed({ mapping, leaverActions }: Ends['ports']['configuration']): readonly GenesysPermission[] {
  const deletes = mapping.operations.delete && Object.values(leaverActions).includes('delete');
  return neededGenesysPermissions({ attributes: mapping.targets, deletes });
}

/** No read shows a permission to write; a write that was refused for want of one has closed the gate, which names no permission. */
function writeCheck(
  { value }: GenesysPermission,
  { control }: Pick<Ends['ports'], 'control'>,
  prepare: () => Promise<void>,
): Check {
  return {
    name: `permission:${value}`,
    hint: ROLE,
    run: async (): Promise<Verdict> => {
      const gate = await prepare().then(
        () => readDocument(control, 'gate'),
        () => undefined,
      );
      if (gate?.value.closed === true && gate.value.cause === 'permission') {
        return { state: 'failed', detail: 'a write was refused for want of this permission or another one' };
      }
      const hint = `the role ${GENESYS_ROLE} holds it; a refused write closes the gate, and then this fails`;
      return { state: 'not known', detail: 'no read shows it', hint };
    },
  };
}
