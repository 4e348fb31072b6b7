import { firstLoadFor, type Line, monthFor, options } from './cost.ts';
import { ASSUMED, MEASURED } from './figures.ts';
import { PRICES, PRICES_OF } from './prices.ts';

const SIZES = [1_000, 50_000] as const;

/** The tables of docs/cost.md, from counted figures, assumptions and prices. */
export function costTables(): string {
  const title = SIZES.flatMap((size) => [`${number(size)} people`, 'USD']);
  return [
    'Each month:',
    '',
    ...sideBySide(['', ...title], SIZES.map(monthFor)),
    '',
    'Added by an option, for any number of people:',
    '',
    ...table(
      ['option', 'amount', 'USD a month'],
      options().map((each) => [each.what, amount(each), usd(each.usd)]),
    ),
    '',
    'Once, for the first load:',
    '',
    ...sideBySide(['', ...title], SIZES.map(firstLoadFor)),
    '',
    'Measured in the rig:',
    '',
    ...table(
      ['figure', 'value'],
      Object.entries(MEASURED).map(([name, value]) => [`\`${name}\``, number(value)]),
    ),
    '',
    'Assumed:',
    '',
    ...table(
      ['assumption', 'value'],
      Object.entries(ASSUMED).map(([name, value]) => [`\`${name}\``, number(value)]),
    ),
    '',
    `Prices in USD, ${PRICES_OF}, list price, check:`,
    '',
    ...table(
      ['price', 'USD or free amount'],
      Object.entries(PRICES).map(([name, value]) => [`\`${name}\``, number(value)]),
    ),
  ].join('\n');
}

function sideBySide(head: readonly string[], columns: readonly (readonly Line[])[]): string[] {
  const [first = []] = columns;
  const rows = first.map(({ what }, index) => [what, ...columns.flatMap((lines) => cells(lines[index]))]);
  const sums = columns.map((lines) => lines.reduce((sum, line) => sum + line.usd, 0));
  return table(head, [...rows, ['**Together**', ...sums.flatMap((sum) => ['', `**${usd(sum)}**`])]]);
}

function cells(line: Line | undefined): readonly string[] {
  return line === undefined ? ['', ''] : [amount(line), usd(line.usd)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(row)];
}

function amount({ amount: value, unit }: Line): string {
  return `${number(value >= 100 ? Math.round(value) : Number(value.toPrecision(2)))} ${unit}`.trim();
}

function usd(value: number): string {
  return value > 0 && value < 0.01 ? '< 0.01' : value.toFixed(2);
}

/** With commas between thousands, and never as 1e-7. */
function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
