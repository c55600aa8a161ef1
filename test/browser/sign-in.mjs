import { generate } from 'otplib';
import { wordsOf } from './words.mjs';

const STEP_SECONDS = 30;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** A code that the member has not used: each is good once, so a second sign-in within half a minute takes the next. */
export async function freshCode(member) {
  const now = () => Math.floor(Date.now() / 1000 / STEP_SECONDS);
  const step = Math.max(now(), (member.lastStep ?? 0) + 1);
  // The next step's code is taken already now; later ones are not.
  while (step > now() + 1) await wait(500);
  member.lastStep = step;
  return generate({ secret: member.totpSecret, epoch: step * STEP_SECONDS });
}

/** Signs in as a person does, and chooses the language of the screen. */
export async function signIn(page, address, member, language, atEachStep = async () => undefined) {
  const t = wordsOf(language);
  await page.goto(address);
  await page.getByLabel(t('auth:signIn.email')).fill(member.email);
  await atEachStep('sign-in');
  await page.getByLabel(t('auth:signIn.password'), { exact: true }).fill(member.password);
  await page.getByRole('button', { name: t('auth:signIn.submit') }).click();
  const code = page.getByLabel(t('auth:totp.code'));
  await code.waitFor();
  await atEachStep('second factor');
  const known = page.waitForResponse((response) => response.url().endsWith('/v1/me') && response.ok());
  // Six digits are enough: nobody has to press the button.
  await code.fill(await freshCode(member));
  const { member: me } = await (await known).json();
  await page.locator(`html[lang="${me.locale}"]`).waitFor();
  await speak(page, me.locale, language, me.name);
  await page.getByRole('navigation', { name: t('common:nav.label') }).waitFor();
  return me;
}

async function speak(page, now, wanted, name) {
  const t = wordsOf(now);
  await page.getByRole('button', { name: `${t('common:member.menu')}: ${name}` }).waitFor();
  if (now === wanted) return;
  await page.getByRole('button', { name: `${t('common:member.menu')}: ${name}` }).click();
  const kept = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByRole('menuitemradio', { name: t(`common:languages.${wanted}`) }).click();
  await page.locator(`html[lang="${wanted}"][dir="${wanted === 'fa' ? 'rtl' : 'ltr'}"]`).waitFor();
  await kept;
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
}
