/**
 * `npm run asvs`: makes sure that docs/asvs.md is what the tags in the tests say, and prints `covered N of M`. A test
 * carries the requirements that it shows in its title: `it('refuses a breached password [V6.2.12]', …)`. Fails when a
 * requirement has neither a test nor a reason, when a test names one that is not known, and when the document is not up
 * to date: a test that was there and is missing now. `npm run asvs -- --write` writes the document.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../../apps/divan/home.mjs';
import { NOT_APPLICABLE, REQUIREMENTS } from './requirements.mjs';

const DOCUMENT = join(root, 'docs', 'asvs.md');
const TEST_FILE = /(\.|-)spec\.tsx?$|\.(browser|story|peer|faults)\.mjs$|[/\\]attacks-[\w-]+\.mjs$/;
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.divan']);
// A title: what follows `it(`, `test(` or, in the suites of attacks, `name:`; never one that is skipped.
const TITLE = /\b(?:(?:it|test)(?:\.each\([^)]*\))?\(\s*|name:\s*)(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
const TAG = /\[(V\d+\.\d+\.\d+)\]/g;

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : filesIn(path);
    return TEST_FILE.test(path) ? [path] : [];
  });
}

/** @returns {{ id: string, title: string, file: string }[]} one for each tag */
function tags() {
  const files = ['apps', 'libs', 'test'].flatMap((folder) => filesIn(join(root, folder)));
  return files.flatMap((path) => {
    const file = relative(root, path).replaceAll('\\', '/');
    return [...readFileSync(path, 'utf8').matchAll(TITLE)].flatMap(([, , title]) =>
      [...title.matchAll(TAG)].map(([, id]) => ({
        id,
        title: title.replaceAll(TAG, '').replace(/\\(.)/g, '$1').trim(),
        file,
      })),
    );
  });
}

const known = new Map(REQUIREMENTS.map(([id, level, topic]) => [id, { level, topic }]));

function documentOf(found) {
  const lines = REQUIREMENTS.map(([id, level, topic]) => {
    const tests = found.filter((tag) => tag.id === id);
    const shown = [
      ...new Set(tests.map(({ title, file }) => `${escape(title)} ([${file.split('/').at(-1)}](../${file}))`)),
    ];
    const reason = NOT_APPLICABLE[id];
    const how = shown.length > 0 ? shown.join('<br>') : reason ? `Does not apply: ${reason}` : '**not shown yet**';
    return `| ${id} | L${level} | ${topic} | ${how} |`;
  });
  return `# OWASP ASVS 5.0.0, levels 1 and 2: V6 to V10 and V16

Made by \`npm run asvs -- --write\` from the tags in the titles of the tests; do not edit. The first column is the
standard's number, the words are ours. How the controls work is described in [identity.md](identity.md).

| requirement | level | what it asks | shown by |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
}

const escape = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function main(args) {
  const found = tags();
  const problems = [
    ...new Set(
      found
        .filter(({ id }) => !known.has(id))
        .map(({ id, file }) => `${file} names ${id}, which is no requirement of these chapters and levels`),
    ),
  ];
  const tested = REQUIREMENTS.filter(([id]) => found.some((tag) => tag.id === id));
  const reasoned = REQUIREMENTS.filter(([id]) => NOT_APPLICABLE[id] && !tested.some(([other]) => other === id));
  const open = REQUIREMENTS.filter(([id]) => ![...tested, ...reasoned].some(([other]) => other === id));
  for (const [id, , topic] of open) problems.push(`${id} has no test and no reason: ${topic}`);
  const document = documentOf(found);
  if (args.includes('--write')) writeFileSync(DOCUMENT, document);
  else if (document !== written())
    problems.push('docs/asvs.md is not what the tests say: a tagged test is missing or new. npm run asvs -- --write');
  for (const problem of problems) console.log(problem);
  console.log(
    `by tests: ${tested.length}, does not apply: ${reasoned.length}, in ${new Set(found.map(({ file }) => file)).size} files`,
  );
  console.log(`covered ${tested.length + reasoned.length} of ${REQUIREMENTS.length}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

function written() {
  try {
    return readFileSync(DOCUMENT, 'utf8');
  } catch {
    return '';
  }
}

main(process.argv.slice(2));
