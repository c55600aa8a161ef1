/**
 * Identity by clicking, with everything around it real: the county's identity provider, the town's DNS, a post office,
 * and an organization beside it. See passkeys.browser.mjs for what a member does with their own factors.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPostOffice } from '../support/post-office.mjs';
import { pictureOf, WatchedBrowser } from './browser.mjs';
import { startInstallation } from './installation.mjs';
import {
  factorsResetByAdministrator,
  idlePolicySet,
  lockedWhenIdle,
  organizationsSwitched,
  resetByMail,
} from './identity.story.mjs';
import { Person } from './person.mjs';
import { DOMAIN, providerSetUp, signedInAtProvider } from './sso.story.mjs';
import { openTownDns } from './town-dns.mjs';
import { openTownProvider } from './town-provider.mjs';

const STAFF = {
  en: { name: 'Nora Lind', email: `nora@${DOMAIN}` },
  fa: { name: 'مینا رستمی', email: `mina@${DOMAIN}` },
};

const around = { people: STAFF };
let installation;
let browser;

before(async () => {
  const [post, dns, county] = await Promise.all([openPostOffice(), openTownDns(), openTownProvider()]);
  Object.assign(around, { post, dns, county });
  installation = await startInstallation({
    allowedHosts: [county.host],
    env: {
      SMTP_URL: post.url,
      MAIL_FROM: 'Divan <divan@rivertown.example>',
      NODE_EXTRA_CA_CERTS: county.certificateFile,
      NODE_OPTIONS: `--import=${new URL('ask-town-dns.mjs', import.meta.url).href}`,
      TOWN_DNS: dns.address,
    },
  });
  browser = await WatchedBrowser.launch([installation.web, installation.practice, county.issuer]);
});

after(async () => {
  await browser?.close();
  await installation?.stop();
  await Promise.all([around.post, around.dns, around.county].map((server) => server?.close()));
});

const PEOPLE = {
  en: { administrator: 'administrator', idle: 'agent', both: 'records-officer', forgetful: 'auditor', lost: 'analyst' },
  fa: { idle: 'agent', forgetful: 'publisher' },
};

for (const [language, name] of Object.entries({ en: 'English', fa: 'Persian' })) {
  describe(`identity in ${name}`, () => {
    const people = {};
    before(async () => {
      for (const [who, role] of Object.entries(PEOPLE[language]))
        people[who] = await Person.at(installation, browser, language, role);
      people.newcomer = await Person.at(installation, browser, language, 'newcomer', { ignoreHTTPSErrors: true });
    });
    after(async () => {
      for (const person of Object.values(people)) await person.leave();
    });

    const check = (title, who, part) => {
      if (who !== 'newcomer' && !PEOPLE[language][who]) return;
      it(title, async () => {
        const person = people[who];
        try {
          await part(person, { ...around, lost: people.lost });
        } catch (error) {
          error.message += `\nOn the screen: ${await pictureOf(person.page, `${language} ${title}`)}`;
          throw error;
        }
      });
    };

    check('a provider is set up, and its domain is proved by DNS', 'administrator', providerSetUp);
    check('somebody unknown comes in by it, to where they wanted to go', 'newcomer', signedInAtProvider);
    check('the policy asks for a lock', 'administrator', idlePolicySet);
    check('who idles is locked out and comes back to the same place', 'idle', lockedWhenIdle);
    check('two organizations are one click from each other', 'both', organizationsSwitched);
    check('a password is reset by the mailed link, never the second factor', 'forgetful', resetByMail);
    check('an administrator resets lost factors', 'administrator', factorsResetByAdministrator);
  });
}

describe('on every screen of it, in both colour schemes', () => {
  it('axe finds no violation of WCAG 2.2 AA', () => {
    assert.deepEqual(browser.troubles.accessibility, []);
    assert.ok(browser.screens.size >= 40, `${browser.screens.size} screens were examined`);
  });

  it('nothing is logged as an error, blocked, or asked of somebody else', () => {
    // Refusals that the story wants, and a sign-out that does not get through, are logged as errors by the browser.
    const wanted = /status of 4\d\d\b.*\/v1\/(me|auth|identity-providers)\b|ERR_FAILED .*\/v1\/auth\/sign-out/;
    assert.deepEqual(
      browser.troubles.quiet.filter((text) => !wanted.test(text)),
      [],
    );
  });
});
