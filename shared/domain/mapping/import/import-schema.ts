import { compileMapping } from '../compile-mapping.ts';
import { DEFAULT_MAPPING } from '../default-mapping.ts';
import { MAX_ENTRIES, type MappingEntry, type MappingFile, type OperationSwitches } from '../mapping-file.ts';
import { GROUP_ATTRIBUTES, USER_ATTRIBUTES } from '../source-attributes.ts';
import { type EntraObjectMapping, type EntraRule, objectMapping, outboundRules, readRules } from './entra-schema.ts';
import { importEntry, targetOf } from './import-entry.ts';
import { importFilter } from './import-filter.ts';
import { ImportReport, type ImportResult } from './import-report.ts';
import { suggestSettings } from './suggest-settings.ts';

/** What to import; each part as parsed JSON. */
export interface ImportInput {
  readonly schema: unknown;
  readonly secrets?: unknown;
  readonly job?: unknown;
  /** Also an export of an app whose target is not SCIM, as far as attributes have the same names. */
  readonly anyApp?: boolean;
}

const TEAMS_PHONE = 'phoneNumbers[type eq "microsoftteams"].value';
const OTHER_PHONE = 'phoneNumbers[type eq "other"].value';
const SCIM_TARGET = /^urn:ietf:params:scim:schemas:/i;

/** Takes over an export of the incumbent's configuration; nothing is left out without a line in the report. */
export function importSchema(input: ImportInput): ImportResult {
  const report = new ImportReport();
  const rules = readRules(input.schema);
  if (typeof rules === 'string') {
    report.problems.push(rules);
    return report.result(undefined, []);
  }
  const outbound = outboundRules(rules);
  const settings = suggestSettings(input.secrets, input.job, report);
  if (outbound.length === 0) {
    report.problems.push('no rule of this schema leads from Microsoft Entra ID to an application');
    return report.result(undefined, settings);
  }
  for (const rule of rules.filter((item) => !outbound.includes(item))) {
    report.leave(`rule ${rule.name ?? ''}`, 'is a helper of the service and leads into Entra', 'nothing');
  }
  const users = objectMapping(outbound, 'user');
  const groups = objectMapping(outbound, 'group');
  checkApp(outbound, users ?? groups, input.anyApp === true, report);
  const attributes = importUsers(users, report);
  const scope = importScopes(users, groups, report);
  const operations = importOperations(users, report);
  importGroups(groups, report);
  const file: MappingFile = {
    version: 1,
    attributes,
    ...(scope === undefined ? {} : { scope }),
    ...(operations === undefined ? {} : { operations }),
  };
  // The written file loads without edits; what stands in the way is a fault of this import.
  const compiled = compileMapping(file);
  if (!compiled.ok && report.problems.length === 0) {
    report.problems.push(...compiled.faults.map(({ path, message }) => `${path}: ${message}`));
  }
  return report.result(file, settings);
}

function checkApp(
  rules: readonly EntraRule[],
  mapping: EntraObjectMapping | undefined,
  anyApp: boolean,
  report: ImportReport,
): void {
  if (anyApp || mapping === undefined || SCIM_TARGET.test(mapping.targetObjectName ?? '')) return;
  const target = rules[0]?.targetDirectoryName ?? 'unknown';
  report.problems.push(
    `this is the export of another application (${target}): its users are ${mapping.targetObjectName ?? 'unknown'} and no SCIM users; use --any-app to take over what has the same name`,
  );
}

