/* global document */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import pg from 'pg';
import { ensure } from '../../apps/divan/embedded-postgres.mjs';
import { until } from '../support/installation.mjs';

const IDLE_MINUTES = 5;
const MINUTE_MS = 60_000;
const VILLAGE = 'Village of Millbrook';
const DRAFT = { en: 'The crew comes at', fa: 'گروه تعمیر ساعت' };
const NEW_PASSWORD = 'lantern harbour purple song 7';

/** The administrator asks for a screen lock after five minutes. */
export async function idlePolicySet(person) {
  const { page, t } = person;
  await person.openSettings('securityPolicy');
  await page.getByLabel(t('security:policy.idle')).selectOption(String(IDLE_MINUTES));
  await person.button('common:actions.save').click();
  await page.getByText(t('security:policy.saved')).first().waitFor();
  await person.examine('security policy');
}

/**
 * Five minutes without use: the page locks by its clock, and the server ends the session by its own, whatever the page
 * does. Afterwards everything is as it was left.
 */
export async function lockedWhenIdle(person) {
  const { page, t, language, installation, member } = person;
  let bearer;
  page.on('request', (request) => (bearer = request.headers().authorization ?? bearer));
  await page.clock.install();
  await person.signIn();
  await page
    .getByRole('list', { name: t('inbox:list.label') })
    .getByRole('link')
    .first()
    .click();
  const box = page.getByRole('textbox', { name: person.pattern('inbox:reply.label') });
  await box.fill(DRAFT[language]);
  await page.evaluate(() => document.activeElement?.blur());
  const place = page.url();
  const seen = async () => (await fetch(`${installation.web}/v1/me`, { headers: { Authorization: bearer } })).status;

  // As on a machine that went to sleep: the server does not hear that the page was locked.
  await page.route('**/v1/auth/sign-out', (route) => route.abort());
  await page.clock.fastForward(IDLE_MINUTES * MINUTE_MS - 30_000);
  await page.getByText(t('common:member.lockSoon')).first().waitFor();
  await page.clock.fastForward(40_000);
  await person.heading('auth:lock.title').waitFor();
  assert.equal(await box.isVisible(), false, 'what was on the screen is out of sight');
  assert.equal(await seen(), 200, 'the server counts by its own clock');
  await passOnServer(installation, member.email, IDLE_MINUTES);
  await until('the server has ended the session', async () => (await seen()) === 401);
  await page.unroute('**/v1/auth/sign-out');
  await page.clock.setSystemTime(new Date());

  await page.getByLabel(t('auth:signIn.password'), { exact: true }).fill(member.password);
  await person.button('auth:signIn.submit').click();
  await person.giveCode();
  await person.heading('auth:lock.title').waitFor({ state: 'hidden' });
  assert.equal(page.url(), place);
  assert.equal(await box.inputValue(), DRAFT[language], 'the draft is still there');
}

/** Moves the clock for a member's sessions: as if they had last been used so much earlier. */
async function passOnServer(installation, email, minutes) {
  // The api keeps for a moment what it has read; it is told, as by whoever changes a session.
  await changeInDatabase(
    installation,
    `WITH moved AS (
       UPDATE sessions SET last_used_at = last_used_at - $2 * interval '1 minute'
        WHERE ended_at IS NULL AND account_id = (SELECT id FROM accounts WHERE email = $1) RETURNING id)
     SELECT pg_notify('divan_sessions', 'session:' || id) FROM moved`,
    [email, minutes],
  );
}

async function changeInDatabase({ home }, sql, values) {
  const address = new URL((await ensure(join(home, 'postgres'))).url);
  address.pathname = '/divan';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    const { rowCount } = await client.query(sql, values);
    assert.ok(rowCount > 0);
  } finally {
    await client.end();
  }
}

