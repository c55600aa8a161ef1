/* global document */
import assert from 'node:assert/strict';

const NOTICE = 'This is a system of the City of Rivertown.\n\nUse of it is recorded.';

/** Locked in the middle of work: nothing can be seen or reached; afterwards everything is as it was. */
export async function lockedWithDraft(person) {
  const { page, t, device } = person;
  await person.openSecurity();
  await person.button('own-security:passkeys.add').click();
  const name = page.getByLabel(t('auth:passkey.name'));
  await name.fill('half a name');
  await page.evaluate(() => (globalThis.stillHere = true));
  // From the keyboard, as one does when leaving: the dialog stays open below.
  await page.evaluate(() => document.activeElement?.blur());
  await device.confirms(false);
  await person.offered(() => lock(person));
  await person.heading('auth:lock.title').waitFor();
  assert.equal(await name.isVisible(), false, 'what was on the screen is out of sight');
  await person.examine('locked');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await person.heading('auth:lock.title').waitFor();

  await page.reload();
  await page.waitForFunction(() => globalThis.passkeyQuestions > 0);
  await person.heading('auth:lock.title').waitFor();
  await person.signInWithPasskey();
  await person.heading('own-security:title').waitFor();
  await device.confirms(false);

  await person.button('own-security:passkeys.add').click();
  await name.fill('half a name');
  await page.evaluate(() => (globalThis.stillHere = true));
  await person.offered(() => lock(person));
  await person.heading('auth:lock.title').waitFor();
  await person.signInWithPasskey();
  await person.heading('auth:lock.title').waitFor({ state: 'hidden' });
  assert.equal(await name.inputValue(), 'half a name', 'the draft is still there');
  assert.equal(await page.evaluate(() => globalThis.stillHere), true, 'the page was not reloaded');
  await page.keyboard.press('Escape');
  await person.dialog('own-security:passkeys.addTitle').waitFor({ state: 'hidden' });
}

/** By the command box, which opens over a dialog too. */
async function lock({ page, t }) {
  await page.keyboard.press('Control+k');
  const box = page.getByRole('textbox', { name: t('common:spotlight.open') });
  await box.fill(t('common:member.lock'));
  await page.getByText(t('common:member.lock'), { exact: true }).click();
}

/** What the organization has to say comes before everything else, in every session. */
export async function noticeAcknowledged(person, { policy }) {
  const { page } = person;
  // In this order: a page that asks anew in between would show the notice in the place of the menu.
  await person.signOut();
  await policy.change({ signInNotice: NOTICE });
  await person.signInWithPasskey();
  await person.heading('auth:notice.title').waitFor();
  assert.equal(await page.getByRole('navigation', { name: person.t('common:nav.label') }).count(), 0);
  await person.examine('sign-in notice');
  await page.reload();
  await person.button('auth:notice.accept').click();
  await person.inside();
  await page.reload();
  await person.inside();
  await policy.change({ signInNotice: null });
}
