import assert from 'node:assert/strict';

const rowsOf = (page, name) => page.getByRole('table', { name }).getByRole('row');

async function proven(scene, place) {
  await place.getByRole('button', { name: scene.t('records:verify.action'), exact: true }).click();
  await place.getByText(scene.pattern('records:verify.verdict.proven')).waitFor();
  const steps = await place.getByText(scene.t('records:verify.state.ok')).count();
  assert.ok(steps >= 3, `${steps} steps of the proof hold`);
}

/** What was received, said and published stands in the records, and its proof holds in this browser. */
export async function recordedAndProven(scene) {
  const { t, browser } = scene;
  const officer = await scene.member('records-officer');
  await scene.go(officer, 'records');
  const rows = rowsOf(officer, t('records:title'));
  for (const [kind, text] of [
    ['inbound_message', scene.question],
    ['outbound_reply', scene.reply],
    ['outbound_post', scene.text],
  ]) {
    const row = rows.filter({ hasText: t(`records:classes.${kind}`) }).filter({ hasText: text });
    await row.first().waitFor();
  }
  await browser.examine(officer, 'records');
  await rows
    .filter({ hasText: t('records:classes.outbound_post') })
    .filter({ hasText: scene.text })
    .first()
    .click();
  await officer.waitForURL(/\/records\/[0-9a-f-]{36}$/);
  await proven(scene, officer.getByRole('main'));
  await officer.getByRole('button', { name: t('records:payload.show') }).click();
  await officer.getByRole('button', { name: t('records:payload.download') }).waitFor();
  await browser.examine(officer, 'record');
}

/** Who did what: the author handed it in, the approver decided; and an event is proven too. */
export async function auditedByName(scene) {
  const { t, browser } = scene;
  const page = await scene.member('administrator');
  await scene.go(page, 'audit');
  const rows = rowsOf(page, t('audit:title'));
  await page.getByLabel(t('audit:list.kind'), { exact: true }).selectOption('approvals.decision-made');
  const decision = rows.filter({ hasText: t('audit:kinds.approvals.decision-made') }).first();
  await decision.getByText(scene.nameOf('approver')).last().waitFor();
  await page.getByLabel(t('audit:list.kind'), { exact: true }).selectOption('publishing.post-submitted');
  const submission = rows.filter({ hasText: t('audit:kinds.publishing.post-submitted') }).first();
  await submission.getByText(scene.nameOf(scene.author)).last().waitFor();
  await page.getByRole('button', { name: t('audit:list.clear') }).click();
  await rows.nth(5).waitFor();
  await browser.examine(page, 'audit');
  await page.getByLabel(t('audit:list.kind'), { exact: true }).selectOption('approvals.decision-made');
  await decision.press('Enter');
  const drawer = page.getByRole('dialog');
  await proven(scene, drawer);
  await browser.examine(page, 'audit event');
  await drawer.getByRole('button', { name: t('common:actions.close') }).click();
  await drawer.waitFor({ state: 'hidden' });
}

/** Channels with what their networks allow, members with their roles, and the profile. */
export async function settingsOpen(scene) {
  const { t, browser } = scene;
  const page = await scene.member('administrator');
  await scene.go(page, 'settings');
  await page.getByRole('heading', { level: 1, name: t('auth:profile.title') }).waitFor();
  await browser.examine(page, 'profile');
  const settings = page.getByRole('navigation', { name: t('common:nav.settings') });
  await settings.getByRole('link', { name: t('common:nav.channels') }).click();
  await page
    .getByText(/rivertown_transit/)
    .first()
    .waitFor();
  await page.getByRole('heading', { name: t('channels:matrix.title') }).waitFor();
  await browser.examine(page, 'channels');
  await settings.getByRole('link', { name: t('common:nav.members') }).click();
  for (const { name } of scene.installation.members) await page.getByText(name).last().waitFor();
  await browser.examine(page, 'members');
}
