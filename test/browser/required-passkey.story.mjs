import assert from 'node:assert/strict';
import { freshCode } from './sign-in.mjs';

const codesIn = (person) =>
  person.page
    .getByRole('list', { name: person.t('auth:enrol.codesList') })
    .getByRole('listitem')
    .allInnerTexts();

/** The organization requires a passkey of the role: password and code lead to making one, not in. */
export async function passkeyRequired(person, { policy, role }) {
  const { page, t, member, device } = person;
  await person.signIn();
  await person.openSecurity();
  await person.button('own-security:recovery.renew').click();
  await person.button('own-security:recovery.renewAction').click();
  await page.getByLabel(t('auth:enrol.stored')).check();
  person.recoveryCodes = await codesIn(person);
  await person.button('own-security:recovery.done').click();
  await person.signOut();

  await policy.change({ phishingResistantRoles: [role] });
  await person.givePassword();
  await page.getByLabel(t('auth:totp.code')).fill(await freshCode(member));
  await person.heading('auth:passkeyEnrolment.title').waitFor();
  await person.examine('required passkey');
  await page.goto(`${person.installation.web}/inbox`);
  await person.heading('auth:signIn.title').waitFor();

  await person.givePassword();
  await page.getByLabel(t('auth:totp.code')).fill(await freshCode(member));
  await device.confirms(true);
  await person.button('auth:passkeyEnrolment.submit').click();
  await person.inside();
  assert.equal((await device.credentials()).length, 1);
}

/** The device is gone. A recovery code gets as far as making another passkey, and no code works twice. */
export async function lostPasskey(person) {
  const { page, t, device } = person;
  await person.signOut();
  await device.replace();
  const [code] = person.recoveryCodes;
  const useCode = async () => {
    await person.givePassword();
    await person.heading('auth:passkey.title').waitFor();
    await person.button('auth:factors.use.recovery-code').click();
    await page.getByLabel(t('auth:totp.recoveryCode')).fill(code.toLowerCase());
    await person.button('auth:totp.submit').click();
  };
  await useCode();
  await person.heading('auth:passkeyEnrolment.title').waitFor();
  await person.button('auth:passkeyEnrolment.submit').click();
  await person.inside();
  assert.equal((await device.credentials()).length, 1);

  await person.signOut();
  await person.givePassword();
  await person.heading('auth:passkey.title').waitFor();
  await person.examine('passkey as second step');
  await person.button('auth:factors.use.recovery-code').click();
  await page.getByLabel(t('auth:totp.recoveryCode')).fill(code);
  await person.button('auth:totp.submit').click();
  await page.getByText(t('auth:totp.wrongRecovery')).waitFor();
  await person.examine('recovery code');
  await device.confirms(true);
  await person.button('auth:factors.use.passkey').click();
  await person.button('auth:passkey.submit').click();
  await person.inside();
}

/** The screens around: a link to a new password, which is not told apart from none; and the organization's sign-in. */
export async function passwordForgotten(person) {
  const { page, t, installation } = person;
  await person.signOut();
  await page.getByRole('link', { name: t('auth:signIn.forgot') }).click();
  await person.heading('auth:reset.title').waitFor();
  await person.examine('forgotten password');
  await page.getByLabel(t('auth:signIn.email')).fill('nobody@rivertown.example');
  await person.button('auth:reset.submit').click();
  await page.getByText(t('auth:reset.sentTitle')).waitFor();
  await person.examine('link sent');
  await page.goto(`${installation.web}/password-reset/not-a-link`);
  await person.heading('auth:reset.goneTitle').waitFor();
  await person.examine('link gone');
  await page.goto(`${installation.web}/sign-in`);
  await person.button('auth:signIn.sso').click();
  await page.getByLabel(t('auth:signIn.email')).fill('nobody@elsewhere.example');
  await person.button('auth:signIn.submit').click();
  await page.getByText(t('auth:sso.none')).waitFor();
  await person.examine('single sign-on');
  await page.goto(`${installation.web}/sso#error=auth.sso_failed`);
  await person.heading('auth:sso.failedTitle').waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the result is not left in the address');
  await person.examine('single sign-on failed');
}
