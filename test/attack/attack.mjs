/**
 * `npm run test:attack`: attacks a running api from outside, with no more than what an outsider, a citizen, a member, the
 * holder of a stolen token or an administrator of another organization has. `npm run test:attack -- token` runs the
 * attacks with that word in their names. Tags such as [V9.1.2] name requirements of ASVS 5.0.0 (docs/asvs.md).
 */
import { tableOf } from '../support/table.mjs';
import { CODES } from './attacks-codes.mjs';
import { FLOODS } from './attacks-floods.mjs';
import { KEYS } from './attacks-keys.mjs';
import { REQUESTS } from './attacks-requests.mjs';
import { ROUTES } from './attacks-routes.mjs';
import { SESSIONS } from './attacks-sessions.mjs';
import { SSO } from './attacks-sso.mjs';
import { SSO_SESSIONS } from './attacks-sso-sessions.mjs';
import { STEP_UP } from './attacks-step-up.mjs';
import { TOKENS } from './attacks-tokens.mjs';
import { openWorld } from './world.mjs';

const GROUPS = [
  ['Codes, passwords and who exists', CODES],
  ['Tokens', TOKENS],
  ['Sessions and refresh tokens', SESSIONS],
  ['A fresh second factor', STEP_UP],
  ['API keys and client credentials', KEYS],
  ['Single sign-on', [...SSO, ...SSO_SESSIONS]],
  ['Every route of the API document', ROUTES],
  ['Floods', FLOODS],
  ['Requests that browsers and proxies make possible', REQUESTS],
];

const table = tableOf([66, 62, 6]);

async function attempt(world, { run }) {
  try {
    return { text: (await run(world)) ?? 'refused', ok: true };
  } catch (error) {
    return { text: error.stack, ok: false };
  }
}

async function main(words) {
  const chosen = ({ name }) => words.length === 0 || words.some((word) => name.includes(word));
  const world = await openWorld();
  const results = [];
  try {
    for (const [title, attacks] of GROUPS) {
      const list = attacks.filter(chosen);
      if (list.length === 0) continue;
      console.log(`\n${title}\n`);
      table.head(['attack', 'what came of it', '']);
      for (const attack of list) {
        const { text, ok } = await attempt(world, attack);
        table.row([attack.name, text, ok ? 'ok' : 'FAILED']);
        results.push(ok);
      }
    }
  } finally {
    await world.close();
  }
  const passed = results.filter(Boolean).length;
  console.log(`\n${passed} passed, ${results.length - passed} failed`);
  if (passed < results.length || passed === 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