/** A second organization is joined with the account that is there; from then on each is one click from the other. */
export async function organizationsSwitched(person) {
  const { page, t, installation, member } = person;
  const asked = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (/^\/v1\/auth\/(sign-in|totp|passkey|sso)/.test(path)) asked.push(path);
  });
  await person.signIn();
  // As of somebody who came from a mail: the people of the demo read none, and only proven accounts join twice.
  await changeInDatabase(installation, 'UPDATE accounts SET address_proven_at = now() WHERE email = $1', [
    member.email,
  ]);
  const names = ['--name', VILLAGE, '--admin-email', member.email, '--admin-name', member.name];
  const link = /https?:\/\/\S+\/invitations\/\S+/.exec(
    await installation.command('create-organization', ...names),
  )?.[0];
  await page.goto(link);
  await page.getByRole('heading', { name: t('auth:invitation.title', { organization: VILLAGE }) }).waitFor();
  await page.getByLabel(t('auth:invitation.ownPassword')).fill(member.password);
  await person.examine('an invitation for somebody who has an account');
  await person.button('auth:invitation.submit').click();
  await person.giveCode();
  await organizationButton(person, VILLAGE).waitFor();

  asked.length = 0;
  await goOver(person, VILLAGE, 'City of Rivertown');
  await page
    .getByRole('list', { name: t('inbox:list.label') })
    .getByRole('link')
    .first()
    .waitFor();
  await goOver(person, 'City of Rivertown', VILLAGE);
  assert.equal(
    await page
      .getByRole('list', { name: t('inbox:list.label') })
      .getByRole('link')
      .count(),
    0,
  );
  await person.examine('the other organization');
  assert.deepEqual(asked, [], 'nobody was asked who they are');
}

const organizationButton = ({ page, t }, name) =>
  page.getByRole('button', { name: `${t('common:organization.menu')}: ${name}`, exact: true });

async function goOver(person, from, to) {
  await organizationButton(person, from).click();
  await person.page.getByRole('menuitem', { name: to }).click();
  await organizationButton(person, to).waitFor();
}

/** By the link that was mailed: it works once, and the second factor is asked all the same. */
export async function resetByMail(person, { post }) {
  const { page, t, installation, member } = person;
  await page.goto(`${installation.web}/sign-in`);
  await person.speak();
  await page.getByRole('link', { name: t('auth:signIn.forgot') }).click();
  await person.heading('auth:reset.title').waitFor();
  await page.getByLabel(t('auth:signIn.email')).fill(member.email);
  await person.button('auth:reset.submit').click();
  await page.getByText(t('auth:reset.sentTitle')).waitFor();
  const linkTo = (mail) => mail.includes(member.email) && /https?:\/\/\S+\/password-reset\/\S+/.exec(mail)?.[0];
  const link = await until('the mail', () => post.mails.map(linkTo).find(Boolean));

  await page.goto(link);
  await person.heading('auth:reset.newTitle').waitFor();
  await page.getByLabel(t('auth:reset.password')).fill(NEW_PASSWORD);
  await person.examine('a new password');
  await person.button('auth:reset.set').click();
  await person.heading('auth:totp.title').waitFor();
  await page.goto(`${installation.web}/inbox`);
  await person.heading('auth:signIn.title').waitFor();

  await page.goto(link);
  await person.heading('auth:reset.goneTitle').waitFor();
  await person.givePassword();
  await page.getByText(t('auth:signIn.wrong')).waitFor();
  member.password = NEW_PASSWORD;
  await person.givePassword();
  await person.giveCode();
  await person.inside();
}

/** The phone is gone and so are the codes: an administrator lets the member begin as when they came. */
export async function factorsResetByAdministrator(administrator, { lost }) {
  const { page, t } = administrator;
  const { name } = lost.member;
  await administrator.openSettings('members');
  await page
    .getByRole('table', { name: t('accounts:tabs.members') })
    .getByText(name, { exact: true })
    .click();
  await page.getByRole('dialog', { name, exact: true }).waitFor();
  await administrator.examine('a member');
  await administrator.button('accounts:memberDialog.resetFactors').click();
  await administrator.dialog('accounts:memberDialog.resetFactorsTitle', { name }).waitFor();
  await administrator.examine('a member’s second factors');
  await administrator.button('accounts:memberDialog.resetFactors').click();
  await page.getByText(t('accounts:memberDialog.factorsReset', { name })).first().waitFor();

  await lost.givePassword();
  await lost.heading('auth:enrol.title').waitFor();
  await lost.examine('a second factor is set up anew');
}
