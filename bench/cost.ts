import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { costTables } from './cost/print-cost.ts';

// Prints the tables of docs/cost.md, or puts them into the page: node bench/cost.ts [--write]
const PAGE = 'docs/cost.md';
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
if (values.write) {
  const text = readFileSync(PAGE, 'utf8');
  const put = text.replace(
    /(<!-- cost: begin -->\n)[\s\S]*(<!-- cost: end -->)/,
    (_, begin: string, end: string) => `${begin}\n${costTables()}\n\n${end}`,
  );
  writeFileSync(PAGE, put);
  console.log(`Written to ${PAGE}`);
} else console.log(costTables());
