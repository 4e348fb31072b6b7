import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Every page that people read: README, changelog, everything below docs, and the READMEs of the rig's parts. */
export function pages(): string[] {
  const below = (folder: string, ending: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name));
  return ['README.md', 'CHANGELOG.md', ...below('docs', '.md'), ...below('local', 'README.md')].sort();
}

const FENCE = /^( *)```.*\n([\s\S]*?)^\1```$/gm;

/** A page without its blocks of code, so that nothing in them counts as a link or a heading. */
function prose(text: string): string {
  return text.replace(FENCE, '');
}

/** Blocks of code and code between backticks. */
export function codeIn(text: string): string[] {
  const fenced = [...text.matchAll(FENCE)].map(([, , block = '']) => block);
  const indented = prose(text).match(/(?:^ {4}\S.*\n?)+/gm) ?? [];
  const inline = [...prose(text).matchAll(/(`+)([^`\n]+)\1/g)].map(([, , code = '']) => code);
  return [...fenced, ...indented, ...inline];
}

/** Anchors of a page's headings as the hosting site makes them: lower case, hyphens for spaces, a number for a repeated one. */
export function anchorsIn(text: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
    const slug = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** Links of a page that lead nowhere, as `page: target`; those to other hosts are left out. */
export function brokenLinks(page: string, text: string): string[] {
  const targets = [...prose(text).matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].map(([, target = '']) => target);
  const own = targets.filter((target) => !/^[a-z][a-z\d+.-]*:/i.test(target));
  return own.filter((target) => !leadsSomewhere(page, text, target)).map((target) => `${page}: ${target}`);
}

function leadsSomewhere(page: string, text: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (file.startsWith('..') || !existsSync(file)) return false;
  if (anchor === undefined) return true;
  return file.endsWith('.md') && anchorsIn(path === '' ? text : readFileSync(file, 'utf8')).includes(anchor);
}
