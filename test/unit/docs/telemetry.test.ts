import { readFileSync } from 'node:fs';
import { EVENTS, type EventName, levelOf } from '../../../shared/telemetry/events.ts';
import { METRICS } from '../../../shared/telemetry/metrics.ts';

const page = readFileSync('docs/telemetry.md', 'utf8');

function rowsOf(table: string): string[] {
  const [, text = ''] = page.split(new RegExp(`<!-- ${table}: (?:begin|end) -->`));
  return text.split('\n').filter((line) => line.startsWith('| `'));
}

const ticked = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ');

describe('the page on telemetry', () => {
  it('lists every event with level and fields', () => {
    const names = Object.keys(EVENTS) as EventName[];
    expect(rowsOf('events')).toEqual(
      names.map((name) => `| \`${name}\` | ${levelOf(name)} | ${ticked(Object.keys(EVENTS[name]))} |`),
    );
  });

  it('lists every metric with unit and labels', () => {
    expect(rowsOf('metrics')).toEqual(
      Object.entries(METRICS).map(([name, { unit, labels }]) => `| \`${name}\` | ${unit} | ${ticked(labels)} |`),
    );
  });
});