function importUsers(mapping: EntraObjectMapping | undefined, report: ImportReport): MappingEntry[] {
  if (mapping === undefined)
    report.change('users', 'the schema maps no users: only what an account cannot do without is mapped');
  if (mapping?.enabled === false) {
    report.change(
      'users',
      'the mapping of users is switched off in Entra and is switched on here',
      'use MODE=paused to stop',
    );
  }
  const all = mapping?.attributeMappings ?? [];
  if (all.length > MAX_ENTRIES) {
    report.problems.push(`it maps ${all.length} attributes of users, at most ${MAX_ENTRIES} can be taken over`);
    return [];
  }
  const entries = new Map<string, MappingEntry>();
  const targets = all.map(({ targetAttributeName }) => targetOf(targetAttributeName ?? '')?.name);
  for (const [index, item] of all.entries()) {
    const name = targets[index];
    const written = item.targetAttributeName ?? '';
    if (name !== undefined && entries.has(name)) {
      report.leave(written, 'is mapped a second time; the first is kept', 'choose one of them');
    } else if (name === OTHER_PHONE && targets.some((target) => target === TEAMS_PHONE)) {
      report.leave(written, 'shares one field in Genesys with the Teams number', 'map one of the two');
    } else {
      const imported = importEntry(item, report);
      if (imported !== undefined) entries.set(imported.attribute.name, imported.entry);
    }
  }
  addMissing(entries, report);
  if ([...entries.keys()].some((name) => name.startsWith('phoneNumbers'))) {
    report.change(
      'phoneNumbers',
      'a number that is not E.164 is left out and reported, where Entra sends it as it stands',
    );
  }
  return spreadOrders([...entries.values()], report);
}

/** Genesys needs a user name and a display name, and `active` would be managed even without an entry. */
function addMissing(entries: Map<string, MappingEntry>, report: ImportReport): void {
  for (const { target, expression = '' } of DEFAULT_MAPPING.attributes.slice(0, 3)) {
    if (entries.has(target)) continue;
    if (target === 'active') {
      entries.set(target, { target, enabled: false });
      report.change(
        target,
        'is not mapped in Entra, so nobody is enabled or disabled here either',
        'remove "enabled": false',
      );
    } else {
      entries.set(target, { target, expression, whenEmpty: 'keep' });
      report.change(target, `is added as ${expression}: Genesys needs it`);
    }
  }
}

/** Two attributes of the same matching priority are tried in the order in which they stand. */
function spreadOrders(entries: readonly MappingEntry[], report: ImportReport): MappingEntry[] {
  const ordered = entries
    .filter(({ matchOrder }) => matchOrder !== undefined)
    .sort((a, b) => (a.matchOrder ?? 0) - (b.matchOrder ?? 0));
  return entries.map((entry) => {
    if (entry.matchOrder === undefined) return entry;
    const matchOrder = ordered.indexOf(entry) + 1;
    if (matchOrder !== entry.matchOrder) report.change(entry.target, `is matched in place ${matchOrder}`);
    return { ...entry, matchOrder };
  });
}

function importScopes(
  users: EntraObjectMapping | undefined,
  groups: EntraObjectMapping | undefined,
  report: ImportReport,
): MappingFile['scope'] {
  const userFilter = importFilter(users?.scope, 'scoping filter of users', USER_ATTRIBUTES, report);
  const groupFilter = importFilter(groups?.scope, 'scoping filter of groups', GROUP_ATTRIBUTES, report);
  if (userFilter === undefined && groupFilter === undefined) return undefined;
  return {
    ...(userFilter === undefined ? {} : { users: userFilter }),
    ...(groupFilter === undefined ? {} : { groups: groupFilter }),
  };
}

function importOperations(
  mapping: EntraObjectMapping | undefined,
  report: ImportReport,
): OperationSwitches | undefined {
  if (mapping === undefined || mapping.flowTypes === undefined || mapping.flowTypes === null) return undefined;
  const allowed = mapping.flowTypes.toLowerCase().split(/[\s,]+/);
  const switches = {
    create: allowed.includes('add'),
    update: allowed.includes('update'),
    delete: allowed.includes('delete'),
  };
  const off = Object.entries(switches).flatMap(([name, isOn]) => (isOn ? [] : name));
  if (off.length === 0) {
    report.take('operations', mapping.flowTypes);
    return undefined;
  }
  report.take('operations', `${mapping.flowTypes}: ${off.join(' and ')} switched off`);
  if (!switches.update && switches.delete) {
    report.change(
      'operations',
      'Entra deletes leavers when updates are off; here their accounts stay until updates are on',
    );
  }
  return switches;
}

function importGroups(mapping: EntraObjectMapping | undefined, report: ImportReport): void {
  if (mapping === undefined || mapping.enabled === false) return;
  const names = (mapping.attributeMappings ?? []).map(({ targetAttributeName }) => targetAttributeName ?? '');
  report.leave(
    'groups',
    `attributes of groups (${names.join(', ')}) are not mapped here: a group is found by its name and never created, renamed or deleted`,
    'see the limits in the README for what this version does with groups',
  );
}
