/**
 * Personal security by clicking, in both languages, with the authenticator that Chromium imitates: a passkey is made
 * and signs in alone, confirms what is dangerous and opens the lock; a role requires one; a lost one is replaced.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pictureOf, WatchedBrowser } from './browser.mjs';
import { startInstallation } from './installation.mjs';
import { passkeyMade, passkeyNamedAndRemoved, passkeySignsIn, securityManaged, steppedUp } from './passkeys.story.mjs';
import { lockedWithDraft, noticeAcknowledged } from './lock.story.mjs';
import { lostPasskey, passkeyRequired, passwordForgotten } from './required-passkey.story.mjs';
import { PolicyAdmin } from './policy-admin.mjs';
import { Person } from './person.mjs';

const LANGUAGES = {
  en: { name: 'English', owner: 'publisher', bound: 'agent' },
  fa: { name: 'Persian', owner: 'analyst', bound: 'records-officer' },
};

let installation;
let browser;
let policy;

before(async () => {
  installation = await startInstallation();
  browser = await WatchedBrowser.launch([installation.web, installation.practice]);
  policy = new PolicyAdmin(installation);
});

after(async () => {
  await browser?.close();
  await installation?.stop();
});

for (const [language, { name, owner, bound }] of Object.entries(LANGUAGES)) {
  describe(`personal security in ${name}`, () => {
    const people = {};
    before(async () => {
      people.owner = await Person.at(installation, browser, language, owner);
      people.bound = await Person.at(installation, browser, language, bound);
    });
    after(async () => {
      for (const person of Object.values(people)) await person.leave();
      await policy.change({ phishingResistantRoles: [], signInNotice: null });
    });

    const check = (title, who, part) =>
      it(title, async () => {
        const person = people[who];
        try {
          await part(person, { policy, role: { owner, bound }[who] });
        } catch (error) {
          error.message += `\nOn the screen: ${await pictureOf(person.page, `${language} ${title}`)}`;
          throw error;
        }
      });

    check('a passkey is made', 'owner', passkeyMade);
    check('it signs in alone, from the field and by its button', 'owner', passkeySignsIn);
    check('it confirms what is dangerous, which then goes on by itself', 'owner', steppedUp);
    check('the password, the authenticator, the codes and the sessions have their places', 'owner', securityManaged);
    check('the page is locked with a draft in it, and opens for its member only', 'owner', lockedWithDraft);
    check('it is named anew and removed', 'owner', passkeyNamedAndRemoved);
    check('a role requires a passkey: nobody gets in without making one', 'bound', passkeyRequired);
    check('a lost passkey is replaced with the help of a recovery code', 'bound', lostPasskey);
    check('a notice is acknowledged before anything else is seen', 'bound', noticeAcknowledged);
    check('a forgotten password, and other ways in, have their screens', 'bound', passwordForgotten);
  });
}

describe('on every screen of it, in both languages and both colour schemes', () => {
  it('axe finds no violation of WCAG 2.2 AA', () => {
    assert.deepEqual(browser.troubles.accessibility, []);
    assert.ok(browser.screens.size >= 60, `${browser.screens.size} screens were examined`);
  });

  it('nothing is logged as an error, blocked, or asked of somebody else', () => {
    // That a fresh factor is wanted, a link is dead, a password is wrong: the browser logs such answers as errors.
    const unexpected = browser.troubles.quiet.filter(
      (text) => !/status of 4(0[134]|22)\b.*\/v1\/(me|auth)\//.test(text),
    );
    assert.deepEqual(unexpected, []);
  });
});
