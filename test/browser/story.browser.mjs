/**
 * The story by clicking, in both languages, on a Divan that was started as a newcomer starts it: a citizen is answered,
 * a post is approved and published, and both are proven to be in the records. See also screenshots.mjs.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WatchedBrowser } from './browser.mjs';
import { assignedAndResolved, citizenIsAnswered } from './inbox.story.mjs';
import { startInstallation } from './installation.mjs';
import { approvedAndPublished, composedAndSubmitted } from './publishing.story.mjs';
import { auditedByName, exported, logStands, recordedAndProven, settingsOpen } from './records.story.mjs';
import { Scene } from './scene.mjs';

const LANGUAGES = { en: 'English', fa: 'Persian' };

let installation;
let browser;

before(async () => {
  installation = await startInstallation();
  browser = await WatchedBrowser.launch([installation.web, installation.practice]);
});

after(async () => {
  await browser?.close();
  await installation?.stop();
});

for (const [language, name] of Object.entries(LANGUAGES)) {
  describe(`the story in ${name}`, () => {
    let scene;
    before(() => {
      scene = new Scene({ installation, browser, language });
    });
    after(() => scene.end());

    const check = (title, part) =>
      it(title, async () => {
        try {
          await part(scene);
        } catch (error) {
          error.message += `\nOn the screens: ${(await scene.pictures(title)).join(', ')}`;
          throw error;
        }
      });

    check('a citizen writes, sees the answer, and nobody reloads', citizenIsAnswered);
    check('a conversation is assigned and resolved by keyboard, and that is taken back', assignedAndResolved);
    check('a post needs alt text, and its author cannot approve it', composedAndSubmitted);
    check('somebody else approves, and it is published with a link to it', approvedAndPublished);
    check('all of it is recorded and proven in the browser', recordedAndProven);
    check('the audit log says who did what, and is handed out', async () => {
      await auditedByName(scene);
      await exported(scene);
    });
    check('the log is in order and its head is kept; channels, members and settings open', async () => {
      await logStands(scene);
      await settingsOpen(scene);
    });
  });
}

describe('on every screen, in both languages and both colour schemes', () => {
  it('axe finds no violation of WCAG 2.2 AA', () => {
    assert.deepEqual(browser.troubles.accessibility, []);
    assert.ok(browser.screens.size >= 76, `${browser.screens.size} screens were examined`);
  });

  it('nothing is logged as an error, blocked, or asked of somebody else', () => {
    assert.deepEqual(browser.troubles.quiet, []);
  });
});
