// The lint rule behind ARCHITECTURE.md's one line: imports go left, other folders only through their index.ts,
// and every library only inside its owner.
import path from 'node:path';
import type { Rule } from 'eslint';

export const folderOrder = [
  'contract',
  'base',
  'tnef',
  'outlook',
  'mime',
  'winmail',
  'store',
  'jobs',
  'accounts',
  'transfer',
  'imap',
  'smtp',
  'sieve',
  'mail',
  'archive',
  'migrate',
  'doctor',
  'backend',
  'shell',
];
const pageOrder = ['ui', 'text', 'api', 'state', 'views', 'App', 'main'];
const root = path.resolve(import.meta.dirname, '../..');

interface Place {
  readonly top: string;
  readonly folder: string;
  readonly rest: readonly string[];
  readonly line: readonly string[];
}

/** The place of a file: its top folder and its position on that folder's line; null outside electron/ and renderer/. */
function place(file: string): Place | null {
  const [top, name = '', ...rest] = path.relative(root, file).split(path.sep);
  const folder = rest.length ? name : name.replace(/(\.test)?(\.svelte)?\.(ts|svelte|js)$/, '');
  if (top === 'electron') return { top, folder: folder === 'host' ? 'backend' : folder, rest, line: folderOrder };
  if (top === 'renderer') return { top, folder: folder === 'transport' ? 'main' : folder, rest, line: pageOrder };
  return null;
}

/** The sentence against an import of another file, or null when it is allowed. */
function against(from: Place | null, to: Place | null, target: string): string | null {
  if (!from) return null;
  const relative = path.relative(root, target);
  if (/^(tests|scripts)\b/.test(relative)) return 'The product never imports tests or scripts.';
  if (!to) return null;
  if (from.top !== to.top) {
    if (from.top === 'renderer' && to.folder === 'contract')
      return from.folder === 'api' || from.folder === 'main' || from.folder === 'text'
        ? null
        : 'Only renderer/api.ts, text/ and main.ts import the contract.';
    return 'electron/ and renderer/ meet only in the contract.';
  }
  if (from.folder === to.folder) {
    if (from.folder === 'shell' && from.rest[0] !== to.rest[0] && from.rest.length > 1 && to.rest.length > 1)
      return 'The shells never import each other.';
    return null;
  }
  const [a, b] = [from.line.indexOf(from.folder), from.line.indexOf(to.folder)];
  if (a < 0 || b < 0) return null;
  if (b > a) return `Imports only go left: ${from.folder} may not import ${to.folder}.`;
  if (from.top === 'electron' && to.folder !== 'contract' && to.rest.length && to.rest.join('/') !== 'index.ts')
    return `Other folders are entered by their index.ts: ${to.folder}/index.ts.`;
  return null;
}

export const importOrder: Rule.RuleModule = {
  meta: { type: 'problem', schema: [{ type: 'object' }] },
  create(context) {
    const { owners } = context.options[0] as { owners: Record<string, string[]> };
    const file = context.filename;
    const from = place(file);
    const relative = path.relative(root, file);
    const isProduct = from !== null && !/\.test\.ts$/.test(file);
    const check = (node: Rule.Node, source: unknown): void => {
      if (typeof source !== 'string') return;
      if (source.startsWith('.')) {
        const target = path.resolve(path.dirname(file), source);
        const message = against(isProduct ? from : null, place(target), target);
        if (message) context.report({ node, message });
        return;
      }
      const owner = Object.entries(owners).find(([library]) => source === library || source.startsWith(`${library}/`));
      if (isProduct && owner && !owner[1].some((folder) => relative.startsWith(folder))) {
        context.report({ node, message: `${owner[0]} belongs to ${owner[1].join(', ')}.` });
      }
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ImportExpression: (node) => check(node, node.source.type === 'Literal' ? node.source.value : undefined),
    };
  },
};
