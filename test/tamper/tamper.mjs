/**
 * `npm run test:tamper`: a superuser of the database attacks a town's log in every way we could think of; an outsider
 * with nothing but the town's verifier key and an older checkpoint runs divan-verify on what the api then answers.
 * `npm run test:tamper -- swap` runs the attacks with that word in their names.
 */
import { ATTACKS, HONEST } from './attacks.mjs';
import { Forgery } from './forgery.mjs';
import { Outsider } from './outsider.mjs';
import { tableOf } from '../support/table.mjs';
import { libs, openTown } from './town.mjs';

const FOUND_BY = { log: 'walking the log', copy: 'a copy, offline', both: 'a copy beside the log' };
const table = tableOf([42, 21, 66, 6]);

async function attempt(scene, { name, mode, from = 'today', run }, honest) {
  const { town, outsider } = scene;
  try {
    await town.restore(from);
    const { verification, ...expected } = await run(scene);
    const verdict = await outsider.verify(mode, verification);
    const said = verdict.statements.find((statement) => fits(statement, expected));
    const right = verdict.verified === honest && verdict.code === (honest ? 0 : 1);
    const ok = Boolean(said) && right && (honest || said.outcome === 'failed');
    const text = ok ? said.text : `expected ${JSON.stringify(expected)}; it said: ${verdict.paragraph}`;
    return { name, by: FOUND_BY[mode], text, ok };
  } catch (error) {
    return { name, by: FOUND_BY[mode], text: error.stack, ok: false };
  }
}

const fits = ({ code, params }, { code: wanted, ...rest }) =>
  code === wanted && Object.entries(rest).every(([name, value]) => params[name] === value);

async function attempts(title, scene, list, honest) {
  if (list.length === 0) return [];
  console.log(`\n${title}\n`);
  table.head([honest ? 'change' : 'attack', 'found by', 'what it said', '']);
  const results = [];
  for (const one of list) {
    const { name, by, text, ok } = await attempt(scene, one, honest);
    table.row([name, by, text, ok ? 'ok' : 'FAILED']);
    results.push(ok);
  }
  return results;
}

async function main(words) {
  const chosen = (list) => list.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const town = await openTown((text) => console.error(text));
  const outsider = new Outsider(town);
  const results = [];
  try {
    const scene = { town, outsider, forgery: new Forgery(town, await libs(town)) };
    console.log(`\nA log of ${town.size} entries; the outsider holds its key and a checkpoint of ${town.held.size}.`);
    results.push(...(await attempts('Honest changes, which must verify:', scene, chosen(HONEST), true)));
    const attacks = chosen(ATTACKS);
    results.push(...(await attempts('By a superuser of the database; each must be found:', scene, attacks, false)));
  } finally {
    outsider.close();
    await town.close();
  }
  const passed = results.filter(Boolean).length;
  console.log(`\n${passed} passed, ${results.length - passed} failed`);
  if (passed < results.length || passed === 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
