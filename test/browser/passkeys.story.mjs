import assert from 'node:assert/strict';

const NAME = { en: 'Office key', fa: 'کلید دفتر' };
const NEW_NAME = { en: 'Office key, second floor', fa: 'کلید دفتر، طبقهٔ دوم' };

const passkeysOf = ({ page, t }) => page.getByRole('list', { name: t('own-security:passkeys.title') });

/** Made and named on the member's own page. */
export async function passkeyMade(person) {
  const { page, t, language, device } = person;
  await page.goto(`${person.installation.web}/sign-in`);
  await person.examine('sign-in with its other ways');
  await person.signIn();
  await person.openSecurity();
  await page.getByText(t('own-security:passkeys.none')).waitFor();
  await person.examine('own security without passkey');
  await person.button('own-security:passkeys.add').click();
  await person.dialog('own-security:passkeys.addTitle').waitFor();
  await person.examine('add a passkey');
  await page.getByLabel(t('auth:passkey.name')).fill(NAME[language]);
  await person.button('own-security:passkeys.addAction').click();
  await passkeysOf(person).getByText(NAME[language], { exact: true }).waitFor();
  assert.equal((await device.credentials()).length, 1);
  await person.examine('own security with passkey');
}

/** No address and no password: the device knows who it is. */
export async function passkeySignsIn(person) {
  const { page } = person;
  // The finger is on the device: what the browser offers under the address field is taken at once.
  const signedIn = page.waitForResponse((response) => response.url().endsWith('/v1/auth/passkey') && response.ok());
  await person.choose('common:member.signOut');
  await signedIn;
  await person.inside();
  await person.signOut();
  await person.signInWithPasskey();
  await person.inside();
  await person.openSecurity();
  await page.getByText(person.t('own-security:sessions.methods.passkey')).first().waitFor();
}

/**
 * The API asks for a fresh factor: once it has it, the action goes on. Five minutes are too long to wait for: the first
 * refusal is ours, the question, the answer and the repetition are real.
 */
export async function steppedUp(person) {
  const { page, t } = person;
  const keys = [];
  await page.route('**/v1/me/recovery-codes', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 2) return route.continue();
    const body = { status: 403, code: 'auth.step_up_required', factors: ['passkey', 'totp'], maxAgeSeconds: 300 };
    await route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) });
  });
  const askForCodes = async () => {
    await person.button('own-security:recovery.renew').click();
    await person.button('own-security:recovery.renewAction').click();
    await person.dialog('auth:stepUp.title').waitFor();
  };
  await askForCodes();
  await person.examine('step-up');
  await page.keyboard.press('Escape');
  await person.dialog('auth:stepUp.title').waitFor({ state: 'hidden' });
  assert.equal(keys.length, 1, 'nothing was repeated');

  await askForCodes();
  await person.button('auth:stepUp.passkey').click();
  const codes = person.dialog('auth:enrol.codesTitle').getByRole('list', { name: t('auth:enrol.codesList') });
  await codes.waitFor();
  assert.equal(await codes.getByRole('listitem').count(), 10);
  assert.equal(keys.length, 3);
  assert.equal(keys[1], keys[2], 'the same request');
  await person.examine('new recovery codes');
  await page.keyboard.press('Escape');
  await codes.waitFor();
  await page.getByLabel(t('auth:enrol.stored')).check();
  await person.button('own-security:recovery.done').click();
  await codes.waitFor({ state: 'hidden' });
  await page.unroute('**/v1/me/recovery-codes');
}

/** What else the page is for, as far as it can be seen without giving up what the next parts need. */
export async function securityManaged(person) {
  const { page, t } = person;
  await person.button('own-security:totp.move').click();
  await page.getByRole('dialog').locator('img').waitFor();
  await person.examine('move the authenticator');
  await page.keyboard.press('Escape');
  await person.button('own-security:password.change').click();
  const dialog = person.dialog('own-security:password.change');
  await dialog.getByLabel(t('own-security:password.current'), { exact: true }).fill('not my password');
  await dialog.getByLabel(t('own-security:password.new'), { exact: true }).fill('lantern harbour purple song 7');
  await dialog.getByRole('button', { name: t('own-security:password.change') }).click();
  await dialog.getByText(t('own-security:password.wrong')).waitFor();
  await person.examine('change the password');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  const sessions = page.getByRole('list', { name: t('own-security:sessions.title') });
  await sessions.getByText(t('own-security:sessions.current')).waitFor();
}

/** Another name, and then gone: the code of the authenticator remains. */
export async function passkeyNamedAndRemoved(person) {
  const { page, t, language } = person;
  await person.openSecurity();
  await person.button('own-security:passkeys.renameNamed', { name: NAME[language] }).click();
  await page.getByLabel(t('auth:passkey.name')).fill(NEW_NAME[language]);
  await person.button('common:actions.save').click();
  await passkeysOf(person).getByText(NEW_NAME[language], { exact: true }).waitFor();
  await person.button('own-security:passkeys.removeNamed', { name: NEW_NAME[language] }).click();
  await person.dialog('own-security:passkeys.removeTitle').waitFor();
  await person.examine('remove a passkey');
  await person.button('own-security:passkeys.removeAction').click();
  await page.getByText(t('own-security:passkeys.none')).waitFor();
}
