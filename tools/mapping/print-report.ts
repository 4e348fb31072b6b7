import type { ImportResult, ReportLine } from '../../shared/domain/mapping/import/import-report.ts';

function part(title: string, lines: readonly ReportLine[]): readonly string[] {
  const rows = lines.map(({ what, detail, advice }) =>
    advice === undefined ? `  ${what}: ${detail}` : `  ${what}: ${detail}\n      to do: ${advice}`,
  );
  return [`${title} (${lines.length})`, ...rows, ''];
}

/** The report of an import for people, in three parts, with the settings that go with it. */
export function printReport(result: ImportResult): string {
  const settings = result.settings.map(({ name, value, why }) => `  ${name}=${value}    (${why})`);
  return [
    ...part('Taken over', result.taken),
    ...part('Changed', result.changed),
    ...part('Not taken over', result.notTaken),
    ...(settings.length === 0 ? [] : [`Settings that go with it (${settings.length})`, ...settings, '']),
    ...result.problems.map((problem) => `Nothing can be written: ${problem}`),
  ]
    .join('\n')
    .trimEnd();
}
