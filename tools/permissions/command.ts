import { asConnectorError, type ConnectorError } from '../../shared/domain/connector-error.ts';
import { CLOUDS } from '../../shared/graph/clouds.ts';
import type { GraphChannel } from '../../shared/graph/graph-channel.ts';
import { GRAPH_PERMISSIONS, neededGraphPermissions } from '../../shared/graph/permissions.ts';
import { readArguments, UsageError } from '../usage.ts';
import { type GraphResource, grant, readGranted, readGraphResource, readPrincipalName } from './grants.ts';

const CLOUD_NAMES = Object.keys(CLOUDS);

const USAGE = `npm run permissions -- --principal OBJECT_ID [--scope assigned|all] [--cloud ${CLOUD_NAMES.join('|')}] [--apply] [--json]

Shows which of Graph's application permissions the identity has, lacks, and has without need. With --apply it is given what it
lacks; nothing is ever taken away. --scope is that of the connector and "assigned" unless given.

Exit code 0: nothing is missing (any more); 1: something is, or Graph refused; 2: called wrongly.`;

/** How the command was called. */
interface Options {
  readonly principal: string;
  readonly scope: 'assigned' | 'all';
  readonly cloud: string | undefined;
  readonly apply: boolean;
  readonly json: boolean;
}

/** Everything the command may touch. */
export interface PermissionsIo {
  /** Opens the way to the Graph of a cloud, undefined = the one of the settings. @throws UsageError */
  open(cloud: string | undefined): GraphChannel;
  out(text: string): void;
  err(text: string): void;
}

/** What the identity has, and what was done about it. */
interface Difference {
  readonly principal: string;
  readonly name: string;
  readonly scope: 'assigned' | 'all';
  /** What was there before. */
  readonly there: readonly string[];
  readonly added: readonly string[];
  /** What is still missing. */
  readonly missing: readonly string[];
  /** Held, and of no use to the connector. */
  readonly superfluous: readonly string[];
  /** Why Graph did not grant what is missing; null when it was not asked to or did. */
  readonly refused: string | null;
}

/** Runs the command; returns the exit code. */
export async function runPermissions(args: readonly string[], io: PermissionsIo): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === 'help') {
      io.out(USAGE);
      return 0;
    }
    const difference = await compare(io.open(options.cloud), options);
    io.out(options.json ? JSON.stringify(difference, null, 2) : print(difference, options.apply));
    return difference.missing.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    io.err(explain(known));
    return 1;
  }
}

function readOptions(args: readonly string[]): Options | 'help' {
  const { help, principal, scope, cloud, apply, json } = parse(args);
  if (help) return 'help';
  if (principal === undefined) throw new UsageError('--principal is missing: the object id of the identity');
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(principal)) {
    throw new UsageError(
      `--principal ${principal}: allowed is an object id such as 00000000-0000-0000-0000-000000000000`,
    );
  }
  if (scope !== 'assigned' && scope !== 'all') throw new UsageError(`--scope ${scope}: allowed is assigned, all`);
  if (cloud !== undefined && !CLOUD_NAMES.includes(cloud)) {
    throw new UsageError(`--cloud ${cloud}: allowed is ${CLOUD_NAMES.join(', ')}`);
  }
  return { principal: principal.toLowerCase(), scope, cloud, apply, json };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  return readArguments({
    args: [...args],
    options: {
      principal: { type: 'string' },
      scope: { type: 'string', default: 'assigned' },
      cloud: { type: 'string' },
      apply: flag,
      json: flag,
      help: flag,
    },
  }).values;
}

async function compare(channel: GraphChannel, { principal, scope, apply }: Options): Promise<Difference> {
  const name = await readPrincipalName(channel, principal);
  const resource = await readGraphResource(channel);
  const there = await readGranted(channel, resource, principal);
  const needed = neededGraphPermissions(scope).map(({ value }) => value);
  const lacking = needed.filter((value) => !there.has(value));
  const useful = new Set([
    ...needed,
    ...GRAPH_PERMISSIONS.flatMap(({ value, needed: when }) => (when === 'optional' ? [value] : [])),
  ]);
  const granted = apply ? await grantAll(channel, resource, principal, lacking) : { added: [], missing: lacking };
  return {
    principal,
    name,
    scope,
    there: [...there],
    refused: null,
    ...granted,
    superfluous: [...there].filter((value) => !useful.has(value)),
  };
}

/** Grants one by one, so that a refusal leaves a true account of what was added before it. */
async function grantAll(
  channel: GraphChannel,
  resource: GraphResource,
  principal: string,
  lacking: readonly string[],
): Promise<Pick<Difference, 'added' | 'missing'> & Partial<Difference>> {
  const added: string[] = [];
  for (const [index, value] of lacking.entries()) {
    try {
      if (await grant(channel, resource, principal, value)) added.push(value);
    } catch (error) {
      const known = asConnectorError(error);
      if (known === undefined) throw error;
      return { added, missing: lacking.slice(index), refused: explain(known) };
    }
  }
  return { added, missing: [] };
}

function explain(error: ConnectorError): string {
  return `${error.code}: ${error.message}${adviceFor(error)}`;
}

function print(difference: Difference, apply: boolean): string {
  const { principal, name, scope, there, added, missing, superfluous, refused } = difference;
  const why = new Map(GRAPH_PERMISSIONS.map((permission) => [permission.value, permission.why]));
  const lines = [
    `${name} (${principal}), scope ${scope}`,
    ...there.map((value) => {
      if (!superfluous.includes(value)) return `there        ${value}`;
      return `superfluous  ${value} (nothing here needs it; remove it by hand if nothing else of yours does)`;
    }),
    ...missing.map((value) => `missing      ${value} - ${why.get(value) ?? ''}`),
    ...added.map((value) => `added        ${value} - ${why.get(value) ?? ''}`),
  ];
  if (refused !== null) lines.push('', refused);
  else if (missing.length > 0) lines.push('', 'Nothing was changed; --apply grants what is missing.');
  else if (added.length > 0)
    lines.push('', 'A token that is in use shows this when it is renewed, which can take a day.');
  else lines.push('', apply ? 'Nothing was missing.' : 'Nothing is missing.');
  return lines.join('\n');
}

function adviceFor({ code, kind }: ConnectorError): string {
  const isSignedOut = code === 'graph-credential-failed' || kind === 'unauthorized';
  if (isSignedOut) return '. Sign in first: az login (az cloud set before it for a national cloud)';
  if (kind === 'permission') {
    return '. To read needs Application.Read.All, to grant the Entra role Privileged Role Administrator, or an application with AppRoleAssignment.ReadWrite.All and Application.Read.All';
  }
  if (kind === 'notFound') {
    return '. --principal must be the object id of a service principal: of an identity its principalId, not its clientId';
  }
  return '';
}
