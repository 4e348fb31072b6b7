import type { ImportReport, SuggestedSetting } from './import-report.ts';

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** Key and value pairs of the secrets' answer; keys differ in letter case. */
function pairs(secrets: unknown): ReadonlyMap<string, string> {
  const rows = list(own(secrets, 'value') ?? secrets);
  return new Map(
    rows.flatMap((row) => {
      const key = own(row, 'key') ?? own(row, 'name');
      const value = own(row, 'value');
      return typeof key === 'string' && typeof value === 'string' ? [[key.toLowerCase(), value] as const] : [];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function region(address: string): SuggestedSetting | undefined {
  const host = URL.parse(address)?.hostname ?? '';
  const domain = /^api\.(?<domain>[\w.-]*(?:mypurecloud|pure\.cloud)[\w.-]*)$/i.exec(host)?.groups?.domain;
  return domain === undefined ? undefined : { name: 'GENESYS_REGION', value: domain, why: `tenant URL ${host}` };
}

function notifications(text: string, report: ImportReport): readonly SuggestedSetting[] {
  const settings = parsed(text);
  const recipients = own(settings, 'Recipients');
  if (isTrue(own(settings, 'Enabled')) || (typeof recipients === 'string' && recipients !== '')) {
    const to = typeof recipients === 'string' && recipients !== '' ? ` to ${recipients}` : '';
    report.leave(
      'notification e-mail',
      `failures were mailed${to}`,
      'let an alert on the connector’s events notify them',
    );
  }
  const threshold = Number(own(settings, 'DeleteThresholdValue'));
  if (!isTrue(own(settings, 'DeleteThresholdEnabled')) || !Number.isInteger(threshold) || threshold < 0) return [];
  const why = 'accidental deletion threshold; Entra counts one cycle, here it counts a run and a day';
  return [{ name: 'GUARD_LIMIT', value: String(threshold), why }];
}

function fromSecrets(secrets: unknown, report: ImportReport): readonly SuggestedSetting[] {
  const found = pairs(secrets);
  const settings: SuggestedSetting[] = [];
  const syncAll = found.get('syncall');
  if (syncAll !== undefined) {
    settings.push({ name: 'SCOPE', value: isTrue(syncAll) ? 'all' : 'assigned', why: `SyncAll is ${syncAll}` });
  }
  const place = region(found.get('baseaddress') ?? '');
  if (place !== undefined) settings.push(place);
  settings.push(...notifications(found.get('syncnotificationsettings') ?? '', report));
  if (isTrue(found.get('skipoutofscopedeletions'))) {
    const why = 'SkipOutOfScopeDeletions: who leaves scope keeps the account';
    for (const name of ['LEAVER_UNASSIGNED', 'LEAVER_DISABLED', 'LEAVER_SOFT_DELETED']) {
      settings.push({ name, value: 'keep', why });
    }
  }
  if (found.has('secrettoken')) {
    const advice = 'set GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET of an OAuth client of the connector’s own';
    report.leave('SecretToken', 'secrets are never copied; the connector signs in by itself', advice);
  }
  return settings;
}

function fromJob(job: unknown, report: ImportReport): readonly SuggestedSetting[] {
  const first: unknown = list(own(job, 'value'))[0] ?? job;
  const interval = own(own(first, 'schedule'), 'interval');
  if (typeof interval === 'string') {
    report.change('schedule', `every ${interval} becomes every minute`, 'set POLL_SCHEDULE for another rhythm');
  }
  const code = own(own(first, 'status'), 'code');
  if (code === 'Quarantine') {
    report.leave(
      'quarantine',
      'the job is in quarantine',
      'look for the cause before moving: it may stand in the data',
    );
  }
  const rows = list(own(first, 'synchronizationJobSettings'));
  const row = rows.find((item) => own(item, 'name') === 'QuarantineTooManyDeletesThreshold');
  const threshold = Number(own(row, 'value'));
  if (row === undefined || !Number.isInteger(threshold) || threshold < 0) return [];
  return [{ name: 'GUARD_LIMIT', value: String(threshold), why: 'QuarantineTooManyDeletesThreshold of the job' }];
}

/** What stands outside the schema as settings of the connector; values of secrets are not looked at. */
export function suggestSettings(secrets: unknown, job: unknown, report: ImportReport): readonly SuggestedSetting[] {
  const all = [
    ...(secrets === undefined ? [] : fromSecrets(secrets, report)),
    ...(job === undefined ? [] : fromJob(job, report)),
  ];
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}
