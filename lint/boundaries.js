import { dirname, relative, resolve } from 'node:path';

/**
 * Keeps the direction of imports that ARCHITECTURE.md draws: a table of zones says which files of the project
 * a file may import for values, and which for types alone. Packages are not looked at, except that a pure zone
 * names the few it may use.
 *
 * @typedef {object} Zone
 * @property {string} name  what the message calls it
 * @property {RegExp} files  repository paths (with `/`) the zone covers; the first zone that matches counts
 * @property {RegExp[]} values  repository paths these files may import
 * @property {RegExp[]} [types]  more paths, which they may import by `import type` only
 * @property {RegExp[]} [packages]  when given, the only packages allowed (pure files: zod)
 */

/** The aliases of package.json `imports`, and where they lead. */
const ALIASES = {
  '#gateway/': 'gateway/',
  '#server/': 'server/',
  '#tests/': 'tests/',
  '#lib/': 'kiosk/src/lib/',
};

/**
 * @param {string} specifier as written in the import
 * @param {string} file repository path of the importing file
 * @returns {string | undefined} repository path of what is imported; undefined for a package
 */
export function resolveInProject(specifier, file) {
  for (const [alias, folder] of Object.entries(ALIASES)) {
    if (specifier.startsWith(alias)) return folder + specifier.slice(alias.length);
  }
  if (!specifier.startsWith('.')) return undefined;
  return relative('/', resolve('/', dirname(file), specifier));
}

/** @param {any} node an import or export-from declaration */
function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return (
    specifiers.length > 0 && specifiers.every((/** @type {any} */ s) => s.importKind === 'type')
  );
}

/** @type {import('eslint').Rule.RuleModule} */
export const boundaries = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: {
      forbidden:
        '{{zone}} may not import {{target}} (see "Direction of imports" in ARCHITECTURE.md)',
      typesOnly: '{{zone}} may import {{target}} with "import type" only',
    },
  },
  create(context) {
    const { root, zones } = /** @type {{ root: string, zones: Zone[] }} */ (context.options[0]);
    const file = relative(root, context.filename).replaceAll('\\', '/');
    const zone = zones.find((candidate) => candidate.files.test(file));
    if (!zone) return {};

    /** @param {any} node */
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const target = resolveInProject(specifier, file);
      const allowed = target === undefined ? zone.packages : zone.values;
      const name = target ?? specifier;
      if (allowed === undefined || allowed.some((pattern) => pattern.test(name))) return;
      const inTypes = target !== undefined && zone.types?.some((pattern) => pattern.test(name));
      if (inTypes && isTypeOnly(node)) return;
      context.report({
        node,
        messageId: inTypes ? 'typesOnly' : 'forbidden',
        data: { zone: zone.name, target: name },
      });
    };

    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
