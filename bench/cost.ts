import { readFileSync, writeFileSync } from 'node:fs';
import { readOrExit } from '../tools/usage.ts';
import { costTables } from './cost/print-cost.ts';

const PAGE = 'docs/cost.md';
const USAGE = `npm run cost [-- --write]

Prints what a month in Azure costs, worked out from bench/cost/figures.ts; --write puts the tables into ${PAGE}.`;
const { values } = readOrExit(USAGE, { options: { write: { type: 'boolean', default: false } } });
if (values.write) {
  const text = readFileSync(PAGE, 'utf8');
  const put = text.replace(
    /(<!-- cost: begin -->\n)[\s\S]*(<!-- cost: end -->)/,
    (_, begin: string, end: string) => `${begin}\n${costTables()}\n\n${end}`,
  );
  writeFileSync(PAGE, put);
  console.log(`Written to ${PAGE}`);
} else console.log(costTables());
